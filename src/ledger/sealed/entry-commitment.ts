import { JsonFault } from "../../chain/json.ts";
import { parseEntryText, recordCommitment } from "../../chain/sealed/entry-text.ts";

/** What the entry of a record's version says. */
export interface VersionEntry {
  readonly commitment: string;
  /** The number of the version that it replaces; absent for a registration. */
  readonly corrects?: number | undefined;
}

/**
 * What a stored entry says that holds a record: a registration or a correction.
 *
 * @returns `undefined` if the entry holds no record, or its text is none of an entry
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

/** The commitment of a stored entry that holds a record; see {@link versionEntry}. */
export function entryCommitment(text: string): string | undefined {
  return versionEntry(text)?.commitment;
}

/** The commitment of a stored entry that enrols a key: to the name of the key's subject. */
export function subjectCommitment(text: string): string | undefined {
  // Most entries are no such ones, and are not parsed.
  if (!text.includes('"kind":"key"')) return undefined;
  const { kind, commitment } = attributesOf(text);
  return kind === "key" && typeof commitment === "string" ? commitment : undefined;
}

/** The attributes of an entry, whatever they are; none if the text is none of an entry. */
function attributesOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...parseEntryText(text) };
  } catch (error) {
    if (error instanceof JsonFault) return {};
    throw error;
  }
}
