import { type PatientRecord, sameRecord } from "../../chain/record.ts";
import { known } from "./admission.ts";
import type { AcceptResult, ExternalOnly, MineResult } from "../results.ts";
import type { Shared } from "../parts.ts";

/** What is answered for a record that comes without a proof, on a ledger that does not search for proofs itself. */
export class Lookup {
  readonly #shared: Shared;
  readonly #refused: ExternalOnly;

  /** @param limit the difficulty up to which the ledger searches; nothing when it is not set rightly */
  constructor(shared: Shared, limit: number | undefined) {
    this.#shared = shared;
    this.#refused = { outcome: "external-only", limit };
  }

  /** The block that holds the record, or why there is none; nobody can wait for one that nobody searches. */
  async mine(record: PatientRecord): Promise<MineResult> {
    const found = this.accept(record);
    if (found.outcome === "pending") return this.#refused;
    return found.outcome === "known"
      ? { ...found, receipt: await this.#shared.tree.receipt(found.block.index) }
      : found;
  }

  /** As the mempool would answer, but that it takes nothing more: what waits from before is told its id. */
  accept(record: PatientRecord): AcceptResult {
    const mined = this.#shared.blocks.byRegNo(record.Reg_no);
    if (mined) return known(record, mined);
    const pending = this.#shared.mempool.byRegNo(record.Reg_no);
    if (!pending) return this.#refused;
    return sameRecord(pending, record) ? { outcome: "pending", id: pending.id } : { outcome: "conflict" };
  }
}
