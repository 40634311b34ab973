import { JsonFault } from "../../../chain/text/json.ts";
import { parseEntryText } from "../../../chain/sealed/entry-text.ts";

/** The attributes of an entry that a sealed ledger looks for. Their values may be anything. */
export interface EntryAttributes {
  readonly kind?: unknown;
  readonly commitment?: unknown;
  readonly corrects?: unknown;
  readonly erases?: unknown;
}

/** The attributes of a stored entry; empty if the text is not that of an entry, since someone has edited it. */
export function attributesOf(text: string): EntryAttributes {
  try {
    return { ...parseEntryText(text) };
  } catch (error) {
    if (error instanceof JsonFault) return {};
    throw error;
  }
}
