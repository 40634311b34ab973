import type { BlockChange } from "./actions.ts";
import type { NetworkBlock } from "./block.ts";
import type { BlockDraft, BlockTree } from "./block-tree.ts";
import { canonicalText } from "../chain/text/canonical.ts";
import { CoinBook } from "./coin-book.ts";
import type { Transfer, TransferDraft } from "./coins.ts";
import type { NodeId } from "./names.ts";

/**
 * Edits the block with an index in a chain. Its proof stays, and no longer fits, unless the edit restores the original.
 *
 * @param sign signs a changed transfer
 * @returns the tip of the edited copy, or `undefined` if the chain has no such block after genesis
 */
export function edited(
  tree: BlockTree,
  chain: readonly NetworkBlock[],
  index: number,
  change: BlockChange,
  sign: (draft: TransferDraft) => Transfer,
): NetworkBlock | undefined {
  const [parent, block] = [chain[index - 2], chain[index - 1]];
  if (!parent || !block) return undefined;
  const original = originalOf(tree, block);
  const before = [...original.transfers, ...block.transfers];
  const transfers = signed(change.transfers ?? block.transfers, before, sign);
  const content = { ...block, ...change, transfers };
  const restored =
    content.rewardTo === original.rewardTo && canonicalText(transfers) === canonicalText(original.transfers);
  const changed = restored
    ? linked(tree, parent, original)
    : tree.add({ ...content, proofOf: original.id, edited: true });
  return relinked(tree, changed, chain.slice(index));
}

/**
 * Proves the first block of an edited copy that has no fitting proof, and links the later ones to it.
 *
 * @param proof what the proof changes in the block
 * @returns the proven block and the tip, or `undefined` if all proofs fit
 */
export function mined(
  tree: BlockTree,
  chain: readonly NetworkBlock[],
  proof: Partial<Pick<NetworkBlock, "minedBy" | "minedAt" | "nonce">>,
): { readonly block: NetworkBlock; readonly tip: NetworkBlock } | undefined {
  const next = chain.find(({ proofOf }) => proofOf !== undefined);
  if (!next) return undefined;
  const parent = chain[next.index - 2] ?? tree.genesis;
  const block = tree.add({ ...placed(tree, parent, next), ...proof });
  return { block, tip: relinked(tree, block, chain.slice(next.index)) };
}

/**
 * Signs a leader's own blocks of an edited copy again, and leaves out those of the others, who would not sign.
 *
 * @returns the tip
 */
export function signedAgain(tree: BlockTree, chain: readonly NetworkBlock[], leader: NodeId): NetworkBlock {
  let tip = tree.genesis;
  for (const block of chain) {
    if (block.proofOf === undefined) tip = block;
    else if (block.minedBy === leader) tip = tree.add(placed(tree, tip, block));
  }
  return tip;
}

/** Links blocks to another parent, so that their proofs no longer fit. */
function relinked(tree: BlockTree, parent: NetworkBlock, blocks: readonly NetworkBlock[]): NetworkBlock {
  return blocks.reduce((tip, block) => linked(tree, tip, block), parent);
}

function linked(tree: BlockTree, parent: NetworkBlock, block: NetworkBlock): NetworkBlock {
  const original = originalOf(tree, block);
  if (!block.edited && original.parent === parent.id) return original;
  return tree.add({ ...placed(tree, parent, block), proofOf: original.id, ...(block.edited && { edited: true }) });
}

/**
 * A block as it would stand after another parent, with a proof that fits. Of a block that was not edited itself, the
 * transfers that the chain does not allow there are left out, such as those that name a block which has another name
 * now: only their senders could sign them again.
 */
function placed(tree: BlockTree, parent: NetworkBlock, block: NetworkBlock): BlockDraft {
  const { minedBy, minedAt, rewardTo, transfers } = block.edited ? block : originalOf(tree, block);
  const book = block.edited ? undefined : new CoinBook(tree.chain(parent.id));
  return {
    parent: parent.id,
    ...(minedBy === undefined ? {} : { minedBy }),
    ...(rewardTo === undefined ? {} : { rewardTo }),
    minedAt,
    transfers: book?.allowed(transfers) ?? transfers,
  };
}

/** The block whose proof an edited block keeps, or the block itself. */
function originalOf(tree: BlockTree, { id, proofOf }: NetworkBlock): NetworkBlock {
  return tree.get(proofOf ?? id);
}

/** The transfers of an edited block. Those that were there before stay as they are, and the editor signs the others. */
function signed(
  drafts: readonly TransferDraft[],
  before: readonly Transfer[],
  sign: (draft: TransferDraft) => Transfer,
): readonly Transfer[] {
  return drafts.map((draft) => before.find((transfer) => isSame(transfer, draft)) ?? sign(draft));
}

function isSame(one: TransferDraft, other: TransferDraft): boolean {
  const [first, second] = [one, other].map(({ sender, receiver, amount, coins }) =>
    canonicalText({ sender, receiver, amount, coins }),
  );
  return first === second;
}
