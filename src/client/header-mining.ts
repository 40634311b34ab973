import { type CandidateHeader, type Header, headerOf, type SealedBlock, sealHeader } from "../chain/sealed/header.ts";
import type { sealedWorkSchema } from "../contract/schemas/mining.ts";
import type { Value } from "../contract/schemas/value.ts";
import type { Receipt } from "../evidence/receipt.ts";
import { type LedgerClient, Refusal, type Unreachable } from "./client.ts";
import { type Callbacks, handIn, race } from "./external-mining.ts";

/** What `POST /work` answers on a sealed ledger: the header over its oldest waiting entries. */
export type HeaderWork = Value<typeof sealedWorkSchema>;

/** What `POST /mine_block` answers to an external miner's header. */
export interface MinedHeader {
  readonly block: Header;
  readonly receipt?: Receipt;
}

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
export async function mineWaiting(client: LedgerClient, miner: HeaderMiner): Promise<MinedHeader | undefined> {
  for (;;) {
    miner.signal?.throwIfAborted();
    const work = await workOf(client);
    if (!work) return undefined;
    const found = await race(client, work.tip.index, (passed) => miner.search(work, passed), miner.signal);
    if (found) {
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
): Promise<MinedHeader | undefined> {
  const { previous_hash, last_entry, merkle_root, timestamp } = candidate;
  let isRepeated = false;
  const onUnreachable = (error: Unreachable) => {
    isRepeated = true;
    miner.onUnreachable(error);
  };
  try {
    const header = { previous_hash, last_entry, merkle_root, timestamp, proof };
    return (await handIn(client, header, { ...miner, onUnreachable })) as MinedHeader;
  } catch (error) {
    if (!(error instanceof Refusal && error.problem === "tip-passed")) throw error;
    // The first attempt may have arrived although its answer did not. Then the block is this one.
    const block = isRepeated ? ((await client.block(candidate.index)) as SealedBlock) : undefined;
    const { hash } = await sealHeader(candidate, proof);
    return block?.hash === hash ? { block: headerOf(block) } : undefined;
  }
}

/** Requests work; `undefined` if no entry is waiting. */
async function workOf(client: LedgerClient): Promise<HeaderWork | undefined> {
  try {
    return (await client.post("/work")) as HeaderWork;
  } catch (error) {
    if (error instanceof Refusal && error.problem === "nothing-waiting") return undefined;
    throw error;
  }
}
