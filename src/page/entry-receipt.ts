import type { LedgerClient } from "../client/client.ts";
import {
  type EntryReceipt,
  parseEntryReceipt,
  type VerifiedEntry,
  verifyEntryReceipt,
} from "../evidence/receipts/entry-receipt.ts";
import { parseVerifierKey } from "../evidence/notes/note.ts";

/**
 * Verifies the receipt of an entry against the keys that the ledger serves.
 *
 * @throws Malformed if it proves nothing; the message says why
 * @throws Refusal or Unreachable if the keys cannot be requested
 */
export async function verifiedEntry(client: LedgerClient, receipt: EntryReceipt): Promise<VerifiedEntry> {
  const keys = await (await client.request("/vkey")).text();
  const ledger = await Promise.all(keys.trim().split("\n").map(parseVerifierKey));
  return verifyEntryReceipt(parseEntryReceipt(JSON.stringify(receipt)), { ledger });
}
