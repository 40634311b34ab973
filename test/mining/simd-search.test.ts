import * as fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type CandidateBlock, candidateBlock, hashBlock, withProof } from "../../src/chain/block.ts";
import { type NonceSearch } from "../../src/mining/nonce-search.ts";
import { subtleSearch } from "../../src/mining/subtle-search.ts";
import { hasLeadingZeroBits } from "../../src/chain/proof-of-work.ts";
import { type Pause } from "../../src/mining/nonce-search.ts";
import { HASHES_PER_STRETCH, simdSearch } from "../../src/mining/simd-search.ts";
import { blockAt, blockHashChain, squaresProofs } from "../support/chain/chains.ts";
import { emptyModule, kernel } from "../support/chain/kernels.ts";

vi.setConfig({ testTimeout: 60_000 });

const always = () => Promise.resolve(true);
const turns: Pause = () => new Promise((resolve) => setImmediate(resolve, true));
const broken = () => Promise.reject(new Error("the ledger is gone"));

/** A search that must not be called. */
const never: NonceSearch = {
  squaresProof: () => Promise.reject(new Error("the kernel should have found it")),
  nonce: () => Promise.reject(new Error("the kernel should have found it")),
};

/** A spy on the search by `crypto.subtle`. */
const watched = {
  squaresProof: vi.fn<NonceSearch["squaresProof"]>(subtleSearch.squaresProof),
  nonce: vi.fn<NonceSearch["nonce"]>(subtleSearch.nonce),
};
beforeEach(() => {
  vi.clearAllMocks();
});

const search = simdSearch(kernel, never);
const steps = squaresProofs.slice(1).map((proof, place) => ({ proof, previousProof: squaresProofs[place] ?? 0 }));
const { hash: _, proof: firstNonce, ...firstCandidate } = blockAt(blockHashChain, 1);

/** A candidate with a name, at a difficulty that no search here solves. */
function hard(patient_name: string): CandidateBlock {
  const record = { patient_name, patient_ID: "P-1", Reg_no: "R-1" };
  return { ...candidateBlock(blockAt(blockHashChain, 1), record, "ana", 0), difficulty: 32 };
}

describe("the search with the kernel", () => {
  test.each(steps)("finds proof $proof after $previousProof, like the vectors", async (step) => {
    expect(await search.squaresProof(step.previousProof, always)).toBe(step.proof);
  });

  test.each(blockHashChain)(
    "finds the nonce of block $index of the vectors",
    async ({ hash: _hash, proof, ...candidate }) => {
      expect(await search.nonce(candidate, 12, always)).toBe(proof);
    },
  );

  test("finds the same as the search by crypto.subtle, for any record", async () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }).filter((text) => text.isWellFormed()),
      fc.string({ unit: "grapheme" }),
    );
    await fc.assert(
      fc.asyncProperty(name, fc.integer({ min: 0, max: 8 }), fc.boolean(), async (text, bits, isCorrection) => {
        const candidate = { ...hard(text), ...(isCorrection ? { author: text, corrects: 2 } : {}) };
        expect(await search.nonce(candidate, bits, always)).toBe(await subtleSearch.nonce(candidate, bits, always));
      }),
      { numRuns: 60 },
    );
  });

  test("finds the same from any first nonce, also past the largest", async () => {
    const first = fc.oneof(
      fc.nat({ max: 0xffff_ffff }),
      fc.integer({ min: 1, max: 3 * HASHES_PER_STRETCH }).map((back) => 2 ** 32 - back),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), first, async (name, start) => {
        expect(await search.nonce(hard(name), 10, always, start)).toBe(
          await subtleSearch.nonce(hard(name), 10, always, start),
        );
      }),
      { numRuns: 20 },
    );
    const tried: number[] = [];
    const pause = (attempts: number) => Promise.resolve(tried.push(attempts) < 3);
    await search.nonce(hard("Alice"), 32, pause, 2 ** 32 - HASHES_PER_STRETCH - 5);
    expect(tried).toEqual([HASHES_PER_STRETCH, HASHES_PER_STRETCH + 5, 2 * HASHES_PER_STRETCH + 5]);
  });

  test("finds it even if two searches alternate", async () => {
    const found = await Promise.all(steps.map(({ previousProof }) => search.squaresProof(previousProof, turns)));
    expect(found).toEqual(steps.map(({ proof }) => proof));
    const names = ["Ana", "Bo", "Çelik", "李雷"];
    const nonces = await Promise.all(names.map((name) => search.nonce(hard(name), 16, turns)));
    for (const [place, name] of names.entries()) {
      expect(nonces[place]).toBe(await search.nonce(hard(name), 16, always));
      expect(hasLeadingZeroBits(await hashBlock(withProof(hard(name), nonces[place] ?? 0)), 16)).toBe(true);
    }
  });

  test("pauses with the attempts so far, and stops at the pause that tells it to", async () => {
    const pause = vi.fn<Pause>((attempts) => Promise.resolve(attempts < 2 * HASHES_PER_STRETCH));
    expect(await search.nonce(hard("Alice"), 32, pause)).toBeUndefined();
    expect(pause.mock.calls.flat()).toEqual([1, 2].map((stretch) => stretch * HASHES_PER_STRETCH));
    pause.mockClear();
    // 95,063 follows 19,865: beyond the second pause.
    expect(await search.squaresProof(19_865, pause)).toBeUndefined();
    expect(pause.mock.calls.flat()).toEqual([1, 2].map((stretch) => stretch * HASHES_PER_STRETCH));
  });

  test("passes on an error of a pause", async () => {
    await expect(search.nonce(hard("Alice"), 32, broken)).rejects.toThrow("the ledger is gone");
  });
});

