import { JsonFault } from "../../chain/json.ts";
import { parseEntryText, recordCommitment } from "../../chain/sealed/entry-text.ts";

/**
 * The commitment of a stored entry that holds a record: a registration or a correction.
 *
 * @returns `undefined` if the entry holds no record, or its text is none of an entry
 */
export function entryCommitment(text: string): string | undefined {
  const commitment = recordCommitment(text);
  if (commitment !== undefined) return commitment;
  try {
    const entry = parseEntryText(text) as { readonly kind?: unknown; readonly commitment?: unknown };
    const isRecord = entry.kind === "record" || entry.kind === "correction";
    return isRecord && typeof entry.commitment === "string" ? entry.commitment : undefined;
  } catch (error) {
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}
