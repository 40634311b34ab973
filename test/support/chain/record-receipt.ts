import { hex } from "../../../src/chain/text/hex.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { canonicalEntry } from "../../../src/chain/sealed/entry.ts";
import { EntryTree } from "../../../src/chain/sealed/entry-tree.ts";
import { MINED_BY, sealHeader } from "../../../src/chain/sealed/header.ts";
import { discloseFields } from "../../../src/evidence/receipts/disclosures.ts";
import { type EntryReceipt, entryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { Evidence } from "./evidence.ts";
import type { Notary } from "./notaries.ts";

/** The receipt of any record, alone in the only block of a ledger, with all its fields disclosed. Nothing is mined. */
export async function recordReceipt(record: PatientRecord, ledger: Notary): Promise<EntryReceipt> {
  const salts = [1, 2, 3].map((byte) => new Uint8Array(16).fill(byte));
  const opened = await discloseFields(record, salts);
  const entry = { kind: "record", commitment: opened.commitment } as const;
  const tree = await EntryTree.of([canonicalEntry(entry)]);
  const header = await sealHeader(
    {
      index: 1,
      timestamp: "2026-02-01T00:00:00.000Z",
      first_entry: 1,
      last_entry: 1,
      merkle_root: hex(tree.root),
      mined_by: MINED_BY.ledger,
      difficulty: 8,
      previous_hash: "0",
    },
    0,
  );
  const receipt = new Evidence([header], ledger).receipt(1);
  return entryReceipt({ header, entry, position: 0, path: tree.path(0), receipt, opened });
}
