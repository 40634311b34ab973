import type { Block } from "../../chain/block.ts";
import type { Shared } from "../parts.ts";
import type { Watchers } from "../reading/watchers.ts";
import type { Mined } from "../results.ts";
import type { Growth } from "../signing/signing-gate.ts";
import type { KnownProofs } from "./known-proofs.ts";

/** Appends blocks to the chain. Everything that appends a block but genesis does it here. */
export class ChainWriter {
  readonly #shared: Shared;
  readonly #proofs: KnownProofs;
  readonly #watchers: Watchers;

  /** @param watchers notified of appended blocks */
  constructor(shared: Shared, proofs: KnownProofs, watchers: Watchers) {
    this.#shared = shared;
    this.#proofs = proofs;
    this.#watchers = watchers;
  }

  /**
   * Stores blocks and their evidence in one transaction. It starts in the same turn of the event loop in which the
   * caller has checked that the blocks still fit.
   *
   * @param growth what the blocks add to the tree
   * @param settle stores in the same transaction that the records are no longer pending
   * @returns the blocks with their receipts, once both are stored
   * @throws Contradiction if a check has found a fault since the growth was computed; Error if the storage fails
   */
  async append(tip: Block, blocks: readonly Block[], growth: Growth, settle: () => void): Promise<Mined[]> {
    const { storage, tree } = this.#shared;
    tree.requireNoKnownFault();
    storage.transactionSync(() => {
      for (const block of blocks) this.#shared.blocks.append(block);
      tree.store(growth);
      settle();
    });
    tree.committed(growth);
    this.#proofs.learn(tip, blocks);
    this.#watchers.notify();
    const receipts = await tree.receipts(growth);
    return blocks.map((block, place) => ({ outcome: "mined", block, receipt: receipts?.[place] }));
  }
}
