import { htmlDocument } from "../../markup/html-document.ts";
import { type Html, markup } from "../../markup/html.ts";
import { SHEET_STYLE } from "./sheet-style.ts";
import { strip } from "./strip.ts";
import { teacherPage } from "./teacher-page.ts";
import type { Sheet } from "./sheet.ts";

/** The sheet: a page for the teacher, then a strip for each student. It needs {@link SHEET_STYLE}. */
export function sheetMarkup(sheet: Sheet): Html {
  return markup`<div class="sheet">
${teacherPage(sheet)}
<div class="strips">
${sheet.students.map((student) => strip(sheet, student))}
</div>
</div>
`;
}

/** The sheet as one HTML file that loads nothing and runs no script. */
export function sheetDocument(sheet: Sheet): string {
  return htmlDocument({
    title: markup`Sheet of ${sheet.name}`,
    policy: "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    style: markup`:root { color-scheme: light; background: #fff; } body { margin: 0; }${SHEET_STYLE}`,
    body: sheetMarkup(sheet),
  });
}
