import type { BlockChange } from "./actions.ts";
import type { NetworkBlock } from "./block.ts";
import type { BlockDraft, BlockTree } from "./block-tree.ts";
import { CoinBook } from "./coin-book.ts";
import type { Transfer, TransferDraft } from "./coins.ts";
import type { NodeId } from "./names.ts";

/**
 * Edits the block at a place of a chain. Its proof stays, and no longer fits.
 *
 * @returns the tip of the edited copy
 */
export function edited(
  tree: BlockTree,
  chain: readonly NetworkBlock[],
  block: NetworkBlock,
  { rewardTo, transfers }: BlockChange,
  sign: (draft: TransferDraft) => Transfer,
): NetworkBlock {
  const changed = tree.add({
    ...block,
    ...(rewardTo === undefined ? {} : { rewardTo }),
    transfers: transfers?.map((each) => ("id" in each ? each : sign(each))) ?? block.transfers,
    proofOf: block.proofOf ?? block.id,
  });
  return relinked(tree, changed, chain.slice(block.index));
}

/**
 * Proves the first block of an edited copy that has no fitting proof, and links the later ones to it.
 *
 * @returns the proven block and the tip, or `undefined` if all proofs fit
 */
export function mined(
  tree: BlockTree,
  chain: readonly NetworkBlock[],
  minedBy: NodeId,
  minedAt: number,
): { readonly block: NetworkBlock; readonly tip: NetworkBlock } | undefined {
  const next = chain.find(({ proofOf }) => proofOf !== undefined);
  if (!next) return undefined;
  const { proofOf: _, ...content } = next;
  const block = tree.add({ ...content, minedBy, minedAt });
  return { block, tip: relinked(tree, block, chain.slice(next.index)) };
}

/**
 * Signs a leader's own blocks of an edited copy again, and leaves out those of the others, who would not sign.
 *
 * @returns the tip
 */
export function signed(tree: BlockTree, chain: readonly NetworkBlock[], leader: NodeId): NetworkBlock {
  let tip = tree.genesis;
  for (const { proofOf, ...content } of chain) {
    if (proofOf === undefined) tip = tree.get(content.id);
    else if (content.minedBy === leader) tip = tree.add({ ...content, ...placed(tree, tip, content) });
  }
  return tip;
}

/** Links blocks to another parent, so that their proofs no longer fit. */
function relinked(tree: BlockTree, parent: NetworkBlock, blocks: readonly NetworkBlock[]): NetworkBlock {
  let tip = parent;
  for (const block of blocks) {
    tip = tree.add({ ...block, ...placed(tree, tip, block), proofOf: block.proofOf ?? block.id });
  }
  return tip;
}

/**
 * A block's place after another parent. The transfers that the chain does not allow there are left out, such as those
 * that name a block which has another name now: only their senders could sign them again.
 */
function placed(tree: BlockTree, parent: NetworkBlock, block: BlockDraft): Pick<BlockDraft, "parent" | "transfers"> {
  const { transfers } = block;
  const allowed = parent.id === block.parent ? transfers : new CoinBook(tree.chain(parent.id)).allowed(transfers);
  return { parent: parent.id, transfers: allowed };
}
