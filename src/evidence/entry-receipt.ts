import type { Entry } from "../chain/sealed/entry.ts";
import type { Header } from "../chain/sealed/header.ts";
import type { PatientRecord } from "../chain/record.ts";
import type { Receipt } from "./receipt.ts";

/** An offline proof that an entry is in a sealed ledger, with the fields of its record that are disclosed. */
export interface EntryReceipt extends Receipt {
  /** The entry's number, from 1 over the whole chain. */
  readonly number: number;
  readonly entry: Entry;
  /** The entry's place in its block, from 0. */
  readonly position: number;
  /** The path from the entry's leaf to the header's `merkle_root`, in hex, starting with the leaf's sibling. */
  readonly entry_path: readonly string[];
  readonly block: Header;
  /** The digest of each field's disclosure; absent if the entry holds no record. */
  readonly fields?: Readonly<Record<keyof PatientRecord, string>>;
  /** The disclosures of the fields that the receipt discloses (RFC 9901, section 4.2.1). */
  readonly disclosures?: readonly string[];
}
