import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openCheckpoint, type VerifiedCheckpoint } from "../../evidence/notes/checkpoint.ts";
import type { VerifierKey } from "../../evidence/notes/note.ts";
import { replaceDurably, writeDurably } from "../durable-file.ts";
import { LOGS } from "../log.ts";
import { utf8 } from "../../client/transport/utf8.ts";

/** The newest checkpoint that a witness has cosigned, in a file. It is the only thing a witness must never lose. */
export class WitnessState {
  readonly #folder: string;
  readonly #file: string;

  /**
   * @param folder an existing folder that no other process writes to
   * @param file the name of the file in it: each log has its own
   */
  constructor(folder: string, file = LOGS.blocks.file) {
    this.#folder = folder;
    this.#file = join(folder, file);
  }

  /**
   * The checkpoint cosigned last; undefined before the first.
   *
   * @throws Malformed when the file is not a checkpoint of the ledger, since starting over would forget it
   */
  async read(ledger: readonly VerifierKey[]): Promise<VerifiedCheckpoint | undefined> {
    return existsSync(this.#file) ? openCheckpoint(utf8(await readFile(this.#file)), { ledger }) : undefined;
  }

  /** Replaces the checkpoint atomically and durably. */
  write(signed: string): Promise<void> {
    return replaceDurably(this.#file, signed);
  }

  /**
   * Saves a checkpoint that contradicts the last one. Together they prove that the ledger signed two histories.
   *
   * @returns the file's path
   */
  async saveEvidence(signed: string): Promise<string> {
    const file = join(this.#folder, `contradiction-${Date.now()}.note`);
    await writeDurably(file, signed);
    return file;
  }
}
