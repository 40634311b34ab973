import * as fc from "fast-check";
import { helpAddress } from "../../../src/class/certificate-warning/help-page.ts";
import type { Sheet, SheetStudent } from "../../../src/class/sheet/sheet.ts";

export const ADDRESS = "https://192.168.178.120:8787";

/** Names that a school's list may hold, and names that would do harm if the sheet did not escape or isolate them. */
export const NAMES = [
  "Ana Marić",
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "</bdi></style></section><h1>All are present</h1>",
  "&lt;b&gt; &amp; 'quoted'",
  "\u202egnp.exe\u2066\u2069\u2068",
  "M".repeat(80),
  "👩‍🚀 Zoë 🏳️‍🌈",
  "محمد عبد الله (7)",
  "आराध्या शर्मा",
  "Maximilian-Alexander von Hohenzollern-Sigmaringen",
] as const;

/** A student's code that differs from all others of the class. */
export function codeOf(student: number): string {
  return `K7QM-${String(student).padStart(4, "0")}`;
}

/** A sign-in link as long as those of a deployment. */
export function linkOf(student: number): string {
  const token = `eyJhbGciOiJFUzI1NiJ9.${"aB3_-xYz".repeat(50)}.${String(student).padStart(4, "0")}`;
  return `https://patient-ledger.example.workers.dev/#token=${token}`;
}

/** A class whose students sign in with codes, on a server whose certificate browsers warn about. */
export function sheetWithCodes(students: number): Sheet {
  return {
    name: "class-7b",
    ends: "2026-11-27T12:30:00Z",
    timeZone: "Europe/Paris",
    addresses: [ADDRESS, "https://teacher.local:8787"],
    help: helpAddress(ADDRESS),
    fingerprint: Array.from({ length: 32 }, (_, byte) => `${(byte % 16).toString(16)}F`.toUpperCase()).join(":"),
    students: numbered(students, (number) => ({ code: codeOf(number) })),
  };
}

/** A class on a deployment, whose students sign in with links. */
export function sheetWithLinks(students: number): Sheet {
  return {
    name: "class-7b",
    ends: "2026-11-27T12:30:00Z",
    timeZone: "Europe/Paris",
    addresses: ["https://patient-ledger.example.workers.dev"],
    students: numbered(students, (number) => ({ link: linkOf(number) })),
  };
}

function numbered(
  students: number,
  entry: (number: number) => { readonly code: string } | { readonly link: string },
): readonly SheetStudent[] {
  return Array.from({ length: students }, (_, place) => {
    const name = NAMES[place % (NAMES.length + 1)];
    return { number: place + 1, ...(name === undefined ? {} : { name }), ...entry(place + 1) };
  });
}

/** Any text. */
export const texts = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ minLength: 1, maxLength: 20 }),
);
