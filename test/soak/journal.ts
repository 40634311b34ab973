import type { Block } from "../../src/chain/block.ts";
import type { Receipt } from "../../src/evidence/receipt.ts";
import type { PatientRecord } from "../../src/chain/record.ts";

/** A record that the ledger acknowledged, and what it said of it. */
export interface Kept {
  readonly record: PatientRecord;
  /** The id under which it waits, when it was accepted to be mined later. */
  readonly id?: string;
  /** The hash of its block, once a client was shown it. */
  readonly hash?: string;
}

/** Of so many receipts one is kept, to be verified at the end. */
const RECEIPTS_PER_SAMPLE = 5;

/** What the clients of one ledger were told: from here on the ledger is held to it. */
export class Journal {
  readonly kept = new Map<string, Kept>();
  /** A sample of the receipts that were handed out, with the hashes of their blocks. */
  readonly receipts: { readonly receipt: Receipt; readonly hash: string }[] = [];
  /** What was seen that must never be seen. */
  readonly faults: string[] = [];
  /** The record that was acknowledged last. */
  newest: PatientRecord | undefined;
  #receipts = 0;

  /** A block was shown to a client: in an answer of 200 or 201, or to a watcher. */
  mined({ patient_name, patient_ID, Reg_no, hash }: Block, receipt?: Receipt): void {
    this.newest = { patient_name, patient_ID, Reg_no };
    const before = this.kept.get(Reg_no);
    if (before?.hash !== undefined && before.hash !== hash) this.faults.push(`${Reg_no} was shown in two blocks`);
    this.kept.set(Reg_no, { record: this.newest, ...before, hash });
    if (receipt && this.#receipts++ % RECEIPTS_PER_SAMPLE === 0) this.receipts.push({ receipt, hash });
  }

  /** A record was accepted, with 202; `location` is where to ask for it. */
  accepted(record: PatientRecord, location: string): void {
    this.newest = record;
    this.kept.set(record.Reg_no, { record, ...this.kept.get(record.Reg_no), id: location.split("/").at(-1) ?? "" });
  }
}
