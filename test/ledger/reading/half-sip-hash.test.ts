import { expect, test } from "vitest";
import { halfSipHash } from "../../../src/ledger/reading/half-sip-hash.ts";

/**
 * The first vectors of the reference implementation, `vectors_hsip32`: of the bytes 00, 01, … with the key 00 to 07.
 */
const VECTORS = [
  0x5b9f35a9, 0xb85a4727, 0x03a662fa, 0x04e7fe8a, 0x89466e2a, 0x69b6fac5, 0x23fc6358, 0xc563cf8b, 0x8f84b8d0,
  0x79e706f8, 0x3479b094, 0x50300808, 0x2f87f057, 0xff63e677, 0x7cf8ffd6, 0x972bfe74, 0x84acb5d9, 0x5b6474c4,
  0x9b8d5b46, 0x87e3ef7b, 0x45104de3, 0xb3623f61, 0xfe67f370,
];
const KEY = Uint32Array.of(0x03020100, 0x07060504);

test("the hash is HalfSipHash-2-4, at any offset of its text in the bytes", () => {
  for (const offset of [0, 1, 7]) {
    const bytes = new Uint8Array(offset + VECTORS.length + 3).fill(0xaa);
    for (let length = 0; length < VECTORS.length; length++) {
      if (length > 0) bytes[offset + length - 1] = length - 1;
      expect(halfSipHash(bytes, offset, offset + length, KEY)).toBe(VECTORS[length]);
    }
  }
});
