import type { Block } from "../../chain/block.ts";
import { type PatientRecord, type RecordVersion, sameRecord } from "../../chain/records/record.ts";
import type { Receipt } from "../../evidence/receipts/receipt.ts";
import type { Conflict, CorrectResult, Known, Mined } from "../results.ts";
import type { PendingRecord } from "../store/mempool.ts";

/** A correction does not correct the current version of its record. */
export type Outdated = Extract<CorrectResult, { readonly outcome: "outdated" }>;

/** What became of a registration: `later` if it cannot be mined at once, so that it has to go through the mempool. */
export type RegistrationResult = Mined | Known | Conflict | { readonly outcome: "later" };

/** What became of a record of either kind. */
export type JobResult = RegistrationResult | Outdated;

/** A record that the miner is to put on the chain, and whom to tell. */
export interface Job {
  readonly record: RecordVersion;
  /** Who registers it. */
  readonly author: string;
  /** Its row in the mempool; absent if it waits in memory only. */
  readonly pending?: PendingRecord;
  /** For a record that waits in memory, the id under which its block's index is stored; absent if no client gets one. */
  readonly id?: string | undefined;
  readonly tell: (result: JobResult) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * The jobs of which only one can be mined, in order of arrival: they have the same registration number, or correct the
 * same block. The first is mined.
 */
export type Rivals = readonly [Job, ...Job[]];

/** Groups jobs of which only one can be mined, in order of arrival. */
export function byClaim(jobs: readonly Job[]): Rivals[] {
  const all: Rivals[] = [];
  const claims = new Map<string | number, [Job, ...Job[]]>();
  for (const job of jobs) {
    const { Reg_no, corrects } = job.record;
    const rivals = (corrects !== undefined && claims.get(corrects)) || claims.get(Reg_no);
    if (rivals) {
      rivals.push(job);
      continue;
    }
    const first: [Job] = [job];
    all.push(first);
    claims.set(Reg_no, first);
    if (corrects !== undefined) claims.set(corrects, first);
  }
  return all;
}

/** What becomes of a job when a rival that arrived first is mined. */
export function overtaken({ record }: Job, { block, receipt }: Mined): JobResult {
  const { corrects } = record;
  if (corrects === undefined) return known(record, block, receipt);
  return corrects === block.corrects ? { outcome: "outdated" } : { outcome: "conflict", index: block.index };
}

/**
 * Whether a pending record keeps a registration with the same number off the chain: it is a different record, or a
 * correction, which only the ledger mines.
 */
export function isRival(pending: PendingRecord, record: PatientRecord): boolean {
  return pending.corrects !== undefined || !sameRecord(pending, record);
}

/** Whether a block that holds a record's registration number holds the same record or a conflicting one. */
export function known(record: PatientRecord, block: Block, receipt?: Receipt): Known | Conflict {
  if (!sameRecord(record, block)) return { outcome: "conflict", index: block.index };
  return { outcome: "known", block, ...(receipt && { receipt }) };
}
