import { sameHash } from "../../chain/merkle-tree.ts";
import { VaultUnusable } from "../contradiction.ts";
import type { SignedState, SignedTree } from "../signing/signed-tree.ts";
import { concatenate } from "../../chain/text/concatenate.ts";
import type { Mark, NextMark } from "../vault/results.ts";

/**
 * The ledger's side of the mark of its log of reads: the newest checkpoint of the log that the vault has seen. Calls that
 * go to the vault anyway take a newer one along, one at a time, so that none overtakes another.
 */
export class ReadsMark {
  readonly #tree: SignedTree;
  /** The vault's mark, as far as this object knows. */
  #mark: Mark | undefined;
  /** The log's newest state that is stored; absent until the vault was opened, or if the log is empty. */
  #newest: SignedState | undefined;
  #isOffered = false;

  /** @param tree that of the log */
  constructor(tree: SignedTree) {
    this.#tree = tree;
  }

  /**
   * Compares the vault's mark with the log. Call this when the vault was opened.
   *
   * @throws VaultUnusable if the log is shorter than the vault has seen it, or another one
   */
  async opened(mark: Mark | undefined): Promise<void> {
    const newest = await this.#tree.newestSigned();
    if (newest) this.appended(newest);
    await this.#follow(mark);
  }

  /** Call this after a transaction that appended to the log, with its new state. */
  appended(state: SignedState): void {
    if (state.size > (this.#newest?.size ?? 0)) this.#newest = state;
  }

  /**
   * Makes a call to the vault, which takes the newest checkpoint along unless the vault has seen it, or another call
   * has it.
   *
   * @param call its result has the vault's mark if there is one, and has an `outcome` of its own if it took nothing along
   * @param isTaken whether the result says what became of the checkpoint
   * @param unseen how many entries the vault may lack, so that the call takes nothing along
   * @throws VaultUnusable if the vault has seen more of the log than is stored, or another one
   */
  async with<Result extends object>(
    call: (next: NextMark | undefined) => Promise<Result>,
    isTaken: (result: Result) => result is Result & { readonly readsMark?: Mark },
    unseen = 0,
  ): Promise<Result> {
    const newest = this.#newest;
    if (this.#isOffered || !newest || newest.size <= (this.#mark?.size ?? 0) + unseen) return call(undefined);
    this.#isOffered = true;
    try {
      const result = await call(await this.#next(newest));
      if (isTaken(result)) await this.#follow(result.readsMark);
      return result;
    } finally {
      this.#isOffered = false;
    }
  }

  /** A state's checkpoint with the proof that it continues the mark. The vault verifies the proof. */
  async #next({ note, size }: SignedState): Promise<NextMark> {
    const from = this.#mark?.size ?? 0;
    return { note, path: concatenate(from === 0 ? [] : await this.#tree.extensionPath(from, size)) };
  }

  /** Goes on from the vault's mark, if it is a state of the stored log. */
  async #follow(mark: Mark | undefined): Promise<void> {
    const newest = this.#newest;
    if (mark && !(newest && (await this.#isBefore(mark, newest)))) throw new VaultUnusable("ledger-behind");
    this.#mark = mark;
  }

  async #isBefore({ size, root }: Mark, newest: SignedState): Promise<boolean> {
    if (size > newest.size) return false;
    if (size === newest.size) return sameHash(root, newest.root);
    const proof = await this.#tree.consistency(size, newest.size);
    return proof !== undefined && sameHash(proof.fromRoot, root);
  }
}
