import { type PatientRecord, sameRecord } from "../../chain/records/record.ts";
import { known } from "./jobs.ts";
import type { Accepted, Conflict, ExternalOnly, Known, MineResult } from "../results.ts";
import type { Shared } from "../parts.ts";

/** Answers records submitted without a proof, on a ledger that does not search for proofs itself. */
export class ExternalOnlyRecords {
  readonly #shared: Shared;
  readonly #refused: ExternalOnly;

  /** @param limit the difficulty up to which the ledger searches; `undefined` if the setting is invalid */
  constructor(shared: Shared, limit: number | undefined) {
    this.#shared = shared;
    this.#refused = { outcome: "external-only", limit };
  }

  /**
   * The block that holds the record, or why there is none. A pending record has none to wait for, since nobody
   * searches.
   */
  async mine(record: PatientRecord): Promise<MineResult> {
    const found = this.accept(record);
    if (found.outcome === "pending") return this.#refused;
    return found.outcome === "known"
      ? { ...found, receipt: await this.#shared.tree.receipt(found.block.index) }
      : found;
  }

  /** Answers as the mempool would, but adds nothing: only a record that is already pending gets its id. */
  accept(record: PatientRecord): Known | Conflict | Accepted | ExternalOnly {
    const mined = this.#shared.blocks.byRegNo(record.Reg_no);
    if (mined) return known(record, mined);
    const pending = this.#shared.mempool.byRegNo(record.Reg_no);
    if (!pending) return this.#refused;
    return sameRecord(pending, record) ? { outcome: "pending", id: pending.id } : { outcome: "conflict" };
  }
}
