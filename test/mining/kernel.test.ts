import * as fc from "fast-check";
import { hash as digest } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { NONCE_LIMIT } from "../../src/chain/proof-of-work.ts";
import { instantiate, load, SQUARES_LIMIT } from "../../src/mining/kernel/kernel.ts";
import { squaresProofs } from "../support/chain/chains.ts";
import { kernel } from "../support/chain/kernels.ts";

vi.setConfig({ testTimeout: 60_000 });

const instance = await instantiate(kernel);
if (!instance) throw new Error("the kernel was refused");
const { nonces, squares } = instance;

/** What follows the nonce in a canonical block. */
const TIMESTAMP = Buffer.from(`,"timestamp":"2026-01-02T00:00:00.000Z"}`);

/** The first word of the hash of a text around a nonce, on Node's own SHA-256. */
function firstWord(head: Uint8Array, nonce: number, tail: Uint8Array): number {
  return digest("sha256", Buffer.concat([head, Buffer.from(String(nonce)), tail]), "buffer").readUInt32BE(0);
}

/** The smallest of some nonces, or -1; a second implementation, on Node's own SHA-256. */
function smallestNonce(head: Uint8Array, tail: Uint8Array, first: number, count: number, most: number): number {
  for (let nonce = first; nonce < first + count; nonce++) if (firstWord(head, nonce, tail) <= most) return nonce;
  return -1;
}

/** Boundaries: where the number of digits changes, a run of ten thousand ends, or the whole range ends. */
const turns = [1, 10, 100, 1000, 10_000, 20_000, 100_000, 10 ** 6, 10 ** 9, 2 ** 31, 4_294_960_000, NONCE_LIMIT];

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

/** Numbers from 1 up that are close to a boundary. */
const around = (place: number) => fc.integer({ min: -40, max: 8 }).map((away) => Math.max(1, place + away));

describe("the kernel's nonces", () => {
  test("are the smallest, at any offset of the digits in a block", () => {
    for (let length = 0; length <= 130; length++) {
      const head = Buffer.from(Array.from({ length }, (_, place) => (place * 151 + length) % 256));
      load(instance, head, TIMESTAMP);
      for (const turn of turns) {
        const first = Math.max(0, turn - 300);
        const count = Math.min(NONCE_LIMIT - first, 600);
        expect([length, turn, nonces(first, count, 2 ** 25 - 1)]).toEqual([
          length,
          turn,
          smallestNonce(head, TIMESTAMP, first, count, 2 ** 25 - 1),
        ]);
      }
    }
  });

  test("are the smallest for texts of any bytes and any length, and any range of nonces", () => {
    const range = fc
      .oneof(fc.nat({ max: NONCE_LIMIT - 1 }), fc.nat({ max: 12_000 }), fc.constantFrom(...turns.slice(0, -1)))
      .chain((first) => fc.tuple(fc.constant(first), fc.nat({ max: Math.min(700, NONCE_LIMIT - first) })));
    const bits = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(bytes(400), bytes(46), range, bits, (head, tail, [first, count], zeros) => {
        const most = 2 ** (32 - zeros) - 1;
        load(instance, head, tail);
        expect(nonces(first, count, most)).toBe(smallestNonce(head, tail, first, count, most));
      }),
      { numRuns: 1500 },
    );
  });

  test("have a hash with exactly the requested zero bits", () => {
    const head = Buffer.from("head");
    load(instance, head, TIMESTAMP);
    const words = Array.from({ length: 64 }, (_, nonce) => firstWord(head, nonce, TIMESTAMP));
    for (const [nonce, word] of words.entries()) {
      // In a run of four lanes, and alone: a lane outside the range is never returned.
      expect(nonces(nonce, 1, word)).toBe(nonce);
      expect(nonces(nonce, 1, word - 1)).toBe(-1);
      expect(nonces(0, 64, word)).toBe(words.findIndex((other) => other <= word));
    }
    expect(nonces(5, 1, 0xffff_ffff)).toBe(5);
  });
});

/** The smallest of some proofs, or -1; a second implementation, on Node's own SHA-256 and exact integers. */
function smallestProof(previousProof: number, first: number, count: number, most: number): number {
  for (let proof = first; proof < first + count; proof++) {
    const text = String(BigInt(proof) ** 2n - BigInt(previousProof) ** 2n);
    if (digest("sha256", text, "buffer").readUInt32BE(0) <= most) return proof;
  }
  return -1;
}

describe("the kernel's proofs of squares", () => {
  test.each(squaresProofs.slice(1).map((proof, place) => [proof, squaresProofs[place] ?? 0] as const))(
    "are the smallest: %i after %i",
    (proof, previousProof) => {
      expect(squares(previousProof, 1, 400_000, 0xffff)).toBe(proof);
      expect(squares(previousProof, 1, proof - 1, 0xffff)).toBe(-1);
      expect(squares(previousProof, proof, 1, 0xffff)).toBe(proof);
    },
  );

  test("are the smallest after any proof, even where the text gets longer or its sign changes", () => {
    // Where p² gets another digit, up to the 18 digits that a difference may have.
    const lengths = Array.from({ length: 18 }, (_, digits) => Math.round(10 ** ((digits + 1) / 2)));
    const number = fc.oneof(
      fc.integer({ min: 1, max: SQUARES_LIMIT }),
      fc.integer({ min: 1, max: 400_000 }),
      fc.constantFrom(...lengths).chain(around),
    );
    const step = number.chain((previousProof) =>
      fc.tuple(fc.constant(previousProof), fc.oneof(number, around(previousProof)), fc.nat({ max: 600 })),
    );
    fc.assert(
      fc.property(step, fc.integer({ min: 1, max: 12 }), ([previousProof, first, wanted], zeros) => {
        const count = Math.min(wanted, SQUARES_LIMIT + 1 - first);
        const most = 2 ** (32 - zeros) - 1;
        expect(squares(previousProof, first, count, most)).toBe(smallestProof(previousProof, first, count, most));
      }),
      { numRuns: 3000 },
    );
  });

  test("may have a difference of zero", () => {
    const zero = digest("sha256", "0", "buffer").readUInt32BE(0);
    expect(squares(77, 77, 1, zero)).toBe(77);
    expect(squares(77, 77, 1, zero - 1)).toBe(-1);
  });
});
