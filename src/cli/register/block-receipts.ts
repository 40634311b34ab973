import { hex } from "../../chain/text/hex.ts";
import { canonicalEntry, type Entry } from "../../chain/sealed/entry.ts";
import { EntryTree } from "../../chain/sealed/entry-tree.ts";
import type { SealedBlock } from "../../chain/sealed/header.ts";
import { sealedFormatFault } from "../../chain/sealed/header-format.ts";
import { commitmentOf, type Fields, fieldsOf } from "../../evidence/receipts/disclosures.ts";
import { type EntryReceipt, entryReceipt } from "../../evidence/receipts/entry-receipt.ts";
import type { Sent } from "./batch.ts";

/** A signed record as it was sent, with what its author knows about it and nobody else but the ledger. */
export interface SealedByAuthor extends Sent {
  readonly fields: Fields;
  readonly disclosures: readonly string[];
}

/** Indexes records that an author sealed by their commitments, under which they will stand on the chain. */
export async function byCommitment(sent: readonly Sent[]): Promise<Map<string, SealedByAuthor>> {
  const found = new Map<string, SealedByAuthor>();
  for (const each of sent) {
    if (!("disclosures" in each.body)) continue;
    const { disclosures } = each.body;
    const fields = await fieldsOf(disclosures);
    found.set(await commitmentOf(fields), { ...each, fields, disclosures });
  }
  return found;
}

/** A record with the receipt that its author made. */
interface WithReceipt {
  readonly commitment: string;
  readonly sent: SealedByAuthor;
  readonly receipt: EntryReceipt;
}

/**
 * Makes the receipts of all records in a block from the receipt of one: an author knows the disclosures, and the block
 * holds what the path of each entry is made of.
 *
 * @param block the block as it is served; nothing is assumed about its shape
 * @param one the receipt of an entry in it, which proves the block
 * @param wanted the records by their commitments
 * @returns the receipts of those that are in the block; none if the block is not the one that was proved
 */
export async function receiptsInBlock(
  block: unknown,
  one: EntryReceipt,
  wanted: ReadonlyMap<string, SealedByAuthor>,
): Promise<WithReceipt[]> {
  if (sealedFormatFault(block)) return [];
  const { entries } = block as SealedBlock;
  const header = one.block;
  const tree = await EntryTree.of(entries.map(canonicalEntry));
  const isWhole = entries.length === header.last_entry - header.first_entry + 1;
  if (!isWhole || hex(tree.root) !== header.merkle_root) return [];
  return entries.flatMap((entry, position) => {
    const commitment = commitmentIn(entry);
    const sent = wanted.get(commitment);
    if (!sent) return [];
    const { fields, disclosures } = sent;
    const path = tree.path(position);
    const opened = { fields, disclosures };
    return [{ commitment, sent, receipt: entryReceipt({ header, entry, position, path, receipt: one, opened }) }];
  });
}

function commitmentIn(entry: Entry): string {
  return entry.kind === "record" ? entry.commitment : "";
}
