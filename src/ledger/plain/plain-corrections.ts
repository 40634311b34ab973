import type { Block } from "../../chain/block.ts";
import type { Correction, PatientRecord } from "../../chain/records/record.ts";
import { admitCorrection, correctionRefusal } from "../mining/admission.ts";
import { mineAtOnce } from "../mining/at-once.ts";
import type { JobResult } from "../mining/jobs.ts";
import type { Miner } from "../mining/miner.ts";
import { WAIT_LIMIT } from "../mining/registration.ts";
import { haltOf } from "../contradiction.ts";
import type { Shared } from "../parts.ts";
import type { CorrectResult, ExpectedTags, ExternalOnly, Mined, Reader } from "../results.ts";
import type { PendingRecord } from "../store/mempool.ts";
import { within } from "../time-limit.ts";
import { isAllowed } from "./plain-records.ts";

/** Corrects records on a plain ledger: mines a block that replaces the record of another. */
export class PlainCorrections {
  readonly #shared: Shared;
  readonly #miner: Miner;
  readonly #externalOnly: ExternalOnly;

  /** @param limit the difficulty up to which the ledger searches; `undefined` if the setting is invalid */
  constructor(shared: Shared, miner: Miner, limit: number | undefined) {
    this.#shared = shared;
    this.#miner = miner;
    this.#externalOnly = { outcome: "external-only", limit };
  }

  /**
   * Replaces a record with a new version, and waits for its block. Only the ledger itself mines corrections.
   *
   * @param number the index of the block with the current version
   * @param expected the hashes of which that block must have one
   * @throws Contradiction, SigningKeyMissing if the ledger is halted; then the correction is not left pending either
   */
  async correct(
    number: number,
    expected: ExpectedTags,
    { patient_name, patient_ID, Reg_no }: PatientRecord,
    reader: Reader,
  ): Promise<CorrectResult> {
    const { blocks, tree } = this.#shared;
    tree.requireNoKnownFault();
    const block = number > 1 ? blocks.at(number) : undefined;
    if (!block || !isAllowed(block, reader)) return { outcome: "none" };
    if (expected !== "any" && !expected.includes(block.hash)) return { outcome: "outdated" };
    const correction = { patient_name, patient_ID, Reg_no, corrects: number };
    const refusal = correctionRefusal(this.#shared, correction);
    if (refusal) return refusal;
    return this.#miner.searches ? this.#mine(correction, reader.subject) : this.#externalOnly;
  }

  async #mine(correction: Correction, author: string): Promise<CorrectResult> {
    const id = crypto.randomUUID();
    const [result] = await mineAtOnce<JobResult>(this.#miner, [correction], author, [id]);
    if (result && result.outcome !== "later") return result;
    // If the storage failed only after the block was stored, the correction must not be taken for an outdated one.
    const block = this.#minedUnder(id);
    if (block) return this.#withReceipt(block);
    const pending = admitCorrection(this.#shared, correction, author, Date.now());
    return "outcome" in pending ? pending : this.#wait(pending);
  }

  async #wait(pending: PendingRecord): Promise<CorrectResult> {
    const { mempool } = this.#shared;
    const mined = this.#miner.resultOf(pending);
    this.#miner.start();
    try {
      const told = await within(WAIT_LIMIT, mined);
      if (told && told.outcome !== "later") return told;
    } catch (error) {
      // A refused correction must not be mined later.
      if (haltOf(error)) {
        mempool.withdraw(pending);
        throw error;
      }
      // The storage failed. The alarm mines whatever was stored.
    }
    mempool.promise(pending);
    const block = this.#minedUnder(pending.id);
    if (block) return this.#withReceipt(block);
    if (!mempool.has(pending)) throw new Error("the pending correction was removed from the storage");
    return { outcome: "pending", id: pending.id };
  }

  /** The block of the correction with an id, if it was mined. */
  #minedUnder(id: string): Block | undefined {
    const { blocks, mempool } = this.#shared;
    const index = mempool.minedIndex(id);
    return index === undefined ? undefined : blocks.at(index);
  }

  async #withReceipt(block: Block): Promise<Mined> {
    return { outcome: "mined", block, receipt: await this.#shared.tree.receipt(block.index) };
  }
}
