import { candidateBlock } from "../../chain/block.ts";
import { type PatientRecord, sameRecord } from "../../chain/record.ts";
import { admit, known } from "./admission.ts";
import { haltOf, orHalted } from "../contradiction.ts";
import type { PendingRecord } from "../store/mempool.ts";
import type { Miner } from "./miner.ts";
import type { AcceptResult, Conflict, Full, Known, Mined, MineResult, SubmitResult, WorkResult } from "../results.ts";
import type { Shared } from "../parts.ts";
import { judge, type SubmittedWork } from "./submission.ts";
import { within } from "../time-limit.ts";

/**
 * How long a request waits for its block before it is told where to ask for it, in milliseconds: shorter than the time
 * after which proxies give up on an answer.
 */
const WAIT_LIMIT = 90_000;

/** The ways of a record onto the chain of a ledger that exists: mined here, accepted for later, or mined externally. */
export class Registration {
  readonly #shared: Shared;
  readonly #miner: Miner;

  constructor(shared: Shared, miner: Miner) {
    this.#shared = shared;
    this.#miner = miner;
  }

  /**
   * Puts a record on the chain and waits for its block.
   *
   * @throws Contradiction, SigningKeyMissing when nothing may be mined; then the record does not wait either
   */
  async mine(record: PatientRecord, minedBy: string): Promise<MineResult> {
    this.#shared.tree.requireNoKnownFault();
    const admitted = admit(this.#shared, record, minedBy, Date.now());
    if (!("pending" in admitted)) return this.#withReceipt(admitted);
    const { outcome, pending } = admitted;
    const mined = this.#miner.blockOf(pending.arrival);
    this.#miner.start();
    try {
      const block = await within(WAIT_LIMIT, mined);
      if (block)
        return await this.#withReceipt(outcome === "added" ? { outcome: "mined", block } : known(record, block));
    } catch (error) {
      // What is refused must not be mined later.
      if (haltOf(error)) {
        if (outcome === "added") this.#shared.mempool.withdraw(pending);
        throw error;
      }
      // The storage failed. What it has stored is mined when the alarm comes.
    }
    return outcome === "conflicting" ? { outcome: "conflict" } : this.#promise(record, pending);
  }

  /** Ends the wait for a pending record without its block. */
  #promise(record: PatientRecord, pending: PendingRecord): MineResult {
    this.#shared.mempool.promise(pending);
    const block = this.#shared.blocks.byRegNo(record.Reg_no);
    return block ? known(record, block) : { outcome: "pending", id: pending.id };
  }

  /** Puts records into the mempool, all that can be accepted or, when the storage fails, none. */
  accept(records: readonly PatientRecord[], minedBy: string): AcceptResult[] {
    const results = this.#shared.storage.transactionSync(() =>
      records.map((record): AcceptResult => {
        const admitted = admit(this.#shared, record, minedBy, Date.now());
        if (!("pending" in admitted)) return admitted;
        if (admitted.outcome === "conflicting") return { outcome: "conflict" };
        this.#shared.mempool.promise(admitted.pending);
        return { outcome: "pending", id: admitted.pending.id };
      }),
    );
    this.#miner.start();
    return results;
  }

  /**
   * What an external miner needs to mine a record's block on the tip.
   *
   * @throws Contradiction, SigningKeyMissing when its block could not be appended
   */
  async work(record: PatientRecord, minedBy: string): Promise<WorkResult> {
    await this.#shared.tree.requireAgreement();
    const tip = this.#shared.blocks.newest();
    const mined = this.#shared.blocks.byRegNo(record.Reg_no);
    if (mined) return known(record, mined);
    if (this.#isConflicting(record)) return { outcome: "conflict" };
    const author = this.#authorOf(record);
    return { outcome: "work", tip, candidate: candidateBlock(tip, record, minedBy, Date.now(), author) };
  }

  /** Checks the work of an external miner and appends its block, if it is right and the tip is still the one. */
  async submit(record: PatientRecord, minedBy: string, work: SubmittedWork): Promise<SubmitResult> {
    await this.#shared.tree.requireAgreement();
    for (;;) {
      const tip = this.#shared.blocks.newest();
      const mined = this.#shared.blocks.byRegNo(record.Reg_no);
      if (mined) return this.#withReceipt(known(record, mined));
      const judgement = await judge(
        this.#shared.blocks,
        tip,
        { record, minedBy, author: this.#authorOf(record) },
        work,
        Date.now(),
      );
      if (judgement.outcome !== "solved") return judgement;
      if (await this.#miner.append(judgement.block)) {
        return this.#withReceipt({ outcome: "mined", block: judgement.block });
      }
      // Somebody was faster, by a block or with the record or its registration number: look again what that means for this work.
      if (this.#isConflicting(record)) return { outcome: "conflict" };
    }
  }

  /** Who registered a record that waits; nothing where it does not wait. */
  #authorOf(record: PatientRecord): string | undefined {
    const pending = this.#shared.mempool.byRegNo(record.Reg_no);
    return pending && sameRecord(pending, record) ? pending.author : undefined;
  }

  /** Whether a record with other details waits under its registration number. */
  #isConflicting(record: PatientRecord): boolean {
    const pending = this.#shared.mempool.byRegNo(record.Reg_no);
    return pending !== undefined && !sameRecord(pending, record);
  }

  async #withReceipt<Result extends Known | Mined | Conflict | Full>(result: Result): Promise<Result> {
    if (!("block" in result)) return result;
    const receipt = this.#shared.tree.receipt(result.block.index);
    if (result.outcome !== "mined") return { ...result, receipt: await receipt };
    // The block was appended, whatever somebody does to the storage after that: then only its receipt is missing.
    const proven = await orHalted(receipt);
    return proven && "outcome" in proven ? result : { ...result, receipt: proven };
  }
}
