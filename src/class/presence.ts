/** Whether a student takes part: was never there, is there, was there, or may not any more. */
export type Presence = "expected" | "in" | "away" | "withdrawn";

/** How long after its last report a student's page counts as open, in milliseconds. */
const LASTING = 60_000;

/** What the class's ledger knows of a student. */
interface Known {
  /** The state of the student's code, which may be `withdrawn`. */
  readonly code: string;
  /** When the student's page reported last; null if it never did. */
  readonly seen: string | null;
}

/** @param now by the clock that `seen` was taken from, in milliseconds since 1970 */
export function presenceOf({ code, seen }: Known, now: number): Presence {
  if (code === "withdrawn") return "withdrawn";
  if (seen === null) return "expected";
  return now - Date.parse(seen) <= LASTING ? "in" : "away";
}
