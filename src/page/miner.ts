/**
 * The Web Worker of the miner in the browser. It receives one task, posts its progress, and finally posts the block.
 */
import type { Block, CandidateBlock } from "../chain/block.ts";
import type { AnyTip } from "../chain/kind.ts";
import { type CandidateHeader, type Header, sealHeader } from "../chain/sealed/header.ts";
import { randomNonce } from "../client/external/random-nonce.ts";
import { mineCandidate, type MiningContext, solve } from "../mining/mine-block.ts";
import type { Candidate } from "../mining/nonce-search.ts";
import { attemptsTo, proofAt, trialHash } from "../mining/trial.ts";
import { type Engine, searchWith } from "./engine.ts";

/** What a miner works on: a plain block, or the header of a sealed one. */
export type AnyCandidate = CandidateBlock | CandidateHeader;

/** What comes of mining a candidate. */
export type Mined<C extends AnyCandidate> = C extends CandidateHeader ? Header : Block;

/** The task that the page posts to the worker. */
export interface Task<C extends AnyCandidate = AnyCandidate> {
  readonly work: { readonly candidate: C; readonly tip: { readonly proof: number } };
  /** What computes the hashes, if it works in this browser; `crypto.subtle` if absent. */
  readonly kernel?: WebAssembly.Module | undefined;
  /**
   * Whether others search for the same block. Then its timestamp moves on every second, and each timestamp's search begins
   * at a random nonce. In the lab nobody does: a block keeps its timestamp, and its nonces count up from 0.
   */
  readonly isRace: boolean;
}

/** A message that the worker posts. */
export interface SearchReport {
  /** The engine in use, which may differ from the requested one. */
  readonly engine: Engine;
  /** The attempts so far, under all timestamps. */
  readonly attempts: number;
  /** The duration of the search so far. */
  readonly milliseconds: number;
  /** The latest attempt. */
  readonly trial: { readonly proof: number; readonly hash: string };
  /** The block, once it is found. */
  readonly block?: AnyTip;
}

/** The interval between two reports, in milliseconds: slow enough to follow by eye. */
const PACE = 100;

addEventListener("message", ({ data }: MessageEvent<Task>) => {
  run(data).catch(reportError);
});

/** Runs a task. There is no message to stop it: the page terminates the worker instead. */
async function run({ work: { tip, candidate }, kernel, isRace }: Task): Promise<void> {
  const { engine, search } = await searchWith(kernel);
  const start = performance.now();
  let reported = start;
  let attempts = 0;
  // On block-hash, the search starts over with a new timestamp every second.
  let current: Candidate = candidate;
  let firstNonce = 0;
  let before = 0;
  const report = async (proof: number, block?: AnyTip) => {
    const trial = { proof, hash: await hashWith(current as AnyCandidate, proof, tip.proof) };
    const milliseconds = performance.now() - start;
    const news: SearchReport = { engine, attempts, milliseconds, trial, ...(block ? { block } : {}) };
    postMessage(news);
  };
  const block = await mineAny(candidate, tip.proof, {
    now: isRace ? () => Date.now() : () => 0,
    ...(isRace && { firstNonce: randomNonce }),
    search: {
      ...search,
      nonce: (next, difficulty, pause, first = 0) => {
        current = next;
        firstNonce = first;
        before = attempts;
        return search.nonce(next, difficulty, pause, first);
      },
    },
    pause: async (tried) => {
      attempts = tried;
      if (performance.now() - reported < PACE) return true;
      reported = performance.now();
      await report(proofAt(candidate, attempts - before, firstNonce));
      return true;
    },
  });
  if (!block) return;
  attempts = before + attemptsTo(block, block.proof, firstNonce);
  await report(block.proof, block);
}

/** Mines a candidate of either kind, as {@link mineCandidate} does those of plain ledgers. */
async function mineAny(
  candidate: AnyCandidate,
  previousProof: number,
  context: MiningContext,
): Promise<AnyTip | undefined> {
  if (!isCandidateHeader(candidate)) return mineCandidate(candidate, previousProof, context);
  const solution = await solve(candidate, candidate.difficulty, context);
  return solution && sealHeader(solution.candidate, solution.proof);
}

/** The hash that decides whether a proof solves the puzzle of a candidate of either kind; see {@link trialHash}. */
async function hashWith(candidate: AnyCandidate, proof: number, previousProof: number): Promise<string> {
  if (!isCandidateHeader(candidate)) return trialHash(candidate, proof, previousProof);
  return (await sealHeader(candidate, proof)).hash;
}

function isCandidateHeader(candidate: AnyCandidate): candidate is CandidateHeader {
  return "merkle_root" in candidate;
}
