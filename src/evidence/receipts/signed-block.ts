import { leafHash, sameHash, verifyInclusion } from "../../chain/merkle-tree.ts";
import { bytesOf } from "./receipt.ts";
import type { SignedReceipt } from "../signed-evidence.ts";

/**
 * Whether the block that the ledger signed a receipt for is the one that the chain shows.
 *
 * @returns `undefined` if that is unknown, since the receipt may be damaged or not say which block it is for
 */
export async function isBlockOf(
  { proof: { leaf, leafIndex, path }, checkpoint: { size, root } }: SignedReceipt,
  hash: string | undefined,
): Promise<boolean | undefined> {
  if (hash === undefined) return undefined;
  const shown = await leafHash(bytesOf(hash));
  const signedLeaf = leaf ?? shown;
  if (!(await verifyInclusion(leafIndex, size, signedLeaf, path, root))) return undefined;
  return sameHash(signedLeaf, shown);
}
