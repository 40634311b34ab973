import type { Block } from "../../chain/block.ts";
import { type PatientRecord, sameRecord } from "../../chain/record.ts";
import type { Shared } from "../parts.ts";
import type { PendingRecord } from "../store/mempool.ts";
import type { Conflict, Full, Known } from "../results.ts";

/** The record waits: since now, since before, or one with other details under its registration number does. */
interface Pending {
  readonly outcome: "added" | "same" | "conflicting";
  readonly pending: PendingRecord;
}

/**
 * Finds a record on the chain or in the mempool, or adds it to the mempool.
 *
 * @param author who asks for it: who registers it, where nobody has yet
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

/** What a block under a record's registration number means for the record. */
export function known(record: PatientRecord, block: Block): Known | Conflict {
  return sameRecord(record, block) ? { outcome: "known", block } : { outcome: "conflict", index: block.index };
}
