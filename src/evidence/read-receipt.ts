import type { Receipt } from "./receipt.ts";

/** Proof that an entry is in the log of reads: the receipt of its leaf in the log's own tree, and what it says. */
export interface ReadReceipt extends Receipt {
  /** The entry's number, from 1; its leaf has the index `number` - 1. */
  readonly number: number;
  /** Hex: it binds the digests in `fields` to their names, as a record's commitment does. */
  readonly commitment: string;
  /** The digest of each attribute's disclosure; absent, like the disclosures, once the key of its month was destroyed. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly disclosures?: readonly string[];
}
