import * as fc from "fast-check";
import { expect, test } from "vitest";
import { candidateBlock } from "../../src/chain/block.ts";
import { mineCandidate, mineGenesis } from "../../src/mining/mine-block.ts";
import { subtleSearch } from "../../src/mining/subtle-search.ts";
import { hasLeadingZeroBits, NONCE_LIMIT } from "../../src/chain/proof-of-work.ts";
import { attemptsTo, chanceWithin, proofAt, trialHash } from "../../src/mining/trial.ts";

const context = {
  now: () => Date.parse("2026-01-02T00:00:00.000Z"),
  pause: () => Promise.resolve(true),
  search: subtleSearch,
};
const record = { patient_name: "Alice", patient_ID: "P-1001", Reg_no: "REG-2024-0001" };

async function candidateOn(puzzle: Parameters<typeof mineGenesis>[0]) {
  const tip = await mineGenesis(puzzle, context);
  if (!tip) throw new Error("no genesis");
  return { tip, candidate: candidateBlock(tip, record, "ana", context.now()) };
}

test("on squares an attempt is hashed as in the paper's chart 1, and 533 is the first that solves after 1", async () => {
  const { candidate } = await candidateOn({ puzzle: "squares" });
  const hashes = await Promise.all(Array.from({ length: 533 }, (_, index) => trialHash(candidate, index + 1, 1)));

  expect(hashes.findIndex((hash) => hash.startsWith("0000"))).toBe(532);
  expect(attemptsTo(candidate, 533, 0)).toBe(533);
});

test("on block-hash an attempt is the hash of the resulting block, and the mined block's is the first that solves", async () => {
  const { tip, candidate } = await candidateOn({ puzzle: "block-hash", difficulty: 8 });
  const block = await mineCandidate(candidate, tip.proof, context);
  if (!block) throw new Error("no block");
  const tries = Array.from({ length: attemptsTo(block, block.proof, 0) }, (_, proof) =>
    trialHash(block, proof, tip.proof),
  );
  const hashes = await Promise.all(tries);

  expect(hashes.at(-1)).toBe(block.hash);
  expect(hashes.findIndex((hash) => hasLeadingZeroBits(hash, 8))).toBe(block.proof);
});

test("attempts are counted from the first nonce, past the largest to 0, and lead back to the nonce", () => {
  const nonce = fc.oneof(fc.nat({ max: 0xffff_ffff }), fc.constantFrom(0, 1, NONCE_LIMIT - 1));
  const squares = {};
  const blockHash = { difficulty: 16 };
  fc.assert(
    fc.property(nonce, nonce, (first, proof) => {
      const attempts = attemptsTo(blockHash, proof, first);
      expect(attempts).toBeGreaterThanOrEqual(1);
      expect(attempts).toBeLessThanOrEqual(NONCE_LIMIT);
      expect(proofAt(blockHash, attempts, first)).toBe(proof);
      expect(proofAt(squares, attemptsTo(squares, proof, first), first)).toBe(proof);
    }),
  );
  expect(attemptsTo(blockHash, 0, NONCE_LIMIT - 1)).toBe(2);
});

test("the chance of success grows from zero, past 63 % at the expected attempts, towards certainty", () => {
  expect(chanceWithin(0, 16)).toBe(0);
  expect(chanceWithin(1, 8)).toBeCloseTo(1 / 256, 12);
  expect(chanceWithin(2, 8)).toBeCloseTo(1 - (255 / 256) ** 2, 12);
  expect(chanceWithin(65_536, undefined)).toBeCloseTo(1 - 1 / Math.E, 4);
  expect(chanceWithin(2 ** 32, 32)).toBeCloseTo(1 - 1 / Math.E, 9);
  expect(chanceWithin(2 ** 40, 16)).toBe(1);
});
