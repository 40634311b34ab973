import { attributesOf } from "./accepting/entry-attributes.ts";

/** What an entry states about others, or about keys; see `References`. */
export interface EntryStatement {
  /** The number of the entry that it corrects or erases. */
  readonly reference?: number | undefined;
  /** Whether it enrols or revokes a key. */
  readonly isOfKey: boolean;
}

const NOTHING: EntryStatement = { isOfKey: false };

/** What a stored entry states. An edited text states nothing, or something else: nothing is trusted here. */
export function statementOf(text: string): EntryStatement {
  // Most entries just register a record, and need not be parsed.
  if (text.includes('"kind":"record"')) return NOTHING;
  const { kind, corrects, erases } = attributesOf(text);
  const reference = corrects ?? erases;
  return {
    reference: typeof reference === "number" ? reference : undefined,
    isOfKey: kind === "key" || kind === "revocation",
  };
}

/** Whether a stored entry corrects or erases another, or enrols or revokes a key. */
export function isCounted(text: string): boolean {
  const { reference, isOfKey } = statementOf(text);
  return isOfKey || reference !== undefined;
}