/** A kernel like the real one, except for some of its exports. */
async function altered(changes: (exports: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  const { exports } = await WebAssembly.instantiate(kernel);
  vi.spyOn(WebAssembly, "instantiate").mockResolvedValue({ exports: { ...exports, ...changes(exports) } });
}

/** A function that is correct during the self-check, and wrong afterwards. */
function turning<Given extends unknown[]>(right: unknown, wrong: (...given: Given) => number) {
  let calls = 0;
  return (...given: Given) => (calls++ === 0 ? (right as typeof wrong)(...given) : wrong(...given));
}

/** The results with a module, and the number of searches by `crypto.subtle`. */
async function foundWith(module: WebAssembly.Module | undefined): Promise<number[]> {
  const careful = simdSearch(module, watched);
  const found = [await careful.squaresProof(1, always), await careful.nonce(firstCandidate, 12, always)];
  const searches = [watched.squaresProof, watched.nonce].map(({ mock }) => mock.calls.length);
  vi.restoreAllMocks();
  return [...found.map(Number), ...searches];
}

/** The correct results, searched by `crypto.subtle`. */
const bySubtle = [533, firstNonce, 1, 1];

describe("the search falls back to crypto.subtle", () => {
  test("without a kernel", async () => {
    expect(await foundWith(undefined)).toEqual(bySubtle);
  });

  test("with another module", async () => {
    expect(await foundWith(emptyModule)).toEqual(bySubtle);
  });

  test("if the platform refuses the kernel", async () => {
    vi.spyOn(WebAssembly, "instantiate").mockRejectedValue(new Error("refused by the Content-Security-Policy"));
    expect(await foundWith(kernel)).toEqual(bySubtle);
  });

  test("if the kernel fails the self-check", async () => {
    await altered(() => ({ squares: () => -1 }));
    expect(await foundWith(kernel)).toEqual(bySubtle);
    vi.clearAllMocks();
    await altered(() => ({ nonces: () => -1 }));
    expect(await foundWith(kernel)).toEqual(bySubtle);
  });

  test("if crypto.subtle does not confirm the kernel's result", async () => {
    await altered(({ squares, nonces }) => ({
      squares: turning(squares, () => 534),
      nonces: turning(nonces, () => firstNonce + 1),
    }));
    const careful = simdSearch(kernel, watched);
    expect(await careful.squaresProof(1, always)).toBe(533);
    expect(watched.squaresProof).toHaveBeenCalledOnce();
    await altered(({ squares, nonces }) => ({
      squares: turning(squares, () => 534),
      nonces: turning(nonces, () => firstNonce + 1),
    }));
    expect(await careful.nonce(firstCandidate, 12, always)).toBe(firstNonce);
    expect(watched.nonce).toHaveBeenCalledOnce();
    vi.restoreAllMocks();
  });

  test("after a proof whose square is too large for the kernel", async () => {
    const found = vi.fn<NonceSearch["squaresProof"]>(() => Promise.resolve(7));
    const careful = simdSearch(kernel, { ...never, squaresProof: found });
    expect(await careful.squaresProof(10 ** 9 + 1, always)).toBe(7);
    expect(found).toHaveBeenCalledWith(10 ** 9 + 1, always);
  });

  test("for a candidate whose bytes after the nonce are too long for the kernel", async () => {
    const found = vi.fn<NonceSearch["nonce"]>(() => Promise.resolve(7));
    const candidate = { ...hard("Alice"), timestamp: "2026-01-01T00:00:00.0000000000Z" };
    expect(await simdSearch(kernel, { ...never, nonce: found }).nonce(candidate, 12, always)).toBe(7);
  });
});
