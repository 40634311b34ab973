import * as fc from "fast-check";
import { hash as digest } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { type CandidateBlock, candidateBlock, withProof } from "../../src/chain/block.ts";
import { canonicalBytes } from "../../src/chain/text/canonical.ts";
import { expectedAttempts, hasLeadingZeroBits, isSolved, NONCE_LIMIT } from "../../src/chain/proof-of-work.ts";
import { findNonce, HASHES_PER_PAUSE } from "../../src/mining/subtle-search.ts";
import { canonicalAroundProof, type Pause } from "../../src/mining/nonce-search.ts";
import { type Puzzle, puzzleOf, samePuzzle } from "../../src/chain/puzzle.ts";
import { blockAt, blockHashChain, LOW_DIFFICULTY, reseal, squaresChain } from "../support/chain/chains.ts";

vi.setConfig({ testTimeout: 60_000 });

const always = () => Promise.resolve(true);

function candidateOf(name: string): CandidateBlock {
  return candidateBlock(blockAt(blockHashChain, 1), { patient_name: name, patient_ID: "P-1", Reg_no: "R-1" }, "ana", 0);
}

/** The block's canonical bytes, assembled from the parts that the search keeps of a candidate. */
function assembled(candidate: CandidateBlock, proof: number): Buffer {
  const [head, tail] = canonicalAroundProof(candidate);
  return Buffer.concat([head, Buffer.from(String(proof)), tail]);
}

/** Names that resemble what the search looks for, and arbitrary names. */
const name = fc.oneof(
  fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.constantFrom('"', "\\", '"proof":0,', '"proof":', "0,", "\u2028", "é", "𠮷", "\u0000", "\n", "{", "}"))
    .map((parts) => parts.join("")),
);

