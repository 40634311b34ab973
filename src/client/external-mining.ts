import type { Block } from "../chain/block.ts";
import type { PatientRecord } from "../chain/record.ts";
import type { Mined, Work } from "../contract/schemas/mining.ts";
import { type LedgerClient, Refusal, Unreachable } from "./client.ts";
import { backoff, pause } from "./waiting.ts";

/** How an external miner searches, and what it wants to hear of. */
export interface ExternalMiner {
  /**
   * Finds the block that the work asks for.
   *
   * @param passed is aborted when another block was appended first
   * @returns the block, or nothing once `passed` is aborted
   */
  readonly search: (work: Work, passed: AbortSignal) => Promise<Block | undefined>;
  /** A race was lost: another miner appended the block of this index. The search goes on at the new tip. */
  readonly onPassed: (index: number) => void;
  /** The ledger does not answer; the proof is handed in again, since repeating is safe. */
  readonly onUnreachable: (error: Unreachable) => void;
  /** Gives the mining up. */
  readonly signal?: AbortSignal;
}

/**
 * Mines a record's block externally: asks for work, searches, hands the proof in, and does so again at the new
 * tip while others are faster.
 *
 * @returns the block, and whether the record was on the chain already
 * @throws DOMException `AbortError` when `signal` gave it up
 */
export async function mineExternally(
  client: LedgerClient,
  record: PatientRecord,
  miner: ExternalMiner,
): Promise<Mined & { readonly known: boolean }> {
  for (;;) {
    miner.signal?.throwIfAborted();
    const work = (await client.post("/work", record)) as Work | Mined;
    if ("block" in work) return { ...work, known: true };
    const mined = await race(client, work, miner);
    if (mined) {
      const { proof, timestamp, previous_hash } = mined;
      try {
        const answer = await handIn(client, { ...record, proof, timestamp, previous_hash }, miner);
        return { ...answer, known: false };
      } catch (error) {
        if (!(error instanceof Refusal && error.problem === "tip-passed")) throw error;
        // No block was appended, but somebody else registered the record: there is another candidate now.
        if (error.tip === work.tip.index) continue;
      }
    }
    miner.signal?.throwIfAborted();
    miner.onPassed(work.tip.index + 1);
  }
}

/** Searches while nobody else appends a block, which the ledger's events tell. */
async function race(client: LedgerClient, work: Work, { search, signal }: ExternalMiner): Promise<Block | undefined> {
  const arrivals = await client.watch(work.tip.index + 1);
  const passed = new AbortController();
  arrivals.addEventListener("message", () => passed.abort());
  try {
    return await search(work, AbortSignal.any([passed.signal, ...(signal ? [signal] : [])]));
  } finally {
    arrivals.close();
  }
}

/** Hands the proof in, and again while the ledger does not answer: the work is done, and repeating is safe. */
async function handIn(client: LedgerClient, solved: object, miner: ExternalMiner): Promise<Mined> {
  for (let failures = 0; ; failures += 1) {
    try {
      return (await client.post("/mine_block", solved)) as Mined;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      miner.onUnreachable(error);
      await pause(backoff(failures), miner.signal);
      miner.signal?.throwIfAborted();
    }
  }
}
