/** The Web Worker of the miner in the browser: it gets one piece of work, posts how it goes, and at last the block. */
import type { Block } from "../chain/block.ts";
import { mineCandidate } from "../mining/mine-block.ts";
import { attemptsTo, trialHash } from "../mining/trial.ts";
import type { Work } from "../contract/schemas/mining.ts";
import { type Engine, searchWith } from "./engine.ts";

/** What the worker is asked to do. */
export interface Task {
  readonly work: Pick<Work, "candidate"> & { readonly tip: Pick<Work["tip"], "proof"> };
  readonly engine: Engine;
  /** Whether the block keeps the candidate's time, however long the search takes. */
  readonly keepsTime: boolean;
}

/** What the worker posts. */
export interface SearchReport {
  /** What computes the hashes: not always what was asked for. */
  readonly engine: Engine;
  /** The tries so far, under all timestamps. */
  readonly attempts: number;
  /** How long it has searched. */
  readonly milliseconds: number;
  /** The newest try. */
  readonly trial: { readonly proof: number; readonly hash: string };
  /** What was searched, at the end. */
  readonly block?: Block;
}

/** The time between two reports, in milliseconds: what an eye can follow. */
const PACE = 100;

addEventListener("message", ({ data }: MessageEvent<Task>) => {
  run(data).catch(reportError);
});

/** Nobody has to tell it to end: the page terminates its worker. */
async function run({ work: { tip, candidate }, engine: asked, keepsTime }: Task): Promise<void> {
  const { engine, search } = await searchWith(asked);
  const start = performance.now();
  let reported = start;
  let attempts = 0;
  // On block-hash the search starts over under a later timestamp every second.
  let current = candidate;
  let before = 0;
  const report = async (proof: number, block?: Block) => {
    const trial = { proof, hash: await trialHash(current, proof, tip.proof) };
    const milliseconds = performance.now() - start;
    const news: SearchReport = { engine, attempts, milliseconds, trial, ...(block ? { block } : {}) };
    postMessage(news);
  };
  const block = await mineCandidate(candidate, tip.proof, {
    now: keepsTime ? () => 0 : () => Date.now(),
    search: {
      ...search,
      nonce: (next, difficulty, pause) => {
        current = next;
        before = attempts;
        return search.nonce(next, difficulty, pause);
      },
    },
    pause: async (tried) => {
      attempts = tried;
      if (performance.now() - reported < PACE) return true;
      reported = performance.now();
      // Back from attempts to the proof that was tried: the first is 1 on squares, 0 on block-hash.
      await report(attempts - before - attemptsTo(current, 0));
      return true;
    },
  });
  if (!block) return;
  attempts = before + attemptsTo(block, block.proof);
  await report(block.proof, block);
}
