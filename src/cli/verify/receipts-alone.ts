import { Malformed } from "../../chain/malformed.ts";
import { openCheckpoint } from "../../evidence/checkpoint.ts";
import { verifyEntryReceipt } from "../../evidence/entry-receipt.ts";
import { type InclusionProof, savedBlockMismatch, verifyReceipt } from "../../evidence/receipt.ts";
import type { OpenedSaved } from "../../evidence/saved.ts";
import type { TrustPolicy } from "../../evidence/trust-policy.ts";
import type { ProvenEntry, Skipped } from "../../evidence/verification.ts";

/** What a receipt proves without the chain. */
export interface ProvenAlone {
  readonly name: string;
  readonly index: number;
  readonly hash: string;
  /** The name of the ledger that signed, and how many blocks it had then. */
  readonly origin: string;
  readonly size: number;
  /** In the receipt of an entry on a sealed ledger. */
  readonly entry?: ProvenEntry;
}

/** The result of checking receipts without the chain. */
export interface ReceiptsReport {
  readonly proven: readonly ProvenAlone[];
  /** The receipts that prove nothing. */
  readonly skipped: readonly Skipped[];
}

/**
 * Checks receipts offline, against nothing but the ledger's key: that the ledger signed a tree with the receipt's block,
 * and that its entry and the fields that it discloses belong to that block. A receipt that does not hold is no fault of
 * the ledger, since anybody may have edited the file.
 *
 * @param saved the receipts whose checkpoint the ledger signed, and those that it did not
 * @param policy the ledger's keys
 */
export async function checkReceiptsAlone(saved: OpenedSaved, policy: TrustPolicy): Promise<ReceiptsReport> {
  const proven: ProvenAlone[] = [];
  const skipped: Skipped[] = [...saved.skipped];
  for (const { name, value } of saved.receipts) {
    try {
      proven.push({ name, ...(await provenBy(value, policy)) });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      skipped.push({ check: "receipt", name, reason: error.message });
    }
  }
  return { proven, skipped };
}

/** @throws Malformed if the receipt does not hold; the message says why */
async function provenBy(proof: InclusionProof, policy: TrustPolicy): Promise<Omit<ProvenAlone, "name">> {
  const { origin, size } = await openCheckpoint(proof.checkpoint, policy);
  const index = proof.leafIndex + 1;
  const { entry: inclusion, blocks } = proof;
  const hash = inclusion?.header.hash ?? hashOf(blocks?.[0]);
  if (hash === undefined) {
    throw new Malformed("it was saved without its block, so give --url or --file to find the block in the chain");
  }
  const mismatch = await savedBlockMismatch(proof, hash);
  if (mismatch !== undefined) throw new Malformed(mismatch);
  if (!inclusion) {
    await verifyReceipt(proof, hash, policy);
    return { index, hash, origin, size };
  }
  const { number, entry, disclosed, unchecked } = await verifyEntryReceipt({ ...proof, entry: inclusion }, policy);
  return { index, hash, origin, size, entry: { number, kind: entry.kind, disclosed, unchecked } };
}

/** The hash that a saved block states. */
function hashOf(block: unknown): string | undefined {
  const { hash } = (block ?? {}) as { hash?: unknown };
  return typeof hash === "string" ? hash : undefined;
}
