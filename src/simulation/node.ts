import type { NetworkBlock } from "./block.ts";
import type { BlockTree } from "./block-tree.ts";
import { CoinBook } from "./coin-book.ts";
import type { Coin, Transfer, TransferFault } from "./coins.ts";
import type { Occurrence } from "./happening.ts";
import type { BlockId, NodeId } from "./names.ts";
import type { NodeState, RefusedBlock, RefusedTransfer, Reorganization } from "./state.ts";

/** What a node needs from the network around it. */
export interface Surroundings {
  readonly tree: BlockTree;
  readonly now: () => number;
  readonly report: (happening: Occurrence) => void;
}

/** One node: the blocks that it knows, the chain that it believes in, and the transfers that wait at it. */
export class NetworkNode {
  readonly id: NodeId;
  readonly #around: Surroundings;
  readonly #known: Set<BlockId>;
  #chain: readonly NetworkBlock[];
  #coins: CoinBook;
  #mempool: readonly Transfer[] = [];
  #refusedBlocks: readonly RefusedBlock[] = [];
  #refusedTransfers: readonly RefusedTransfer[] = [];
  #reorganizations: readonly Reorganization[] = [];
  /** See {@link NodeState.holdsOn}. */
  #holdsOn: BlockId | undefined;
  reproving = false;

  constructor(id: NodeId, around: Surroundings) {
    this.id = id;
    this.#around = around;
    const { genesis } = around.tree;
    this.#known = new Set([genesis.id]);
    this.#chain = [genesis];
    this.#coins = new CoinBook(this.#chain);
  }

  get chain(): readonly NetworkBlock[] {
    return this.#chain;
  }

  get tip(): NetworkBlock {
    return this.#chain.at(-1) ?? this.#around.tree.genesis;
  }

  get mempool(): readonly Transfer[] {
    return this.#mempool;
  }

  get holdsOn(): BlockId | undefined {
    return this.#holdsOn;
  }

  /** Whether a block is in its chain. */
  believes({ id, index }: NetworkBlock): boolean {
    return this.#chain[index - 1]?.id === id;
  }

