import { openCheckpoint, parseCheckpoint } from "../../evidence/notes/checkpoint.ts";
import { parseNote } from "../../evidence/notes/note.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { sameHash, verifyConsistency } from "../../chain/merkle-tree.ts";
import { CheckpointSigners, type SigningSettings } from "../signing/checkpoint-signers.ts";
import type { LedgerIdentity } from "../signing/identity.ts";
import { parts } from "./packed.ts";
import type { Mark, NextMark } from "./results.ts";

const HASH_BYTES = 32;

/** The most hashes that a consistency proof may have (C2SP tlog-witness, add-checkpoint). */
const LONGEST_PATH = 63;

/**
 * Decides which checkpoints the vault takes, as a witness does (C2SP tlog-witness, add-checkpoint): only those that the
 * ledger has signed, and that are proven to continue the last. So the mark neither goes back nor follows a fork.
 */
export class Marks {
  readonly #identity: Pick<LedgerIdentity, "name">;
  readonly #signers: CheckpointSigners;

  /**
   * @param identity whose checkpoints: the ledger, or its log of reads
   * @throws Malformed if the deployment's signing key is set but invalid
   */
  constructor(identity: Pick<LedgerIdentity, "name">, settings: SigningSettings) {
    this.#identity = identity;
    this.#signers = new CheckpointSigners(settings);
  }

  /**
   * The mark that a stored checkpoint is. Its signature is not verified: who can write the storage can delete the mark as
   * well, and its key may have been retired since.
   *
   * @throws Malformed if it is not a checkpoint of this ledger
   */
  stored(note: string): Mark {
    const { origin, size, root } = parseCheckpoint(parseNote(note).text);
    if (origin !== this.#signers.originOf(this.#identity.name))
      throw new Malformed("the mark is a checkpoint of another ledger");
    return { note, size, root };
  }

  /** Whether the vault takes a checkpoint after its mark, or as its first. */
  async accepts({ note, path }: NextMark, mark: Mark | undefined): Promise<boolean> {
    if (path.length % HASH_BYTES !== 0 || path.length > LONGEST_PATH * HASH_BYTES) return false;
    try {
      const ledger = await this.#signers.verifiers(this.#identity.name);
      const { size, root } = await openCheckpoint(note, { ledger });
      if (!mark) return size > 0 && path.length === 0;
      // A call that is repeated after it was stored still has the proof from the mark before.
      if (size === mark.size) return sameHash(root, mark.root);
      return await verifyConsistency(mark.size, size, mark.root, root, parts(path, HASH_BYTES));
    } catch (error) {
      if (error instanceof Malformed) return false;
      throw error;
    }
  }
}
