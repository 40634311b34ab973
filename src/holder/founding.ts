import type { Puzzle } from "../chain/puzzle.ts";
import { isMigrated, migrate } from "./migrations.ts";

const PUZZLE = "puzzle";
const DONE = "founded";

/**
 * Whether the ledger exists, and for which puzzle. It is kept beside the blocks: a chain whose blocks are gone must not
 * be taken for one that was never begun, and given another genesis.
 */
export class Founding {
  readonly #storage: DurableObjectStorage;
  #puzzle: Puzzle | undefined;
  #done = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    if (!isMigrated(storage)) return;
    migrate(storage);
    // Ledgers from before there was a choice have no note: they are complete, and their puzzle is squares.
    this.#puzzle = storage.kv.get<Puzzle>(PUZZLE) ?? { puzzle: "squares" };
    this.#done = storage.kv.get<Puzzle>(PUZZLE) === undefined || storage.kv.get<boolean>(DONE) === true;
  }

  /** The puzzle, as soon as the founding began. */
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

  /** Notes that genesis was appended; to be called in the same turn. */
  complete(): void {
    this.#storage.kv.put(DONE, true);
    this.#done = true;
  }
}
