import { expect, test } from "vitest";
import { isSquaresProof } from "../../src/chain/proof-of-work.ts";
import { nextKnownProof, SQUARES_PROOFS, SQUARES_TAIL } from "../../src/mining/squares-cycle.ts";
import distinctProofs from "../support/chain/distinct-proofs.json" with { type: "json" };
import { nextSquaresProof, squaresProofs } from "../support/chain/chains.ts";

test("the known proofs are the 225 distinct ones of the vectors, the largest 346464", () => {
  expect(SQUARES_PROOFS.slice(0, squaresProofs.length)).toEqual(squaresProofs);
  expect(SQUARES_PROOFS).toEqual(distinctProofs);
  expect(new Set(SQUARES_PROOFS).size).toBe(225);
  expect(Math.max(...SQUARES_PROOFS)).toBe(346_464);
});

test("each known proof solves the puzzle after the previous one, ending in a cycle of 158", async () => {
  const solved = await Promise.all(SQUARES_PROOFS.map((proof) => isSquaresProof(nextKnownProof(proof) ?? 0, proof)));
  expect(solved.every(Boolean)).toBe(true);
  expect(SQUARES_PROOFS.length - SQUARES_TAIL).toBe(158);
  const [last] = SQUARES_PROOFS.slice(-1);
  expect(nextKnownProof(last ?? 0)).toBe(SQUARES_PROOFS[SQUARES_TAIL]);
  // The proof that closes the cycle is searched by a second implementation.
  expect(nextSquaresProof(last ?? 0)).toBe(SQUARES_PROOFS[SQUARES_TAIL]);
});

test("after any other proof, none is known", () => {
  expect(nextKnownProof(2)).toBeUndefined();
});
