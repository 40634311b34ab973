import { canonicalText } from "../chain/text/canonical.ts";
import type { Puzzle } from "../chain/puzzle.ts";
import type { AuthorPolicy } from "../chain/sealed/entry.ts";
import type { RecordKind } from "./results.ts";
import type { SandboxNotes } from "./signing/sandbox-notes.ts";
import { isMigrated, migrate } from "./store/migrations.ts";

export const CHECKED = "checked";
const PUZZLE = "puzzle";
const SEALED = "sealed";
const SANDBOX = "sandbox";
// The name that older versions stored it under.
const DONE = "founded";

/** What was fixed when a sealed ledger was created. */
export interface SealedCreation {
  /** The `id` of the founding entry: 32 random hex digits. */
  readonly id: string;
  /** The id of the vault that was made with the ledger. */
  readonly vault: string;
  /** What the founding entry says about authors. Older ledgers have none, and their founding says nothing. */
  readonly authors?: AuthorPolicy;
}

/**
 * Whether the ledger exists, and for which puzzle and kind of records. This is stored separately from the blocks: a chain that has lost its
 * blocks must not look as if it had never been created, or it would get another genesis.
 */
export class Creation {
  readonly #storage: DurableObjectStorage;
  readonly #sandboxNotes: SandboxNotes;
  #puzzle: Puzzle | undefined;
  #sealed: SealedCreation | undefined;
  #sandbox: string | undefined;
  #done = false;

  constructor(storage: DurableObjectStorage, sandboxNotes: SandboxNotes) {
    this.#storage = storage;
    this.#sandboxNotes = sandboxNotes;
    if (!isMigrated(storage)) return;
    migrate(storage);
    const noted = storage.kv.get<Puzzle>(PUZZLE);
    // Ledgers from before there was a choice of puzzle have no such entry. They use squares.
    this.#puzzle = noted ?? { puzzle: "squares" };
    this.#sealed = storage.kv.get<SealedCreation>(SEALED);
    this.#sandbox = storage.kv.get<string>(SANDBOX);
    this.#done = noted
      ? storage.kv.get<boolean>(DONE) === true
      : storage.sql.exec("SELECT 1 FROM blocks LIMIT 1").toArray().length > 0;
  }

  /** The puzzle, from the moment creation begins. */
  get puzzle(): Puzzle | undefined {
    return this.#puzzle;
  }

  /** What only a sealed ledger has, from the moment creation begins. */
  get sealed(): SealedCreation | undefined {
    return this.#sealed;
  }

  /**
   * On a ledger that is created as a sandbox, the note that says so; empty until genesis is mined. It is not trusted: see
   * `Deletion`.
   */
  get sandbox(): string | undefined {
    return this.#sandbox;
  }

  /** What the founding says about authors, from the moment creation begins. */
  get authors(): AuthorPolicy {
    return this.#sealed?.authors ?? {};
  }

  /** How records are held; plain as long as no creation has begun. */
  get records(): RecordKind {
    return this.#sealed ? "sealed" : "plain";
  }

  /** Whether genesis was ever appended. */
  get done(): boolean {
    return this.#done;
  }

  /**
   * Begins the creation: creates the tables and stores what is fixed, so that creation continues after a restart.
   *
   * @param sealed present for a sealed ledger
   */
  begin(puzzle: Puzzle, sealed: SealedCreation | undefined, isSandbox: boolean): void {
    this.#storage.transactionSync(() => {
      migrate(this.#storage);
      this.#storage.kv.put(PUZZLE, puzzle);
      if (sealed) this.#storage.kv.put(SEALED, sealed);
      else this.#storage.kv.delete(SEALED);
      if (isSandbox) this.#storage.kv.put(SANDBOX, "");
      else this.#storage.kv.delete(SANDBOX);
    });
    this.#puzzle = puzzle;
    this.#sealed = sealed;
    this.#sandbox = isSandbox ? "" : undefined;
  }

  /**
   * Appends genesis and marks the ledger as created, in one transaction; a sandbox with a note that says what it is.
   *
   * @param genesis the hash of genesis
   * @throws SigningKeyMissing if it is a sandbox, and there is no key to sign that with
   */
  async complete(genesis: string, append: () => void): Promise<void> {
    const sandbox = this.#sandbox === undefined ? undefined : await this.#sandboxNotes.sign("sandbox", genesis);
    try {
      this.#storage.transactionSync(() => {
        append();
        if (sandbox !== undefined) this.#storage.kv.put(SANDBOX, sandbox);
        this.#storage.kv.put(DONE, true);
        this.#storage.kv.put(CHECKED, Date.now());
      });
    } finally {
      // A failed transaction may have been rolled back or committed. Only the storage knows which.
      this.#done = this.#storage.kv.get<boolean>(DONE) === true;
      this.#sandbox = this.#storage.kv.get<string>(SANDBOX);
    }
  }
}

/** Whether two foundings say the same about authors. */
export function sameAuthors(a: AuthorPolicy, b: AuthorPolicy): boolean {
  return canonicalText(a) === canonicalText(b);
}
