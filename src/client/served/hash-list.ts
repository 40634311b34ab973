import { isHexHash } from "../../chain/text/hex.ts";
import type { Hash } from "../../chain/merkle-tree.ts";
import { bytesOf } from "../../evidence/receipts/receipt.ts";

/** More hashes than the path of any proof has, since a tree has at most 2^53 leaves. */
const LIMIT = 63;

/** The hashes of a served path, given in hex; `undefined` if a ledger would not serve such a path. */
export function hashesIn(path: unknown): Hash[] | undefined {
  if (!Array.isArray(path) || path.length > LIMIT) return undefined;
  const hashes = path.filter((hash: unknown) => typeof hash === "string" && isHexHash(hash)) as string[];
  return hashes.length === path.length ? hashes.map(bytesOf) : undefined;
}
