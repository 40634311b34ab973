import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { hasLeadingZeroBits, isSquaresProof, squaresText } from "../../src/chain/proof-of-work.ts";
import { findSquaresProof, HASHES_PER_PAUSE } from "../../src/mining/subtle-search.ts";
import { nextSquaresProof, squaresProofs } from "../support/chain/chains.ts";

// A search takes about ten thousand hashes, each a round trip to Node's thread pool.
vi.setConfig({ testTimeout: 60_000 });

/** The largest number whose square is below 2^53: it holds for 94,906,265², but not for 94,906,266². */
const LAST_EXACT = 94_906_265;

/** A 256-bit number in the format of a hash. */
function hashOf(value: bigint): string {
  return value.toString(16).padStart(64, "0");
}

/** The search's result, and the attempts that it reports at its pauses, the last of which may stop it. */
async function pausesOf(previousProof: number, giveUpAfter = Number.POSITIVE_INFINITY) {
  const attempts: number[] = [];
  const proof = await findSquaresProof(previousProof, (count) => Promise.resolve(attempts.push(count) < giveUpAfter));
  return { proof, attempts };
}

describe("the text that the squares puzzle hashes", () => {
  const safe = fc.maxSafeNat();
  const nearTheEdge = fc.integer({ min: LAST_EXACT - 50, max: LAST_EXACT + 50 });
  const small = fc.integer({ min: 0, max: 500_000 });
  const number = fc.oneof(safe, nearTheEdge, small);

  test("is the exact difference of the squares, even beyond 2^53", () => {
    fc.assert(
      fc.property(number, number, (proof, previousProof) => {
        expect(squaresText(proof, previousProof)).toBe(String(BigInt(proof) ** 2n - BigInt(previousProof) ** 2n));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [1, 1, "0"],
    [533, 1, "284088"],
    [1, 533, "-284088"],
    [LAST_EXACT, 1, "9007199136250224"],
    [LAST_EXACT + 2, 0, "9007199515875289"],
    [1, LAST_EXACT + 2, "-9007199515875288"],
    [Number.MAX_SAFE_INTEGER, 0, "81129638414606663681390495662081"],
    [0, Number.MAX_SAFE_INTEGER, "-81129638414606663681390495662081"],
  ])("for proof %i after proof %i is %s", (proof, previousProof, text) => {
    expect(squaresText(proof, previousProof)).toBe(text);
  });
});

describe("a proof of the squares puzzle", () => {
  const steps = squaresProofs.slice(1).map((proof, place) => ({ proof, previousProof: squaresProofs[place] ?? 0 }));

  test.each(steps)("is $proof after $previousProof, but not its neighbours", async ({ proof, previousProof }) => {
    expect(await isSquaresProof(proof, previousProof)).toBe(true);
    expect(await isSquaresProof(proof - 1, previousProof)).toBe(false);
    expect(await isSquaresProof(proof + 1, previousProof)).toBe(false);
  });

  test("depends on the previous proof", async () => {
    expect(await isSquaresProof(533, 2)).toBe(false);
  });

  test("need not be the smallest that solves the puzzle", async () => {
    const second = nextSquaresProof(1, 534);
    expect(second).toBeGreaterThan(533);
    expect(await isSquaresProof(second, 1)).toBe(true);
  });

  test("is recognized beyond the squares that a double holds", async () => {
    const large = nextSquaresProof(533, LAST_EXACT + 1);
    expect(await isSquaresProof(large, 533)).toBe(true);
    expect(await isSquaresProof(large + 1, 533)).toBe(false);
    const beforeIt = nextSquaresProof(LAST_EXACT + 2);
    expect(await isSquaresProof(beforeIt, LAST_EXACT + 2)).toBe(true);
  });
});

describe("the search for a proof", () => {
  test("pauses after a fixed number of hashes, with the attempts so far", async () => {
    const { proof, attempts } = await pausesOf(15_479);
    expect(proof).toBe(7889);
    const expected = Math.floor(7889 / HASHES_PER_PAUSE);
    expect(attempts).toEqual(Array.from({ length: expected }, (_, pause) => (pause + 1) * HASHES_PER_PAUSE));
  });

  test("stops at the first pause that tells it to", async () => {
    expect(await pausesOf(533, 1)).toEqual({ proof: undefined, attempts: [HASHES_PER_PAUSE] });
    expect(await pausesOf(533, 3)).toEqual({
      proof: undefined,
      attempts: [HASHES_PER_PAUSE, 2 * HASHES_PER_PAUSE, 3 * HASHES_PER_PAUSE],
    });
  });

  test("waits for its pauses, so that other tasks run in between", async () => {
    let pausing = 0;
    const overlaps: number[] = [];
    await findSquaresProof(1, async () => {
      overlaps.push(pausing++);
      await new Promise((resolve) => setImmediate(resolve));
      pausing--;
      return true;
    });
    expect(overlaps).toEqual(Array.from({ length: Math.floor(533 / HASHES_PER_PAUSE) }, () => 0));
    expect(pausing).toBe(0);
  });

  test("finds the smallest proof after a previous proof whose square no double holds", async () => {
    // Rounded squares would give this step another text, which does not solve the puzzle.
    const previousProof = 94_906_298;
    expect(await pausesOf(previousProof)).toEqual({ proof: 617, attempts: [HASHES_PER_PAUSE] });
    expect(nextSquaresProof(previousProof)).toBe(617);
  });
});

describe("leading zero bits", () => {
  const allBits = Array.from({ length: 33 }, (_, bits) => bits);

  test("are counted exactly, from none to 32", () => {
    for (const zeros of allBits) {
      // The smallest and the largest 256-bit number with exactly this many leading zeros.
      const smallest = hashOf(1n << BigInt(255 - zeros));
      const largest = hashOf((1n << BigInt(256 - zeros)) - 1n);
      const met = allBits.filter((bits) => bits <= zeros);
      expect(allBits.filter((bits) => hasLeadingZeroBits(smallest, bits))).toEqual(met);
      expect(allBits.filter((bits) => hasLeadingZeroBits(largest, bits))).toEqual(met);
    }
  });

  test("are those of the hash as one large number", () => {
    const hash = fc
      .tuple(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), fc.integer({ min: 0, max: 64 }))
      .map(([value, zeros]) => value >> BigInt(zeros));
    fc.assert(
      fc.property(hash, fc.integer({ min: 0, max: 32 }), (value, bits) => {
        expect(hasLeadingZeroBits(hashOf(value), bits)).toBe(value >> BigInt(256 - bits) === 0n);
      }),
      { numRuns: 2000 },
    );
  });

  test("of a zero hash satisfy every difficulty", () => {
    expect(allBits.every((bits) => hasLeadingZeroBits("0".repeat(64), bits))).toBe(true);
  });
});
