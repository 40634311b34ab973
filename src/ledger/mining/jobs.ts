import type { Block } from "../../chain/block.ts";
import { type PatientRecord, sameRecord } from "../../chain/record.ts";
import type { Receipt } from "../../evidence/receipt.ts";
import type { Conflict, Known, Mined } from "../results.ts";
import type { PendingRecord } from "../store/mempool.ts";

/** What became of a record: `later` if it cannot be mined at once, so that it has to go through the mempool. */
export type JobResult = Mined | Known | Conflict | { readonly outcome: "later" };

/** A record that the miner is to put on the chain, and whom to tell. */
export interface Job {
  readonly record: PatientRecord;
  /** Who registers it. */
  readonly author: string;
  /** Its row in the mempool; absent if it waits in memory only. */
  readonly pending?: PendingRecord;
  /** For a record that waits in memory, the id under which its block's index is stored; absent if no client gets one. */
  readonly id?: string | undefined;
  readonly tell: (result: JobResult) => void;
  readonly fail: (error: unknown) => void;
}

/** The jobs with the same registration number, in order of arrival. The first decides what is registered. */
export type SameNumber = readonly [Job, ...Job[]];

/** Groups jobs by their registration numbers, in order of arrival. */
export function byNumber(jobs: readonly Job[]): SameNumber[] {
  const groups = new Map<string, [Job, ...Job[]]>();
  for (const job of jobs) {
    const group = groups.get(job.record.Reg_no);
    if (group) group.push(job);
    else groups.set(job.record.Reg_no, [job]);
  }
  return [...groups.values()];
}

/** Whether a block that holds a record's registration number holds the same record or a conflicting one. */
export function known(record: PatientRecord, block: Block, receipt?: Receipt): Known | Conflict {
  if (!sameRecord(record, block)) return { outcome: "conflict", index: block.index };
  return { outcome: "known", block, ...(receipt && { receipt }) };
}
