import { type Correction, type PatientRecord, sameRecord } from "../../chain/records/record.ts";
import type { Shared } from "../parts.ts";
import type { PendingRecord } from "../store/mempool.ts";
import type { Conflict, Full, Known } from "../results.ts";
import { known, type Outdated } from "./jobs.ts";

type Stored = Pick<Shared, "blocks" | "mempool">;

/** The record was added to the mempool, was already there, or conflicts with a pending record. */
interface Pending {
  readonly outcome: "added" | "same" | "conflicting";
  readonly pending: PendingRecord;
}

/**
 * Finds a record on the chain or in the mempool, or adds it to the mempool.
 *
 * @param author the subject of the request, who becomes the record's author if the record is added
 * @param now the current time in milliseconds since 1970
 */
export function admit(
  { blocks, mempool }: Stored,
  record: PatientRecord,
  author: string,
  now: number,
): Known | Conflict | Full | Pending {
  const mined = blocks.byRegNo(record.Reg_no);
  if (mined) return known(record, mined);
  const pending = mempool.byRegNo(record.Reg_no);
  if (pending) return { outcome: sameRecord(pending, record) ? "same" : "conflicting", pending };
  const added = mempool.add(record, author, now);
  return added ? { outcome: "added", pending: added } : { outcome: "full" };
}

/** Why the chain does not admit a correction, or `undefined`. */
export function minedRefusal(
  blocks: Stored["blocks"],
  { corrects, Reg_no }: Correction,
): Outdated | Conflict | undefined {
  // Genesis holds no record. A block that does not exist, or genesis, can only come from an edit of the storage.
  if (corrects < 2 || !blocks.at(corrects) || blocks.correctionOf(corrects) !== undefined)
    return { outcome: "outdated" };
  const holder = blocks.newestHolder(Reg_no);
  if (holder === undefined || blocks.isVersionOf(holder, corrects)) return undefined;
  return { outcome: "conflict", index: holder };
}

/** Why neither the chain nor the mempool admits a correction, or `undefined`. */
export function correctionRefusal(
  { blocks, mempool }: Stored,
  correction: Correction,
): Outdated | Conflict | undefined {
  if (mempool.corrects(correction.corrects)) return { outcome: "outdated" };
  // The only pending record that could have a number of this record would be a correction of it.
  return minedRefusal(blocks, correction) ?? (mempool.byRegNo(correction.Reg_no) && { outcome: "conflict" });
}

/**
 * Adds a correction to the mempool if it is admitted.
 *
 * @param author the subject of the request, who becomes the author of the correction
 * @param now the current time in milliseconds since 1970
 */
export function admitCorrection(
  stored: Stored,
  correction: Correction,
  author: string,
  now: number,
): Outdated | Conflict | Full | PendingRecord {
  const refusal = correctionRefusal(stored, correction);
  return refusal ?? stored.mempool.add(correction, author, now) ?? { outcome: "full" };
}
