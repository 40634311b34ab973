import type { Puzzle } from "../chain/puzzle.ts";
import type { Blocks } from "./store/blocks.ts";
import { isMigrated, migrate } from "./store/migrations.ts";

export const CHECKED = "checked";
const PUZZLE = "puzzle";
// What older versions stored has this name.
const DONE = "founded";

/**
 * Whether the ledger exists, and for which puzzle. It is kept beside the blocks: a chain whose blocks are gone must not
 * be taken for one that was never begun, and given another genesis.
 */
export class Creation {
  readonly #storage: DurableObjectStorage;
  #puzzle: Puzzle | undefined;
  #done = false;

  constructor({ storage }: DurableObjectState, blocks: Blocks) {
    this.#storage = storage;
    if (!isMigrated(storage)) return;
    migrate(storage);
    const noted = storage.kv.get<Puzzle>(PUZZLE);
    // Ledgers from before there was a choice have no note: their puzzle is squares.
    this.#puzzle = noted ?? { puzzle: "squares" };
    this.#done = noted ? storage.kv.get<boolean>(DONE) === true : blocks.length() > 0;
  }

  /** The puzzle, as soon as its creation began. */
  get puzzle(): Puzzle | undefined {
    return this.#puzzle;
  }

  /** Whether the ledger has had its genesis. */
  get done(): boolean {
    return this.#done;
  }

  /** Begins: makes the tables and notes the puzzle, durably, so that a restart goes on with it. */
  begin(puzzle: Puzzle): void {
    this.#storage.transactionSync(() => {
      migrate(this.#storage);
      this.#storage.kv.put(PUZZLE, puzzle);
    });
    this.#puzzle = puzzle;
  }

  /** Appends genesis and notes that it was, in one step. */
  complete(append: () => void): void {
    try {
      this.#storage.transactionSync(() => {
        append();
        this.#storage.kv.put(DONE, true);
        this.#storage.kv.put(CHECKED, Date.now());
      });
    } finally {
      // A transaction that fails may have been undone or committed: the storage knows.
      this.#done = this.#storage.kv.get<boolean>(DONE) === true;
    }
  }
}
