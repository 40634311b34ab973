import {
  type CandidateHeader,
  type Header,
  headerOf,
  type SealedBlock,
  sealHeader,
} from "../../chain/sealed/header.ts";
import type { Receipt } from "../../evidence/receipts/receipt.ts";
import type { LedgerClient } from "../client.ts";
import { isProblem } from "../transport/errors.ts";
import { type Callbacks, untilAnswered, race } from "./external-mining.ts";
import { type HeaderWork, requestHeaderWork, submitHeader } from "../routes/mining.ts";

/** An external miner of a sealed ledger's waiting entries. */
export interface HeaderMiner extends Callbacks {
  /**
   * Searches for the nonce of the candidate.
   *
   * @param passed aborted once another block is appended
   * @returns the candidate, perhaps with a later timestamp, and the nonce; `undefined` if `passed` was aborted
   */
  readonly search: (work: HeaderWork, passed: AbortSignal) => Promise<FoundHeader | undefined>;
}

/** A block of waiting entries that was mined here. */
export interface MinedWaiting {
  readonly block: Header;
  /** Absent if the ledger's answer was lost. */
  readonly receipt?: Receipt;
}

/** A header with its nonce. */
export interface FoundHeader {
  readonly candidate: CandidateHeader;
  readonly proof: number;
}

/**
 * Mines the oldest waiting entries of a sealed ledger externally: requests work, searches, and submits the header. It
 * starts again at the new tip whenever another miner is faster. The miner sees no patient data, only the entries' root.
 *
 * @returns the block's header and its receipt; `undefined` if no entry is waiting
 * @throws Refusal if the ledger refuses the work or the header
 * @throws DOMException `AbortError` if `signal` canceled mining
 */
export async function mineWaiting(client: LedgerClient, miner: HeaderMiner): Promise<MinedWaiting | undefined> {
  for (;;) {
    miner.signal?.throwIfAborted();
    const work = await workOf(client, miner.signal);
    if (!work) return undefined;
    const found = await race(client, work.tip.index, (passed) => miner.search(work, passed), miner.signal);
    if (found) {
      miner.signal?.throwIfAborted();
      const mined = await submit(client, found, miner);
      if (mined) return mined;
    }
    miner.signal?.throwIfAborted();
    miner.onPassed(work.tip.index + 1);
  }
}

/** Submits a header; `undefined` if another miner's block took its place. */
async function submit(
  client: LedgerClient,
  { candidate, proof }: FoundHeader,
  miner: HeaderMiner,
): Promise<MinedWaiting | undefined> {
  const { previous_hash, last_entry, merkle_root, timestamp } = candidate;
  try {
    const header = { previous_hash, last_entry, merkle_root, timestamp, proof };
    return await untilAnswered(() => submitHeader(client, header), miner);
  } catch (error) {
    if (!isProblem(error, "tip-passed")) throw error;
    // An earlier attempt may have arrived although its answer did not. Then the block is this one.
    const block = (await client.block(candidate.index)) as SealedBlock | undefined;
    const { hash } = await sealHeader(candidate, proof);
    return block?.hash === hash ? { block: headerOf(block) } : undefined;
  }
}

/** Requests work; `undefined` if no entry is waiting. */
async function workOf(client: LedgerClient, signal: AbortSignal | undefined): Promise<HeaderWork | undefined> {
  try {
    return await requestHeaderWork(client, signal);
  } catch (error) {
    if (isProblem(error, "nothing-waiting")) return undefined;
    throw error;
  }
}
