import type { Fault } from "../../chain/fault.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { Entry } from "../../chain/sealed/entry.ts";
import { thumbprintOf } from "../../chain/sealed/public-key.ts";
import type { SealedValidator } from "../../chain/sealed/validation.ts";
import type { ChainReading } from "../checking/chain-reading.ts";
import { type Pin, pinFault } from "../checking/authors.ts";
import { openCheckpoint } from "../notes/checkpoint.ts";
import { SUBJECT_NAME } from "./disclosures.ts";
import { type EntryInclusion, verifyEntryInclusion } from "./entry-inclusion.ts";
import { gapsOfReceipt, type ReceiptGap } from "./entry-receipt.ts";
import { type InclusionProof, savedBlockMismatch, verifyReceipt } from "./receipt.ts";
import { isBlockOf } from "./signed-block.ts";
import type { SignedReceipt } from "../signed-evidence.ts";
import type { ProvenEntry } from "./proven-entry.ts";
import type { TrustPolicy } from "../notes/trust-policy.ts";
import type { Fate, VersionWatch } from "../checking/version-watch.ts";

/** The context for checking a receipt. */
interface ReceiptCheck {
  readonly policy: TrustPolicy;
  readonly isPart: boolean;
  /** The reason to give if the blocks are a part of the chain that the receipt's tree exceeds. */
  readonly beyond: string;
  readonly pins: readonly Pin[];
  /** What the chain says became of the entries of the receipts. */
  readonly versions: VersionWatch;
}

/** The fault that a receipt proves, or the block and the entry that it proves, or a clause why it proves nothing. */
type ReceiptOutcome =
  { readonly fault: Fault } | { readonly hash: string; readonly entry?: ProvenEntry } | { readonly reason: string };

/**
 * Checks a receipt against a chain that was read. Only the signature on its checkpoint binds the ledger. If the chain
 * agrees with the checkpoint, or cannot be compared with it, a receipt that does not match its block, or that was saved
 * with another block, is not a fault of the ledger: anybody may have damaged or edited the file.
 */
export async function checkReceipt(
  proof: InclusionProof,
  chain: ChainReading,
  { policy, isPart, beyond, pins, versions }: ReceiptCheck,
): Promise<ReceiptOutcome> {
  const { audit, hashes } = chain;
  const index = proof.leafIndex + 1;
  const hash = hashes.get(index);
  let unread: string | undefined;
  try {
    const checkpoint = await openCheckpoint(proof.checkpoint, { ledger: policy.ledger });
    if (isPart && checkpoint.size > audit.length) return { reason: beyond };
    unread = chain.whyNoTree(checkpoint.size);
    const fault = unread === undefined ? audit.checkpointFault(checkpoint) : undefined;
    if (fault) return { fault: (await blockFault({ proof, checkpoint }, hash)) ?? fault };
    if (proof.leafIndex >= checkpoint.size) throw new Malformed("its checkpoint does not cover its block");
    if (hash === undefined) throw new Malformed("the ledger has no such block");
    await verifyReceipt(proof, hash, { ledger: policy.ledger });
    const reason = chain.whyFaulty(index) ?? (await savedBlockMismatch(proof, hash));
    if (reason !== undefined) return { reason };
    if (!proof.entry) return { hash };
    const isWhole = !isPart && chain.firstFaulty === undefined;
    const entry = await provenEntry(proof.entry, hash, audit.sealed, { isPart: !isWhole, versions });
    const pinned = namedFault(entry, pins, proof.entry.header.index);
    return pinned ? { fault: pinned } : { hash, entry };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { reason: unread ?? error.message };
  }
}

/**
 * The fault of the receipt's own block, given that the chain contradicts its checkpoint. The rest of the receipt, which
 * anybody may have edited, accuses that block only if the signed root confirms it.
 *
 * @param hash that of the block in the chain
 */
async function blockFault(receipt: SignedReceipt, hash: string | undefined): Promise<Fault | undefined> {
  const { leafIndex } = receipt.proof;
  const isLost = hash === undefined && leafIndex < receipt.checkpoint.size;
  if (!isLost && (await isBlockOf(receipt, hash)) !== false) return undefined;
  const index = leafIndex + 1;
  const detail = `The ledger signed a tree with a different block ${index}, or with more blocks than it has now.`;
  const actual = isLost ? "the ledger has no such block" : "the receipt is for another block";
  return { index, rule: "receipt", expected: "a receipt of this block", actual, detail };
}

/** @throws Malformed if the part of the receipt that is about the entry does not fit the block that the rest proves */
async function provenEntry(
  inclusion: EntryInclusion,
  hash: string,
  chain: SealedValidator | undefined,
  { isPart, versions }: Pick<ReceiptCheck, "isPart" | "versions">,
): Promise<ProvenEntry> {
  const { number, entry, header } = inclusion;
  if (header.hash !== hash) throw new Malformed("its entry is in another block than the one that it proves");
  const disclosed = await verifyEntryInclusion(inclusion);
  const key = await keyOf(entry);
  const fate = versions.of(number);
  const { revokedBy, compromisedSince = Infinity } = (key !== undefined && chain?.key(key)) || {};
  return {
    number,
    kind: entry.kind,
    disclosed,
    ...(key === undefined ? {} : { key }),
    ...("author" in entry && header.index >= compromisedSince ? { disputed: true } : {}),
    ...(entry.kind === "key" && revokedBy !== undefined ? { revokedBy } : {}),
    ...fate,
    unchecked: gapsOfReceipt(entry).filter((gap) => !isClosed(gap, fate, isPart)),
  };
}

/**
 * Whether the chain proves what the receipt alone cannot: it holds the authors' keys, and what became of keys and
 * records. A part of the chain does not show what came later.
 */
function isClosed(gap: ReceiptGap, { erasedBy }: Fate, isPart: boolean): boolean {
  return gap === "signature" || !isPart || (gap === "current-version" && erasedBy !== undefined);
}

/** The thumbprint of the key that an entry is about: that of its author, or that which it enrols or revokes. */
export async function keyOf(entry: Entry): Promise<string | undefined> {
  if (entry.kind === "key") return thumbprintOf(entry.public_key);
  if (entry.kind === "revocation") return entry.revokes;
  return "author" in entry ? entry.author : undefined;
}

function namedFault({ number, kind, key, disclosed }: ProvenEntry, pins: readonly Pin[], block: number) {
  if (kind !== "key" || key === undefined) return undefined;
  return pinFault(pins, disclosed[SUBJECT_NAME], key, { entry: number, block });
}

/** Whether an entry was proved to enrol a key in the name that it is pinned to. */
export function isNaming(entry: ProvenEntry | undefined, { name, thumbprint }: Pin): boolean {
  return entry?.kind === "key" && entry.key === thumbprint && entry.disclosed[SUBJECT_NAME] === name;
}
