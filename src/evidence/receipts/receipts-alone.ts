import { Malformed } from "../../chain/text/malformed.ts";
import { openCheckpoint } from "../notes/checkpoint.ts";
import { verifyEntryReceipt } from "./entry-receipt.ts";
import type { LoggedRead } from "./logged-read.ts";
import { isOriginOfReads, type ReadProof, verifyReadReceipt } from "./read-receipt.ts";
import { type InclusionProof, savedBlockMismatch, verifyReceipt } from "./receipt.ts";
import type { OpenedSaved } from "../saved.ts";
import type { TrustPolicy } from "../notes/trust-policy.ts";
import type { ProvenEntry } from "./proven-entry.ts";
import { keyOf } from "./receipt-check.ts";
import type { Saved, Skipped } from "../checking/verification.ts";

/** The reason for skipping receipts of the log of reads if no key of such a log was given. */
const KEY_OF_LOG = "it is one of the log of reads, which has a key of its own: give the key from GET /reads/vkey";

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

/** What a receipt of the log of reads proves. */
export interface ProvenRead {
  readonly name: string;
  /** The name of the log, and how many entries it had then. */
  readonly origin: string;
  readonly size: number;
  readonly number: number;
  /** The attributes that it discloses. */
  readonly disclosed: Partial<LoggedRead>;
}

/** The result of checking receipts without the chain. */
export interface ReceiptsReport {
  readonly proven: readonly ProvenAlone[];
  readonly reads: readonly ProvenRead[];
  /** The receipts that prove nothing. */
  readonly skipped: readonly Skipped[];
}

/**
 * Checks receipts offline, against nothing but the ledger's key: that the ledger signed a tree with the receipt's block,
 * and that its entry and the fields that it discloses belong to that block. A receipt that does not hold is no fault of
 * the ledger, since anybody may have edited the file.
 *
 * @param saved the receipts whose checkpoint the ledger signed, and those that it did not; and those of its log of reads
 * @param policy the ledger's keys, those of its log of reads included
 */
export async function checkReceiptsAlone(
  saved: OpenedSaved & { readonly reads: readonly Saved<ReadProof>[] },
  policy: TrustPolicy,
): Promise<ReceiptsReport> {
  const proven: ProvenAlone[] = [];
  const reads: ProvenRead[] = [];
  const skipped: Skipped[] = [...saved.skipped];
  const orSkip = async (name: string, check: () => Promise<void>) => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      skipped.push({ check: "receipt", name, reason: error.message });
    }
  };
  for (const { name, value } of saved.receipts) {
    await orSkip(name, async () => void proven.push({ name, ...(await provenBy(value, policy)) }));
  }
  for (const { name, value } of saved.reads) {
    await orSkip(name, async () => {
      if (!policy.ledger.some((key) => isOriginOfReads(key.name))) throw new Malformed(KEY_OF_LOG);
      const { checkpoint, number, disclosed } = await verifyReadReceipt(value, policy);
      reads.push({ name, origin: checkpoint.origin, size: checkpoint.size, number, disclosed });
    });
  }
  return { proven, reads, skipped };
}

/** @throws Malformed if the receipt does not hold; the message says why */
async function provenBy(proof: InclusionProof, policy: TrustPolicy): Promise<Omit<ProvenAlone, "name">> {
  const { origin, size } = await openCheckpoint(proof.checkpoint, policy);
  const index = proof.leafIndex + 1;
  const { entry: inclusion, blocks } = proof;
  const hash = inclusion?.header.hash ?? hashOf(blocks?.[0]);
  if (hash === undefined) {
    throw new Malformed("it was saved without its block: check it with the whole chain, which has the block");
  }
  const mismatch = await savedBlockMismatch(proof, hash);
  if (mismatch !== undefined) throw new Malformed(mismatch);
  if (!inclusion) {
    await verifyReceipt(proof, hash, policy);
    return { index, hash, origin, size };
  }
  const { number, entry, disclosed, unchecked } = await verifyEntryReceipt({ ...proof, entry: inclusion }, policy);
  const key = await keyOf(entry);
  const proven = { number, kind: entry.kind, disclosed, ...(key === undefined ? {} : { key }), unchecked };
  return { index, hash, origin, size, entry: proven };
}

/** The hash that a saved block states. */
function hashOf(block: unknown): string | undefined {
  const { hash } = (block ?? {}) as { hash?: unknown };
  return typeof hash === "string" ? hash : undefined;
}
