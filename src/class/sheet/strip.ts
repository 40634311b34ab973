import { type Html, markup } from "../../markup/html.ts";
import { SHORT_STEPS } from "../certificate-warning/browsers.ts";
import { qrCode } from "./qr-code.ts";
import type { Sheet, SheetStudent } from "./sheet.ts";

/** One student's strip of the sheet. */
export function strip({ name, addresses: [address], help }: Sheet, student: SheetStudent): Html {
  const link = "code" in student ? `${address}/#code=${student.code}` : student.link;
  return markup`<section class="strip ${"code" in student ? "with-code" : "with-link"}">
${qrCode(link, `QR code that signs in student ${String(student.number)}`)}
<div class="way">
<h2><span class="number">${String(student.number)}</span> <bdi class="name">${student.name ?? ""}</bdi></h2>
<p class="class"><bdi>${name}</bdi></p>
<p class="address">${address}</p>
${"code" in student ? markup`<p class="student-code"><span class="label">Code</span>${student.code}</p>` : markup`<p><a href="${student.link}">Sign-in link of student ${String(student.number)}</a></p>`}
</div>
<div class="hints">
${hints(help, "code" in student)}
</div>
</section>
`;
}

/** What a student needs to know besides the address and the code. */
function hints(help: string | undefined, hasCode: boolean): readonly Html[] {
  return [
    hasCode
      ? markup`<p>Scan the square, or open the address and type your code.</p>`
      : markup`<p>Scan the square with the camera of a phone or a tablet, and open the link. It is yours alone.</p>`,
    ...(help === undefined ? [] : [warning(help)]),
  ];
}

/** What to press when the browser warns about the certificate, in a few words. */
function warning(help: string): Html {
  return markup`<p>Your browser will warn about the certificate. Go on, but only here:</p>
<ul>${SHORT_STEPS.map(([browsers, steps]) => markup`<li><b>${browsers}:</b> ${steps}</li>`)}</ul>
<p>Nothing to press? Read <b class="help-address">${help}</b></p>`;
}
