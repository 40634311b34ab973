/**
 * The Web Worker of the miner in the browser. It receives one task, posts its progress, and finally posts the block.
 */
import type { Block } from "../chain/block.ts";
import { mineCandidate } from "../mining/mine-block.ts";
import { attemptsTo, trialHash } from "../mining/trial.ts";
import type { Work } from "../contract/schemas/mining.ts";
import { type Engine, searchWith } from "./engine.ts";

/** The task that the page posts to the worker. */
export interface Task {
  readonly work: Pick<Work, "candidate"> & { readonly tip: Pick<Work["tip"], "proof"> };
  readonly engine: Engine;
  /** Whether the block keeps the candidate's timestamp, however long the search takes. */
  readonly keepsTime: boolean;
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
  readonly block?: Block;
}

/** The interval between two reports, in milliseconds: slow enough to follow by eye. */
const PACE = 100;

addEventListener("message", ({ data }: MessageEvent<Task>) => {
  run(data).catch(reportError);
});

/** Runs a task. There is no message to stop it: the page terminates the worker instead. */
async function run({ work: { tip, candidate }, engine: asked, keepsTime }: Task): Promise<void> {
  const { engine, search } = await searchWith(asked);
  const start = performance.now();
  let reported = start;
  let attempts = 0;
  // On block-hash, the search starts over with a new timestamp every second.
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
      // Convert the number of attempts to the proof tried last: the first proof is 1 on squares, 0 on block-hash.
      await report(attempts - before - attemptsTo(current, 0));
      return true;
    },
  });
  if (!block) return;
  attempts = before + attemptsTo(block, block.proof);
  await report(block.proof, block);
}
