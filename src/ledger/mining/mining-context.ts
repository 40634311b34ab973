import type { LinkedBlock } from "../../chain/linked-block.ts";
import type { MiningContext } from "../../mining/mine-block.ts";
import type { NonceSearch } from "../../mining/nonce-search.ts";
import type { Turns } from "../sharing/turns.ts";
import type { StoredBlocks } from "../store/stored-blocks.ts";

/**
 * What mining a block after `tip` needs: the ledger's search, which pauses for other requests, and stops if another
 * block was appended meanwhile.
 *
 * @param tip the newest block; absent for genesis
 * @returns also `counted`: how many of the search's attempts have been counted as work
 */
export function miningContext(
  { blocks, search, turns }: { blocks: StoredBlocks; search: NonceSearch; turns: Turns },
  tip?: LinkedBlock,
): MiningContext & { readonly counted: number } {
  const length = tip?.index ?? 0;
  const context = {
    counted: 0,
    now: () => Date.now(),
    search,
    pause: async (attempts: number) => {
      await turns.spend(attempts - context.counted);
      context.counted = attempts;
      return blocks.length() === length;
    },
  };
  return context;
}
