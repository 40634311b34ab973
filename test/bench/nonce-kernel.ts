import { setImmediate } from "node:timers/promises";
import type { NonceSearch } from "../../src/mining/nonce-search.ts";
import { canonicalAroundProof } from "../../src/mining/nonce-search.ts";
import { simdSearch } from "../../src/mining/simd-search.ts";
import { loadKernel } from "../../src/cli/kernel.ts";
import type { Row } from "./bench.ts";
import { CANDIDATE, HARDEST, LONGEST } from "./long-searches.ts";
import { searchRate } from "./peer.ts";
import type { Measurement } from "./report.ts";
import { inTurns } from "./statistics.ts";

const ROUNDS = 5;

/** How many nonces of a block are tried: about a second's worth for each. */
const NONCES = { here: 3_000_000, peer: 150_000, prepared: 1_000_000 } as const;

/** How often the longest search is repeated; once would be too short to measure. */
const SEARCHES = 10;

/**
 * The searches of the WebAssembly kernel in Node, as `npm run mine` runs them, compared with the paper's loop in
 * Python.
 */
export const nonceKernel: Row = {
  name: "nonce-kernel",
  async measure(bench) {
    const kernel = await loadKernel();
    if (!kernel) throw new Error("the kernel is missing, or this Node cannot compile it");
    const search = simdSearch(kernel, NO_FALLBACK);
    const ours = { squares: () => squaresRate(search), blockHash: () => blockHashRate(search) };
    if (bench.python === undefined) {
      const rates = await inTurns(ROUNDS, ours);
      return [measurement("squares", rates.squares), measurement("block-hash", rates.blockHash)];
    }
    const [head, tail] = canonicalAroundProof(CANDIDATE).map((bytes) => new TextDecoder().decode(bytes));
    const rates = await inTurns(ROUNDS, {
      ...ours,
      pythonSquares: async () => searchRate("squares", String(LONGEST.previousProof)),
      pythonBlockHash: async () => searchRate("block-hash", JSON.stringify(CANDIDATE), String(NONCES.peer)),
      pythonPrepared: async () => searchRate("prepared", head ?? "", tail ?? "", String(NONCES.prepared)),
    });
    const prepared = { value: rates.pythonPrepared, unit: "hashes/s", name: "a Python loop that does so too" };
    return [
      measurement("squares", rates.squares, rates.pythonSquares),
      measurement("block-hash", rates.blockHash, rates.pythonBlockHash),
      {
        what: "the same, which hashes the block's constant beginning once",
        here: { value: rates.blockHash, unit: "hashes/s" },
        peer: prepared,
        targets: [],
      },
    ];
  },
};

/** Ensures that the kernel is measured. */
const NO_FALLBACK: NonceSearch = {
  squaresProof: () => Promise.reject(new Error("the kernel refused a squares search")),
  nonce: () => Promise.reject(new Error("the kernel refused a block-hash search")),
};

async function squaresRate({ squaresProof }: NonceSearch): Promise<number> {
  const start = performance.now();
  for (let searched = 0; searched < SEARCHES; searched++) {
    const proof = await squaresProof(LONGEST.previousProof, goOn);
    if (proof !== LONGEST.proof) throw new Error(`the kernel found ${proof}, not ${LONGEST.proof}`);
  }
  return (LONGEST.proof * SEARCHES) / ((performance.now() - start) / 1000);
}

async function blockHashRate({ nonce }: NonceSearch): Promise<number> {
  const start = performance.now();
  let tried = 0;
  await nonce(CANDIDATE, HARDEST, async (attempts) => {
    tried = attempts;
    return (await goOn()) && attempts < NONCES.here;
  });
  return tried / ((performance.now() - start) / 1000);
}

/** Yields between two stretches, as the miner does. */
async function goOn(): Promise<boolean> {
  await setImmediate();
  return true;
}

function measurement(puzzle: string, here: number, python?: number): Measurement {
  return {
    what: `nonce search, WebAssembly kernel, ${puzzle}`,
    here: { value: here, unit: "hashes/s" },
    ...(python !== undefined && { peer: { value: python, unit: "hashes/s", name: "the paper's Python loop" } }),
    targets: [{ kind: "times the peer", least: 8 }],
  };
}
