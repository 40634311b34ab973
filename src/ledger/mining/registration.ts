import { candidateBlock } from "../../chain/block.ts";
import { type PatientRecord, sameRecord } from "../../chain/records/record.ts";
import { admit } from "./admission.ts";
import { haltOf } from "../contradiction.ts";
import { isRival, known, type RegistrationResult } from "./jobs.ts";
import { mineAtOnce } from "./at-once.ts";
import type { PendingRecord } from "../store/mempool.ts";
import type { Miner } from "./miner.ts";
import type { AcceptResult, Conflict, Full, Known, Mined, MineResult, SubmitResult, WorkResult } from "../results.ts";
import type { Shared } from "../parts.ts";
import { judge, type SubmittedWork } from "./submission.ts";
import { within } from "../time-limit.ts";

/**
 * How long a request waits for its block before it gets an id to ask with, in milliseconds. This is shorter than the
 * time after which proxies give up on a response.
 */
export const WAIT_LIMIT = 90_000;

/** How records get onto the chain: mined while the request waits, accepted for later, or mined externally. */
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
   * @throws Contradiction, SigningKeyMissing if the ledger is halted; then the record is not left pending either
   */
  async mine(record: PatientRecord, minedBy: string): Promise<MineResult> {
    this.#shared.tree.requireNoKnownFault();
    const [result] = await mineAtOnce<RegistrationResult>(this.#miner, [record], minedBy);
    if (result && result.outcome !== "later") return this.#withReceipt(result);
    const admitted = admit(this.#shared, record, minedBy, Date.now());
    if (!("pending" in admitted)) return this.#withReceipt(admitted);
    const { outcome, pending } = admitted;
    const registered = this.#miner.resultOf(pending);
    this.#miner.start();
    try {
      const told = await within(WAIT_LIMIT, registered);
      if (told && "block" in told) {
        const isOwn = outcome === "added" && sameRecord(record, told.block);
        return await this.#withReceipt(isOwn ? told : known(record, told.block, told.receipt));
      }
    } catch (error) {
      // A refused record must not be mined later.
      if (haltOf(error)) {
        if (outcome === "added") this.#shared.mempool.withdraw(pending);
        throw error;
      }
      // The storage failed. The alarm mines whatever was stored.
    }
    return outcome === "conflicting" ? { outcome: "conflict" } : this.#promise(record, pending);
  }

  /**
   * Ends the wait for a pending record whose block is not mined yet.
   *
   * @throws Error if someone removed the record, so that nothing can be promised
   */
  #promise(record: PatientRecord, pending: PendingRecord): MineResult {
    this.#shared.mempool.promise(pending);
    const block = this.#shared.blocks.byRegNo(record.Reg_no);
    if (block) return known(record, block);
    if (!this.#shared.mempool.has(pending)) throw new Error("the pending record was removed from the storage");
    return { outcome: "pending", id: pending.id };
  }

  /**
   * Accepts records: mines those that can be mined at once, and adds the others to the mempool. If the storage fails,
   * some may have been mined. Safe to repeat.
   *
   * @throws Contradiction, SigningKeyMissing if the ledger is halted
   */
  async accept(records: readonly PatientRecord[], minedBy: string): Promise<AcceptResult[]> {
    const ids = records.map(() => crypto.randomUUID());
    const results = await mineAtOnce<RegistrationResult>(this.#miner, records, minedBy, ids);
    const isLeft = (_: unknown, place: number) => (results[place]?.outcome ?? "later") === "later";
    const left = records.filter(isLeft);
    const accepted = left.length > 0 ? this.#acceptForLater(left, minedBy) : [];
    return records.map((_, place): AcceptResult => {
      const result = results[place] ?? { outcome: "later" };
      if (result.outcome === "later") return accepted.shift() as AcceptResult;
      return result.outcome === "mined" ? { outcome: "pending", id: ids[place] as string } : result;
    });
  }

  /** Adds to the mempool all records that can be accepted; none if the storage fails. */
  #acceptForLater(records: readonly PatientRecord[], minedBy: string): AcceptResult[] {
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
   * @throws Contradiction, SigningKeyMissing if the ledger is halted, so that the block could not be appended
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

  /** Checks the work of an external miner and appends its block if the work is correct and for the current tip. */
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
      const appended = await this.#miner.append(judgement.block);
      if (appended) return appended;
      // Another request was faster: it changed the tip, or registered the record or its number. Judge the work again.
      if (this.#isConflicting(record)) return { outcome: "conflict" };
    }
  }

  /** Who registered a pending record; `undefined` if it is not pending. */
  #authorOf(record: PatientRecord): string | undefined {
    const pending = this.#shared.mempool.byRegNo(record.Reg_no);
    return pending && sameRecord(pending, record) ? pending.author : undefined;
  }

  /** Whether a record is pending that keeps this one off the chain. */
  #isConflicting(record: PatientRecord): boolean {
    const pending = this.#shared.mempool.byRegNo(record.Reg_no);
    return pending !== undefined && isRival(pending, record);
  }

  /** Adds the receipt of a block that was mined earlier. */
  async #withReceipt<Result extends Known | Mined | Conflict | Full>(result: Result): Promise<Result> {
    if (result.outcome !== "known" || result.receipt) return result;
    return { ...result, receipt: await this.#shared.tree.receipt(result.block.index) };
  }
}
