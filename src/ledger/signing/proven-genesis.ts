import { Contradiction } from "../contradiction.ts";
import type { StoredLeaves } from "../store/stored-leaves.ts";
import type { SignedTree } from "./signed-tree.ts";

/**
 * The hash of a ledger's genesis, proven to be the one that the newest checkpoint covers.
 *
 * @throws Contradiction if the stored genesis is another one
 */
export async function provenGenesis(blocks: StoredLeaves, tree: SignedTree): Promise<string> {
  const genesis = (await tree.receipt(1)) && blocks.at(1);
  if (!genesis) throw new Contradiction();
  return genesis.hash;
}
