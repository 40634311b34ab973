import { type PatientRecord, sameRecord } from "../../chain/record.ts";
import type { Shared } from "../parts.ts";
import type { PendingRecord } from "../store/mempool.ts";
import type { Conflict, Full, Known } from "../results.ts";
import { known } from "./jobs.ts";

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
  { blocks, mempool }: Pick<Shared, "blocks" | "mempool">,
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
