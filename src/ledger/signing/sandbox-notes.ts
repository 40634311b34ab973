import { Malformed } from "../../chain/text/malformed.ts";
import { parseNote, verifyNote } from "../../evidence/notes/note.ts";
import { SigningKeyMissing } from "../contradiction.ts";
import type { CheckpointSigners } from "./checkpoint-signers.ts";
import type { LedgerIdentity } from "./identity.ts";

/** What a ledger signs about itself: that it was created as a sandbox, and that it was deleted. */
export type SandboxStatement = "sandbox" | "deleted sandbox";

/**
 * Signs and verifies what only a sandbox can say, with the keys of the checkpoints. Whoever edits the storage could
 * otherwise call a register a sandbox, have it deleted, or say that it was.
 *
 * A statement names the ledger and its genesis, so it cannot be moved to another ledger. Its second line is no number, so
 * it is no checkpoint. A retired key's public half still verifies it, like the checkpoints of a ledger that nobody uses.
 */
export class SandboxNotes {
  readonly #identity: LedgerIdentity;
  readonly #signers: CheckpointSigners;

  constructor(identity: LedgerIdentity, signers: CheckpointSigners) {
    this.#identity = identity;
    this.#signers = signers;
  }

  /** @throws SigningKeyMissing if no key is configured, so that nothing can be signed or verified */
  requireKey(): void {
    if (!this.#signers.exist) throw new SigningKeyMissing();
  }

  /**
   * Signs a statement.
   *
   * @param genesis the hash of the ledger's genesis
   * @throws SigningKeyMissing if there is no key
   */
  sign(statement: SandboxStatement, genesis: string): Promise<string> {
    this.requireKey();
    const { name } = this.#identity;
    return this.#signers.signText(name, this.#textOf(statement, genesis));
  }

  /**
   * Whether a note is this ledger's statement with a valid signature.
   *
   * @param genesis the hash that it has to name; any if the ledger has no chain any more
   */
  async isSigned(statement: SandboxStatement, signed: string, genesis?: string): Promise<boolean> {
    try {
      const note = parseNote(signed);
      if (note.text !== this.#textOf(statement, genesis ?? note.text.split("\n")[2] ?? "")) return false;
      return (await verifyNote(note, await this.#signers.verifiers(this.#identity.name))).length > 0;
    } catch (error) {
      if (error instanceof Malformed) return false;
      throw error;
    }
  }

  #textOf(statement: SandboxStatement, genesis: string): string {
    return `patient-ledger ${statement}\n${this.#signers.originOf(this.#identity.name)}\n${genesis}\n`;
  }
}
