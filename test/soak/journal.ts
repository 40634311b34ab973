import type { Block } from "../../src/chain/block.ts";
import type { Receipt } from "../../src/evidence/receipts/receipt.ts";
import type { PatientRecord } from "../../src/chain/records/record.ts";

/** A record that the ledger acknowledged, with the answer. */
export interface Kept {
  readonly record: PatientRecord;
  /** The id of the pending record, if it was accepted for later mining. */
  readonly id?: string;
  /** The hash of its block, once a client received it. */
  readonly hash?: string;
}

/** One receipt in this many is kept, to be verified at the end. */
const RECEIPTS_PER_SAMPLE = 5;

/** The answers to the clients of one ledger, which the ledger is later checked against. */
export class Journal {
  readonly kept = new Map<string, Kept>();
  /** A sample of the received receipts, with the hashes of their blocks. */
  readonly receipts: { readonly receipt: Receipt; readonly hash: string }[] = [];
  /** Observations that must never occur. */
  readonly faults: string[] = [];
  /** The last acknowledged record. */
  newest: PatientRecord | undefined;
  #receipts = 0;

  /** Records a block that a client received: in an answer of 200 or 201, or as a watcher. */
  mined({ patient_name, patient_ID, Reg_no, hash }: Block, receipt?: Receipt): void {
    this.newest = { patient_name, patient_ID, Reg_no };
    const before = this.kept.get(Reg_no);
    if (before?.hash !== undefined && before.hash !== hash) this.faults.push(`${Reg_no} was shown in two blocks`);
    this.kept.set(Reg_no, { record: this.newest, ...before, hash });
    if (receipt && this.#receipts++ % RECEIPTS_PER_SAMPLE === 0) this.receipts.push({ receipt, hash });
  }

  /** Records that a record was accepted with 202; `location` is the address for its status. */
  accepted(record: PatientRecord, location: string): void {
    this.newest = record;
    this.kept.set(record.Reg_no, { record, ...this.kept.get(record.Reg_no), id: location.split("/").at(-1) ?? "" });
  }
}
