import { base64, fromBase64 } from "../notes/base64.ts";
import { savedBlockDifference } from "./saved-block.ts";
import { type EntryInclusion, isOfEntry, parseEntryInclusion } from "./entry-inclusion.ts";
import { fromHex, hex, isHexHash } from "../../chain/text/hex.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../notes/checkpoint.ts";
import { type TrustPolicy } from "../notes/trust-policy.ts";
import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import { type Hash, leafHash, sameHash, verifyInclusion } from "../../chain/merkle-tree.ts";
import { Malformed } from "../../chain/text/malformed.ts";

/** An offline proof that a block is in the ledger: the path from its leaf to a signed root. */
export interface Receipt {
  /** The index of the block's leaf, from 0: the block's index minus one. */
  readonly leaf_index: number;
  readonly tree_size: number;
  /** In hex, like all hashes here. */
  readonly leaf_hash: string;
  /** The inclusion path, starting with the leaf's sibling. */
  readonly path: readonly string[];
  /** The signed checkpoint of the tree. */
  readonly checkpoint: string;
}

const PROOF_HEADER = "c2sp.org/tlog-proof@v1";

/** A receipt in the standard text format (C2SP tlog-proof), which omits the leaf's hash: the block determines it. */
export function proofText({ leaf_index, path, checkpoint }: Receipt): string {
  const lines = [PROOF_HEADER, `index ${leaf_index}`, ...path.map((hash) => base64(bytesOf(hash)))];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** A parsed receipt, not yet verified. */
export interface InclusionProof {
  readonly leafIndex: number;
  readonly path: readonly Hash[];
  readonly checkpoint: string;
  /** In the JSON form only. */
  readonly leaf?: Hash;
  readonly treeSize?: number;
  /** In the receipt of an entry on a sealed ledger only: what proves the entry, in the block that the rest proves. */
  readonly entry?: EntryInclusion;
  /** The blocks saved with it. Nothing is assumed about their shape, and the receipt need not prove them. */
  readonly blocks?: readonly unknown[];
}

/**
 * Parses a receipt in JSON or in the text format.
 *
 * @throws Malformed if it is neither
 */
export function parseReceipt(text: string): InclusionProof {
  return text.startsWith(PROOF_HEADER) ? parseProofText(text) : parseReceiptJson(text);
}

function parseProofText(text: string): InclusionProof {
  const end = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, end).split("\n");
  if (end < 0 || header !== PROOF_HEADER) throw new Malformed("not a proof: it has no checkpoint");
  const extra = lines[0]?.startsWith("extra ") ? lines.shift() : undefined;
  // The extra data is ignored, but other readers would reject invalid data. Without extra data the line is absent.
  if (extra !== undefined && !fromBase64(extra.slice("extra ".length))?.length) {
    throw new Malformed("not a proof: its extra data is not base64");
  }
  const index = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? "")?.[1];
  const path = lines.map(fromBase64);
  if (index === undefined || !Number.isSafeInteger(Number(index))) throw new Malformed("not a proof: it has no index");
  return { leafIndex: Number(index), path: path.map(checkedHash), checkpoint: text.slice(end + 2) };
}

function parseReceiptJson(text: string): InclusionProof {
  let value: unknown;
  try {
    value = parseIJson(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new Malformed(`not a receipt in JSON or tlog-proof: it ${error.message}`);
  }
  // The user may have saved the whole response of mine_block, which has the receipt beside its block.
  const response = (value ?? {}) as { receipt?: unknown; block?: unknown; record?: { number?: unknown } | null };
  const receipt = (response.receipt ?? response) as Partial<Receipt> & { block?: unknown };
  const blocks = [...new Set([response, receipt])].map(({ block }) => block).filter((block) => block !== undefined);
  const { leaf_index, tree_size, leaf_hash, path, checkpoint } = receipt;
  if (!isCount(leaf_index) || !isCount(tree_size) || !Array.isArray(path) || typeof checkpoint !== "string") {
    throw new Malformed("not a receipt: it needs leaf_index, tree_size, leaf_hash, path and checkpoint");
  }
  const entry = isOfEntry(receipt) ? parseEntryInclusion(receipt) : undefined;
  const number = response.record?.number;
  if (entry && number !== undefined && number !== entry.number) {
    throw new Malformed("its record has another number than the entry that its receipt is for");
  }
  const hashes = path.map((hash: unknown) => checkedHash(hexBytes(hash)));
  return {
    leafIndex: leaf_index,
    treeSize: tree_size,
    leaf: checkedHash(hexBytes(leaf_hash)),
    path: hashes,
    checkpoint,
    ...(entry ? { entry } : {}),
    ...(blocks.length > 0 ? { blocks } : {}),
  };
}

/**
 * Compares the blocks saved with a receipt with the block that the receipt proves: anybody may have edited the file.
 *
 * @param hash the hash of the block that the receipt was verified to prove
 * @returns a clause that says how a saved block differs, or `undefined`. It quotes nothing that may be patient data.
 */
export async function savedBlockMismatch(
  { leafIndex, blocks = [] }: InclusionProof,
  hash: string,
): Promise<string | undefined> {
  const index = leafIndex + 1;
  for (const block of blocks) {
    const difference = await savedBlockDifference(index, hash, block);
    if (difference) return `its block ${difference}, but its receipt proves block ${index}, with hash ${hash}`;
  }
  return undefined;
}

/**
 * Verifies that a receipt proves the inclusion of a block.
 *
 * @param blockHash the block's `hash`, recomputed from its content, in hex; or the commitment of an entry of the log of
 *   reads
 * @param of what messages call it
 * @returns the receipt's checkpoint
 * @throws Malformed if it does not prove the block; the message says why
 */
export async function verifyReceipt(
  proof: InclusionProof,
  blockHash: string,
  policy: TrustPolicy,
  of: "block" | "entry" = "block",
): Promise<VerifiedCheckpoint> {
  const checkpoint = await openCheckpoint(proof.checkpoint, policy);
  const leaf = await leafHash(bytesOf(blockHash));
  if (proof.leaf && !sameHash(proof.leaf, leaf)) throw new Malformed(`the receipt is for another ${of}`);
  if (proof.treeSize !== undefined && proof.treeSize !== checkpoint.size) {
    throw new Malformed("the receipt's tree_size differs from the size in its checkpoint");
  }
  if (!(await verifyInclusion(proof.leafIndex, checkpoint.size, leaf, proof.path, checkpoint.root))) {
    throw new Malformed(`the receipt's path does not lead from the ${of} to the checkpoint's root`);
  }
  return checkpoint;
}

/** The 32 bytes of a block's hash, which are the entry of its leaf in the Merkle tree. */
export function bytesOf(hash: string): Hash {
  return checkedHash(hexBytes(hash));
}

function hexBytes(text: unknown): Hash | undefined {
  return typeof text === "string" && isHexHash(text) ? fromHex(text) : undefined;
}

function checkedHash(bytes: Uint8Array<ArrayBuffer> | undefined): Hash {
  if (bytes?.length !== 32) throw new Malformed("a hash must have 32 bytes");
  return bytes;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Builds a receipt. */
export function receiptOf(
  leafIndex: number,
  treeSize: number,
  leaf: Hash,
  path: readonly Hash[],
  checkpoint: string,
): Receipt {
  return { leaf_index: leafIndex, tree_size: treeSize, leaf_hash: hex(leaf), path: path.map(hex), checkpoint };
}
