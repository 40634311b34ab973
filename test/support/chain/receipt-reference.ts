/**
 * A second implementation of what a receipt of an entry proves, from the description of the format alone and on Node's
 * own cryptography.
 */
import { createPublicKey, hash as digest, verify } from "node:crypto";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import type { Receipt } from "../../../src/evidence/receipts/receipt.ts";
import { jcs } from "./sealed-builder.ts";

/** The root to which a path leads from a leaf (RFC 6962, section 2.1.1), by splitting the tree from the root down. */
function rootFrom(leaf: Buffer, position: number, size: number, path: readonly Buffer[]): Buffer | undefined {
  if (size === 1) return path.length === 0 && position === 0 ? leaf : undefined;
  const sibling = path.at(-1);
  if (!sibling || size < 1) return undefined;
  let left = 1;
  while (left * 2 < size) left *= 2;
  const isLeft = position < left;
  const below = rootFrom(leaf, isLeft ? position : position - left, isLeft ? left : size - left, path.slice(0, -1));
  return (
    below &&
    digest("sha256", Buffer.concat([Buffer.of(1), ...(isLeft ? [below, sibling] : [sibling, below])]), "buffer")
  );
}

const leafOf = (data: Buffer): Buffer => digest("sha256", Buffer.concat([Buffer.of(0), data]), "buffer");
const bytes = (hashes: readonly string[]): Buffer[] => hashes.map((hash) => Buffer.from(hash, "hex"));

const signedBy = new Map<string, boolean>();

/** Whether a note is signed by a key, given by its 32 bytes. Each note is verified once. */
function isSigned(note: string, publicKey: Buffer): boolean {
  const known = signedBy.get(note);
  if (known !== undefined) return known;
  const [text = "", lines = ""] = note.split("\n\n");
  const signature = Buffer.from(lines.trim().split(" ").at(-1) ?? "", "base64").subarray(4);
  const key = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") },
    format: "jwk",
  });
  const isRight = verify(null, Buffer.from(`${text}\n`), key, signature);
  signedBy.set(note, isRight);
  return isRight;
}

/** Whether a receipt proves that its checkpoint, which the key has signed, covers what has this hash, in hex. */
export function isProven(receipt: Receipt, hash: string, publicKey: Buffer): boolean {
  const { leaf_index, leaf_hash, tree_size, path, checkpoint } = receipt;
  const leaf = leafOf(Buffer.from(hash, "hex"));
  const [, size, tree] = checkpoint.split("\n");
  return (
    leaf.toString("hex") === leaf_hash &&
    Number(size) === tree_size &&
    isSigned(checkpoint, publicKey) &&
    rootFrom(leaf, leaf_index, tree_size, bytes(path))?.toString("base64") === tree
  );
}

/**
 * Whether a receipt of an entry holds.
 *
 * @param publicKey the ledger's Ed25519 key, 32 bytes
 */
export function receiptHolds(receipt: EntryReceipt, publicKey: Buffer): boolean {
  const { number, entry, position, entry_path, block, leaf_index } = receipt;
  const { hash, ...header } = block;
  if (digest("sha256", jcs(header)) !== hash || number !== header.first_entry + position) return false;
  const entries = header.last_entry - header.first_entry + 1;
  const root = rootFrom(leafOf(Buffer.from(jcs(entry))), position, entries, bytes(entry_path));
  if (root?.toString("hex") !== header.merkle_root) return false;
  if (leaf_index !== header.index - 1 || !isProven(receipt, hash, publicKey)) return false;
  const { fields, disclosures = [] } = receipt;
  if (fields === undefined) return disclosures.length === 0;
  const bound = digest("sha256", jcs({ _sd_alg: "sha-256", fields }));
  if (!("commitment" in entry) || entry.commitment !== bound) return false;
  return disclosures.every((disclosure) => {
    const [, name = ""] = JSON.parse(Buffer.from(disclosure, "base64url").toString()) as string[];
    return fields[name] === digest("sha256", disclosure, "base64url");
  });
}
