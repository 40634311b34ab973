import type { Puzzle } from "../chain/puzzle.ts";
import type { Blocks } from "./store/blocks.ts";
import { isMigrated, migrate } from "./store/migrations.ts";

export const CHECKED = "checked";
const PUZZLE = "puzzle";
// The name that older versions stored it under.
const DONE = "founded";

/**
 * Whether the ledger exists, and for which puzzle. This is stored separately from the blocks: a chain that has lost its
 * blocks must not look as if it had never been created, or it would get another genesis.
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
    // Ledgers from before there was a choice of puzzle have no such entry. They use squares.
    this.#puzzle = noted ?? { puzzle: "squares" };
    this.#done = noted ? storage.kv.get<boolean>(DONE) === true : blocks.length() > 0;
  }

  /** The puzzle, from the moment creation begins. */
  get puzzle(): Puzzle | undefined {
    return this.#puzzle;
  }

  /** Whether genesis was ever appended. */
  get done(): boolean {
    return this.#done;
  }

  /** Begins the creation: creates the tables and stores the puzzle, so that creation continues after a restart. */
  begin(puzzle: Puzzle): void {
    this.#storage.transactionSync(() => {
      migrate(this.#storage);
      this.#storage.kv.put(PUZZLE, puzzle);
    });
    this.#puzzle = puzzle;
  }

  /** Appends genesis and marks the ledger as created, in one transaction. */
  complete(append: () => void): void {
    try {
      this.#storage.transactionSync(() => {
        append();
        this.#storage.kv.put(DONE, true);
        this.#storage.kv.put(CHECKED, Date.now());
      });
    } finally {
      // A failed transaction may have been rolled back or committed. Only the storage knows which.
      this.#done = this.#storage.kv.get<boolean>(DONE) === true;
    }
  }
}