  /** Its own coins that wait in no transfer, the oldest first. */
  get freeCoins(): readonly Coin[] {
    const waiting = new Set(this.#mempool.flatMap(({ coins }) => coins.map(({ coin }) => coin)));
    return this.#coins.coins.filter(({ coin, owner }) => owner === this.id && !waiting.has(coin));
  }

  /** Makes the next block of its chain, with these transfers. */
  mine(transfers: readonly Transfer[] = this.#mempool): NetworkBlock {
    const { tree, now, report } = this.#around;
    const mine = { parent: this.tip.id, minedBy: this.id, rewardTo: this.id, minedAt: now(), transfers };
    const block = tree.add(mine);
    this.#known.add(block.id);
    report({ kind: "mined", node: this.id, block: block.id });
    this.#moveTo(block);
    return block;
  }

  /** Learns a block and those of its ancestors that it lacks, and changes to its chain if that has more work. */
  learn(id: BlockId, from: NodeId): void {
    const { tree } = this.#around;
    const missing: NetworkBlock[] = [];
    for (const block of tree.back(id)) {
      if (this.#known.has(block.id)) break;
      missing.push(block);
    }
    const valid = missing.toReversed().filter((block) => this.#take(block, from));
    const best = valid.at(-1);
    if (best && best.work > this.tip.work && this.#mayHold(best)) this.#moveTo(best);
  }

  /** Whether a block was refused or is known. */
  hasSeen(id: BlockId): boolean {
    return this.#known.has(id) || this.#refusedBlocks.some(({ block }) => block === id);
  }

  /** Whether a transfer waits here or stands on the chain. */
  hasTransfer(transfer: Transfer): boolean {
    return this.#coins.has(transfer) || this.#mempool.some(({ id }) => id === transfer.id);
  }

  /** Why its mempool would refuse a transfer. */
  transferFault(transfer: Transfer): TransferFault | undefined {
    return this.#coins.fault(transfer, this.#mempool);
  }

  /** Takes a transfer into the mempool, or refuses it. */
  takeTransfer(transfer: Transfer, from: NodeId): void {
    if (this.hasTransfer(transfer)) return;
    const fault = this.transferFault(transfer);
    if (fault) this.#refuse(transfer, from, fault);
    else this.#mempool = [...this.#mempool, transfer];
  }

  /** The valid block with the most work that it knows, the first seen of equal ones; without those after `beside`. */
  best(beside?: BlockId): NetworkBlock {
    const { tree } = this.#around;
    let best = tree.genesis;
    for (const id of this.#known) {
      const block = tree.get(id);
      if (block.work <= best.work || tree.fault(id)) continue;
      if (beside === undefined || !tree.contains(id, beside)) best = block;
    }
    return best;
  }

  /** Believes from now on only in chains with the block at its tip. */
  holdOn(): void {
    this.#holdsOn = this.tip.id;
  }

  /** Puts an edited copy in the place of its chain, and holds on to it. */
  rewrite(tip: NetworkBlock): void {
    this.#chain = this.#around.tree.chain(tip.id);
    for (const { id } of this.#chain) this.#known.add(id);
    this.#coins = new CoinBook(this.#chain);
    this.#mempool = this.#coins.allowed(this.#mempool);
    this.holdOn();
  }

  /**
   * Holds on to nothing any longer, and takes the best chain.
   *
   * @param secret a block that nobody else has, to forget with all that builds on it
   */
  letGo(secret?: BlockId): void {
    const { tree } = this.#around;
    this.#holdsOn = undefined;
    this.reproving = false;
    for (const id of this.#known) if (secret !== undefined && tree.contains(id, secret)) this.#known.delete(id);
    const best = this.best();
    const left = !this.#known.has(this.tip.id) || tree.fault(this.tip.id) !== undefined;
    if (left || best.work > this.tip.work) this.#moveTo(best);
  }

  state(weight: number, share: number): NodeState {
    return {
      id: this.id,
      weight,
      share,
      tip: this.tip.id,
      chain: this.#chain,
      known: [...this.#known],
      mempool: this.#mempool,
      refusedBlocks: this.#refusedBlocks,
      refusedTransfers: this.#refusedTransfers,
      reorganizations: this.#reorganizations,
      ...(this.#holdsOn === undefined ? {} : { holdsOn: this.#holdsOn }),
      reproving: this.reproving,
    };
  }

  #mayHold({ id }: NetworkBlock): boolean {
    return this.#holdsOn === undefined || this.#around.tree.contains(id, this.#holdsOn);
  }

  /** @returns whether the block is valid */
  #take({ id: block }: NetworkBlock, from: NodeId): boolean {
    const { tree, now, report } = this.#around;
    const fault = tree.fault(block);
    if (!fault) {
      this.#known.add(block);
    } else if (!this.hasSeen(block)) {
      const refused = { at: now(), from, block, fault };
      this.#refusedBlocks = [...this.#refusedBlocks, refused];
      report({ kind: "refused-block", node: this.id, refused });
    }
    return !fault;
  }

  #refuse(transfer: Transfer, from: NodeId, fault: TransferFault): void {
    const refused = { at: this.#around.now(), from, transfer, fault };
    this.#refusedTransfers = [...this.#refusedTransfers, refused];
    this.#around.report({ kind: "refused-transfer", node: this.id, refused });
  }

  /** Changes to another chain. The transfers of the blocks that it leaves wait again, before those that waited. */
  #moveTo(tip: NetworkBlock): void {
    const old = this.#chain;
    const chain = this.#around.tree.chain(tip.id);
    const left = old.findIndex(({ id }, place) => id !== chain[place]?.id);
    const forked = left < 0 ? old.length : left;
    const abandoned = old.slice(forked);
    this.#chain = chain;
    this.#coins = new CoinBook(chain);
    const back = abandoned.flatMap(({ transfers }) => transfers);
    const waited = this.#mempool;
    this.#mempool = this.#coins.allowed([...back, ...waited]);
    for (const each of waited) if (!this.hasTransfer(each)) this.#drop(each);
    if (abandoned.length === 0) {
      this.#around.report({ kind: "extended", node: this.id, tip: tip.id });
      return;
    }
    const reorganization = {
      at: this.#around.now(),
      fork: chain[forked - 1]?.id ?? this.#around.tree.genesis.id,
      abandoned: abandoned.map(({ id }) => id),
      adopted: chain.slice(forked).map(({ id }) => id),
      returned: back.filter(({ id }) => this.#mempool.some((each) => each.id === id)),
      lost: back.filter((each) => !this.hasTransfer(each)),
    };
    this.#reorganizations = [...this.#reorganizations, reorganization];
    this.#around.report({ kind: "reorganized", node: this.id, reorganization });
  }

  /** Refuses a transfer that waited, and that the new chain does not allow any longer. */
  #drop(transfer: Transfer): void {
    const fault = this.transferFault(transfer);
    if (fault) this.#refuse(transfer, this.id, fault);
  }
}