describe("the bytes around a candidate's proof", () => {
  test("are those of the block's canonical form, whatever the names and the proof", () => {
    const candidate = fc
      .record({
        record: fc.record({ patient_name: name, patient_ID: name, Reg_no: name }),
        mined_by: name,
        author: fc.option(name, { nil: undefined }),
        corrects: fc.option(fc.constant({ corrects: 2 }), { nil: {} }),
        squares: fc.boolean(),
      })
      .map(({ record, mined_by, author, corrects, squares }) => ({
        ...candidateBlock(blockAt(squares ? squaresChain : blockHashChain, 1), record, mined_by, 0, author),
        ...corrects,
      }));
    const proof = fc.oneof(fc.nat({ max: 0xffff_ffff }), fc.constantFrom(0, 9, 10, NONCE_LIMIT - 1));
    fc.assert(
      fc.property(candidate, proof, (given, number) => {
        expect(assembled(given, number)).toEqual(Buffer.from(canonicalBytes(withProof(given, number))));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['"proof":0,', 'x","proof":0,"timestamp":"', String.raw`\"proof":0,`, '"proof":0,"proof":0,"proof":0,'])(
    "are found after a name that contains %j",
    (text) => {
      const candidate = { ...candidateOf(text), mined_by: text };
      expect(assembled(candidate, 4_294_967_295)).toEqual(
        Buffer.from(canonicalBytes(withProof(candidate, NONCE_LIMIT - 1))),
      );
    },
  );
});

/** The smallest nonce; a second implementation, on Node's own SHA-256 and whole canonical blocks. */
function smallest(candidate: CandidateBlock, difficulty: number): number {
  for (let nonce = 0; ; nonce++) {
    if (hasLeadingZeroBits(digest("sha256", canonicalBytes(withProof(candidate, nonce))), difficulty)) return nonce;
  }
}

describe("the search for a nonce", () => {
  test.each(blockHashChain)("finds the smallest one for block $index of the vectors", async (block) => {
    const { hash: _, proof, ...candidate } = block;
    expect(await findNonce(candidate, 12, always)).toBe(proof);
    expect(smallest(candidate, 12)).toBe(proof);
  });

  test("finds the smallest one for any record", async () => {
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        const candidate = candidateOf(text);
        expect(await findNonce(candidate, LOW_DIFFICULTY, always)).toBe(smallest(candidate, LOW_DIFFICULTY));
      }),
      { numRuns: 40 },
    );
  });

  test("begins at any nonce, counts the hashes from there, and goes on at 0 after the largest", async () => {
    const candidate = candidateOf("Alice");
    const solves = (nonce: number) =>
      hasLeadingZeroBits(digest("sha256", canonicalBytes(withProof(candidate, nonce))), LOW_DIFFICULTY);
    const first = fc.oneof(
      fc.nat({ max: 0xffff_ffff }),
      fc.integer({ min: 1, max: 40 }).map((back) => NONCE_LIMIT - back),
    );
    await fc.assert(
      fc.asyncProperty(first, async (start) => {
        const found = await findNonce(candidate, LOW_DIFFICULTY, always, start);
        let expected = start;
        while (!solves(expected)) expected = (expected + 1) % NONCE_LIMIT;
        expect(found).toBe(expected);
      }),
      { numRuns: 30 },
    );
    const pauses: number[] = [];
    await findNonce({ ...candidate }, 32, (tried) => Promise.resolve(pauses.push(tried) < 2), NONCE_LIMIT - 100);
    expect(pauses).toEqual([HASHES_PER_PAUSE, 2 * HASHES_PER_PAUSE]);
  });

  test("pauses after a fixed number of hashes, with the attempts so far", async () => {
    const { hash: _, proof, ...candidate } = blockAt(blockHashChain, 1);
    const attempts: number[] = [];
    await findNonce(candidate, 12, (tried) => Promise.resolve(attempts.push(tried) > 0));
    expect(proof).toBe(1353);
    expect(attempts).toEqual(
      Array.from({ length: Math.floor(1353 / HASHES_PER_PAUSE) }, (_pause, before) => (before + 1) * HASHES_PER_PAUSE),
    );
  });

  test("stops at the first pause that tells it to", async () => {
    const pause = vi.fn<Pause>((tried) => Promise.resolve(tried < 3 * HASHES_PER_PAUSE));
    expect(await findNonce(candidateOf("Alice"), 32, pause)).toBeUndefined();
    expect(pause.mock.calls.flat()).toEqual([1, 2, 3].map((number) => number * HASHES_PER_PAUSE));
  });
});

describe("a solved block", () => {
  const mined = blockAt(blockHashChain, 2);

  test("has, on block-hash, a hash that meets its own difficulty, whatever the previous proof", async () => {
    for (const previousProof of [0, 1353, Number.MAX_SAFE_INTEGER]) {
      expect(await isSolved(mined, previousProof)).toBe(true);
      expect(await isSolved({ ...mined, difficulty: 32 }, previousProof)).toBe(false);
    }
    for (const proof of [964, 966]) expect(await isSolved(await reseal(mined, { proof }), 1353)).toBe(false);
  });

  test("has, on block-hash, a nonce of 32 bits", async () => {
    expect(await isSolved({ ...mined, proof: NONCE_LIMIT - 1 }, 1353)).toBe(true);
    expect(await isSolved({ ...mined, proof: NONCE_LIMIT }, 1353)).toBe(false);
  });

  test("has, on squares, a proof that fits the previous one, whatever the hash", async () => {
    const block = blockAt(squaresChain, 2);
    expect(await isSolved(block, 1)).toBe(true);
    expect(await isSolved({ ...block, hash: "f".repeat(64) }, 1)).toBe(true);
    expect(await isSolved(block, 2)).toBe(false);
    expect(await isSolved({ ...block, proof: 534 }, 1)).toBe(false);
  });
});

describe("the expected hashes of a search", () => {
  test("double with each bit, and are 2^16 on squares", () => {
    expect([8, 9, 16, 32].map(expectedAttempts)).toEqual([256, 512, 65_536, 4_294_967_296]);
    expect(expectedAttempts(undefined)).toBe(65_536);
  });
});

describe("a ledger's puzzle", () => {
  const puzzles: Puzzle[] = [
    { puzzle: "squares" },
    { puzzle: "block-hash", difficulty: 8 },
    { puzzle: "block-hash", difficulty: 16 },
  ];

  test("can be read from any of its blocks", () => {
    expect(squaresChain.map(puzzleOf)).toEqual(squaresChain.map(() => ({ puzzle: "squares" })));
    expect(blockHashChain.map(puzzleOf)).toEqual(blockHashChain.map(() => ({ puzzle: "block-hash", difficulty: 12 })));
  });

  test("equals another if kind and difficulty do", () => {
    for (const [place, puzzle] of puzzles.entries()) {
      expect(puzzles.map((other) => samePuzzle(puzzle, { ...other }))).toEqual(
        puzzles.map((_, other) => other === place),
      );
    }
  });
});
