import { type Html, markup } from "../../markup/html.ts";
import type { Sheet } from "./sheet.ts";

/** The part of the sheet that the teacher keeps: what to check first, and who has which number. */
export function teacherPage(sheet: Sheet): Html {
  const { name, addresses, help, fingerprint, students } = sheet;
  const [, ...others] = addresses;
  return markup`<section class="teacher">
<h1><bdi>${name}</bdi></h1>
<p>Keep this page. Cut the others along the lines, and give each student one strip. ${whatAStripIs(sheet)}</p>
${others.length === 0 ? "" : markup`<p>Other addresses of the class: ${others.map((address) => markup`<span class="other">${address}</span> `)}</p>`}
${help === undefined ? "" : markup`<p>Before the lesson, try a strip on one of the students’ devices: some that a school manages do not let anybody past the browser’s warning. <b class="help-address">${help}</b> says what to do.</p>`}
${fingerprint === undefined ? "" : markup`<p>Whoever wants to be sure of the server compares the SHA-256 fingerprint of its certificate:</p>\n<p class="fingerprint">${fingerprint}</p>`}
<ol class="register">
${students.map(({ number, name: student }) => markup`<li><span class="tick"></span> <b>${String(number)}</b> <bdi>${student ?? ""}</bdi></li>\n`)}
</ol>
</section>`;
}

function whatAStripIs({ ends, timeZone, students }: Sheet): string {
  const until = new Date(ends).toLocaleString("en-GB", {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
  return students.some((student) => "code" in student)
    ? `A code works on one device, until ${until}. You can withdraw it, or make a new one, on the board.`
    : `A link works until ${until}. Whoever has it is that student, and the history of a browser keeps it. For a device without a camera, copy the link from this document.`;
}
