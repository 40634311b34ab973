import { type Html, markup } from "../../markup/html.ts";
import { SHEET_STYLE } from "./sheet-style.ts";
import { strip } from "./strip.ts";
import { teacherPage } from "./teacher-page.ts";

/** A student on the sheet, who signs in with a code, or with a link that holds a token. */
export type SheetStudent = { readonly number: number; readonly name?: string } & (
  { readonly code: string } | { readonly link: string }
);

/** What the sheet of a class is made from. */
export interface Sheet {
  /** The class's name. */
  readonly name: string;
  /** When codes and links expire, in RFC 3339 format. */
  readonly ends: string;
  /** The time zone in which the sheet says that, such as `Europe/Paris`. */
  readonly timeZone: string;
  /** The https addresses of the class, such as `https://192.168.1.20:8787`. The strips show the first. */
  readonly addresses: readonly [string, ...string[]];
  /** The address of the door, if browsers will warn about the certificate. */
  readonly door?: string;
  /** The SHA-256 fingerprint of that certificate. */
  readonly fingerprint?: string;
  /** Students without a strip, such as those whose code was withdrawn, are left out. */
  readonly students: readonly SheetStudent[];
}

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
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Sheet of ${sheet.name}</title>
<style>:root { color-scheme: light; background: #fff; } body { margin: 0; }${SHEET_STYLE}</style>
</head>
<body>
${sheetMarkup(sheet)}</body>
</html>
`.toString();
}
