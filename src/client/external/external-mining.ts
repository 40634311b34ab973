import type { Block } from "../../chain/block.ts";
import type { PatientRecord } from "../../chain/records/record.ts";
import type { MinedBody, Work } from "../../contract/schemas/mining.ts";
import { type LedgerClient, Refusal, Unreachable } from "../client.ts";
import { requestWork, submitProof } from "../routes/mining.ts";
import { backoff, pause } from "../transport/waiting.ts";
import { watchBlocks } from "../watching.ts";

/** The callbacks of an external miner besides its search. */
export interface Callbacks {
  /** Called when another miner appended the block of this index first. Mining continues at the new tip. */
  readonly onPassed: (index: number) => void;
  /** Called when the ledger does not respond. It is asked again, or the proof is submitted again, which is safe. */
  readonly onUnreachable: (error: Unreachable) => void;
  /** Cancels mining. */
  readonly signal?: AbortSignal;
}

/** An external miner of a plain ledger. */
export interface ExternalMiner extends Callbacks {
  /**
   * Mines the candidate of the work.
   *
   * @param passed aborted once another block is appended
   * @returns the block, or `undefined` if `passed` was aborted
   */
  readonly search: (work: Work, passed: AbortSignal) => Promise<Block | undefined>;
}

/**
 * Mines a record's block externally: requests work, searches, and submits the proof. It starts again at the new tip
 * whenever another miner is faster.
 *
 * @returns the block, and whether the record was already on the chain
 * @throws DOMException `AbortError` if `signal` canceled mining
 */
export async function mineExternally(
  client: LedgerClient,
  record: PatientRecord,
  miner: ExternalMiner,
): Promise<MinedBody & { readonly known: boolean }> {
  const ask = () => requestWork(client, record, miner.signal);
  for (let lost = 0; ; lost += 1) {
    miner.signal?.throwIfAborted();
    // A miner who has lost a race waits for a ledger that is away; one who begins is told so at once.
    const work = await (lost === 0 ? ask() : untilAnswered(ask, miner));
    if ("block" in work) return { ...work, known: true };
    const mined = await race(client, work.tip.index, (passed) => miner.search(work, passed), miner.signal);
    if (mined) {
      // Whoever cancelled must not find the block on the chain.
      miner.signal?.throwIfAborted();
      const { proof, timestamp, previous_hash } = mined;
      try {
        const answer = await untilAnswered(
          () => submitProof(client, { ...record, proof, timestamp, previous_hash }),
          miner,
        );
        return { ...answer, known: false };
      } catch (error) {
        if (!(error instanceof Refusal && error.problem === "tip-passed")) throw error;
        // The tip is the same, but another author registered the record, so the candidate has changed.
        if (error.tip === work.tip.index) continue;
      }
    }
    miner.signal?.throwIfAborted();
    miner.onPassed(work.tip.index + 1);
  }
}

/**
 * Searches until the ledger's events report a new block, also if the connection is lost meanwhile.
 *
 * @param tip the index of the block that is mined on
 * @param search searches until the given signal is aborted
 * @param signal cancels mining
 * @returns what was found, or `undefined` if the search was ended
 */
export async function race<Found>(
  client: LedgerClient,
  tip: number,
  search: (passed: AbortSignal) => Promise<Found | undefined>,
  signal: AbortSignal | undefined,
): Promise<Found | undefined> {
  const end = new AbortController();
  const passed = new AbortController();
  const given = signal ? [signal] : [];
  // If the ledger refuses its events, it says why when the proof is submitted.
  untilBlock(client, tip + 1, AbortSignal.any([end.signal, ...given])).then(
    () => passed.abort(),
    () => undefined,
  );
  try {
    return await search(AbortSignal.any([passed.signal, ...given]));
  } finally {
    end.abort();
  }
}

/** Waits until the ledger's events report a block, or the signal is aborted. @throws Refusal if it refuses access */
async function untilBlock(client: LedgerClient, from: number, signal: AbortSignal): Promise<void> {
  // Leaving the loop ends the connection.
  for await (const { index } of watchBlocks(client, { from, signal })) if (index >= from) return;
}

/**
 * Sends a request again while the ledger does not respond.
 *
 * @param request asks for work or submits what was found: it has to be safe to repeat
 * @returns the ledger's answer
 * @throws Refusal if the ledger refuses it
 */
export async function untilAnswered<Answer>(
  request: () => Promise<Answer>,
  { onUnreachable, signal }: Callbacks,
): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      onUnreachable(error);
      await pause(backoff(failures), signal);
      signal?.throwIfAborted();
    }
  }
}
