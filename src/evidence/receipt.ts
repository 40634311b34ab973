import { base64, fromBase64 } from "./base64.ts";
import { fromHex, hex, isHexHash } from "../chain/hex.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "./checkpoint.ts";
import { type TrustPolicy } from "./trust-policy.ts";
import { JsonFault, parseIJson } from "../chain/json.ts";
import { type Hash, leafHash, sameHash, verifyInclusion } from "./merkle-tree.ts";
import { Malformed } from "../chain/malformed.ts";

/** What proves, without the ledger, that a block stands in it: the path from its leaf to a signed root. */
export interface Receipt {
  /** The block's leaf, counted from 0: its index less one. */
  readonly leaf_index: number;
  readonly tree_size: number;
  /** Hex, like all hashes here. */
  readonly leaf_hash: string;
  /** The leaf's sibling first. */
  readonly path: readonly string[];
  /** The signed checkpoint of the tree. */
  readonly checkpoint: string;
}

const PROOF_HEADER = "c2sp.org/tlog-proof@v1";

/** A receipt in the field's text format (C2SP tlog-proof). It leaves the leaf's hash to who knows the block. */
export function proofText({ leaf_index, path, checkpoint }: Receipt): string {
  const lines = [PROOF_HEADER, `index ${leaf_index}`, ...path.map((hash) => base64(bytesOf(hash)))];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** What is left of a receipt when nothing in it is believed yet. */
export interface InclusionProof {
  readonly leafIndex: number;
  readonly path: readonly Hash[];
  readonly checkpoint: string;
  /** In the JSON form only. */
  readonly leaf?: Hash;
  readonly treeSize?: number;
}

/**
 * Reads a receipt, as JSON or in the text format.
 *
 * @throws Malformed when it is neither
 */
export function parseReceipt(text: string): InclusionProof {
  return text.startsWith(PROOF_HEADER) ? parseProofText(text) : parseReceiptJson(text);
}

function parseProofText(text: string): InclusionProof {
  const end = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, end).split("\n");
  if (end < 0 || header !== PROOF_HEADER) throw new Malformed("not a proof: there is no checkpoint in it");
  const extra = lines[0]?.startsWith("extra ") ? lines.shift() : undefined;
  // Nobody believes it, but another reader would refuse the proof for it; without extra data there is no such line.
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
    throw new Malformed(`not a receipt, as JSON or tlog-proof: it ${error.message}`);
  }
  // Saved as it came, it may still stand in the answer of mine_block.
  const receipt = ((value as { receipt?: unknown } | null)?.receipt ?? value ?? {}) as Partial<Receipt>;
  const { leaf_index, tree_size, leaf_hash, path, checkpoint } = receipt;
  if (!isCount(leaf_index) || !isCount(tree_size) || !Array.isArray(path) || typeof checkpoint !== "string") {
    throw new Malformed("not a receipt: leaf_index, tree_size, leaf_hash, path and checkpoint are needed");
  }
  const hashes = path.map((hash: unknown) => checkedHash(hexBytes(hash)));
  return {
    leafIndex: leaf_index,
    treeSize: tree_size,
    leaf: checkedHash(hexBytes(leaf_hash)),
    path: hashes,
    checkpoint,
  };
}

/**
 * Verifies that a receipt proves a block.
 *
 * @param blockHash the block's `hash`, recomputed from its content, in hex
 * @returns the checkpoint that it leads to
 * @throws Malformed when it does not prove the block; the message says why
 */
export async function verifyReceipt(
  proof: InclusionProof,
  blockHash: string,
  policy: TrustPolicy,
): Promise<VerifiedCheckpoint> {
  const checkpoint = await openCheckpoint(proof.checkpoint, policy);
  const leaf = await leafHash(bytesOf(blockHash));
  if (proof.leaf && !sameHash(proof.leaf, leaf)) throw new Malformed("the receipt is for another block");
  if (proof.treeSize !== undefined && proof.treeSize !== checkpoint.size) {
    throw new Malformed("the receipt's tree_size is not that of its checkpoint");
  }
  if (!(await verifyInclusion(proof.leafIndex, checkpoint.size, leaf, proof.path, checkpoint.root))) {
    throw new Malformed("the receipt's path does not lead from the block to the checkpoint's root");
  }
  return checkpoint;
}

/** The 32 bytes of a block's hash: what its leaf in the Merkle tree holds. */
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

/** A receipt, put together. */
export function receiptOf(
  leafIndex: number,
  treeSize: number,
  leaf: Hash,
  path: readonly Hash[],
  checkpoint: string,
): Receipt {
  return { leaf_index: leafIndex, tree_size: treeSize, leaf_hash: hex(leaf), path: path.map(hex), checkpoint };
}
