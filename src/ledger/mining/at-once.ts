import type { RecordVersion } from "../../chain/records/record.ts";
import { haltOf } from "../contradiction.ts";
import type { JobResult } from "./jobs.ts";
import type { Miner } from "./miner.ts";

/**
 * Mines records without storing them first, if that is possible. If the storage fails, the mempool is the second try.
 *
 * @typeParam Result what can become of records of this kind
 * @param author who registers them
 * @param ids the ids that lead to their blocks, if any are needed
 * @returns what became of each record; nothing if they were not mined or if that is unknown
 * @throws Contradiction, SigningKeyMissing if the ledger is halted
 */
export async function mineAtOnce<Result extends JobResult>(
  miner: Miner,
  records: readonly RecordVersion[],
  author: string,
  ids: readonly string[] = [],
): Promise<readonly Result[]> {
  if (!miner.isReady) return [];
  try {
    return (await miner.mineAtOnce(records, author, ids)) as Result[];
  } catch (error) {
    if (haltOf(error)) throw error;
    return [];
  }
}
