/** A student on the sheet, who signs in with a code, or with a link that holds a token. */
export type SheetStudent = { readonly number: number; readonly name?: string } & (
  { readonly code: string } | { readonly link: string }
);

/** The students of a class who have a code. Those whose code was withdrawn get no strip. */
export function studentsWithCode<Student extends { readonly code: string | null }>(
  students: readonly Student[],
): (Student & { readonly code: string })[] {
  return students.filter((student): student is Student & { readonly code: string } => student.code !== null);
}

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
  /** The address of the help page, if browsers will warn about the certificate. */
  readonly help?: string;
  /** The SHA-256 fingerprint of that certificate. */
  readonly fingerprint?: string;
  /** The students who get a strip. */
  readonly students: readonly SheetStudent[];
}
