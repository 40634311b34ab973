import { recordCommitment } from "../../../chain/sealed/entry-text.ts";
import { attributesOf } from "./entry-attributes.ts";

/** What the entry of a record's version says. */
export interface VersionEntry {
  readonly commitment: string;
  /** The number of the version that it replaces; absent for a registration. */
  readonly corrects?: number | undefined;
}

/**
 * What a stored entry says about the version of a record that it registers, as a record or a correction.
 *
 * @returns `undefined` if it is an entry of another kind, or the text is not that of an entry
 */
export function versionEntry(text: string): VersionEntry | undefined {
  const registered = recordCommitment(text);
  if (registered !== undefined) return { commitment: registered };
  const { kind, commitment, corrects } = attributesOf(text);
  if (typeof commitment !== "string") return undefined;
  if (kind === "record") return { commitment };
  return kind === "correction" && Number.isSafeInteger(corrects)
    ? { commitment, corrects: Number(corrects) }
    : undefined;
}

/** The commitment of a stored entry, to a version of a record or to the subject of a key; `undefined` if it has none. */
export function entryCommitment(text: string): string | undefined {
  return versionEntry(text)?.commitment ?? subjectCommitment(text);
}

/** The commitment of a stored entry that enrols a key, to the key's subject; `undefined` for any other entry. */
export function subjectCommitment(text: string): string | undefined {
  // Few entries enrol a key, and the others need not be parsed.
  if (!text.includes('"kind":"key"')) return undefined;
  const { kind, commitment } = attributesOf(text);
  return kind === "key" && typeof commitment === "string" ? commitment : undefined;
}
