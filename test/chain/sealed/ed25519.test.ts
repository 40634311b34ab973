import { describe, expect, test } from "vitest";
import { isSoundKey, isSoundPoint, isSoundSignature } from "../../../src/chain/sealed/ed25519.ts";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
const D = mod(-121_665n * inverse(121_666n));

function mod(number: bigint): bigint {
  return ((number % P) + P) % P;
}

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power(mod(base * base), exponent / 2n);
  return exponent % 2n === 0n ? half : mod(half * base);
}

function inverse(number: bigint): bigint {
  return power(number, P - 2n);
}

type Point = readonly [bigint, bigint];

/** The sum of two points (RFC 8032, section 5.1.4), in affine coordinates. */
function sum([a, b]: Point, [c, d]: Point): Point {
  const k = mod(D * mod(a * c) * mod(b * d));
  return [mod((a * d + b * c) * inverse(1n + k)), mod((b * d + a * c) * inverse(1n - k))];
}

/** The point with a y, if there is one. */
function pointAt(y: bigint): Point | undefined {
  const square = mod((y * y - 1n) * inverse(mod(D * y * y) + 1n));
  const root = power(square, (P + 3n) / 8n);
  const x = [root, mod(root * power(2n, (P - 1n) / 4n))].find((each) => mod(each * each) === square);
  return x === undefined ? undefined : [x, y];
}

/** 32 bytes, little-endian, with the sign of x in the highest bit. */
function encoded(number: bigint, sign = 0n): Uint8Array {
  const bytes = Uint8Array.from({ length: 32 }, (_, place) => Number((number >> BigInt(8 * place)) & 0xffn));
  bytes[31] = (bytes[31] ?? 0) | Number(sign << 7n);
  return bytes;
}

/** All multiples of a point of order 8: every point of small order. */
function smallOrder(): Point[] {
  for (let y = 2n; ; y++) {
    const point = pointAt(y);
    if (!point) continue;
    // The multiple by the large prime is of small order.
    let [multiple, power2]: [Point, Point] = [[0n, 1n], point];
    for (let rest = L; rest > 0n; rest /= 2n) {
      if (rest % 2n === 1n) multiple = sum(multiple, power2);
      power2 = sum(power2, power2);
    }
    const all: Point[] = [multiple];
    while (all.length < 8) all.push(sum(all.at(-1) as Point, multiple));
    if (new Set(all.map(String)).size === 8) return all;
  }
}

const small = smallOrder();
const SOUND = encoded(4n * inverse(5n));

describe("a point of Ed25519", () => {
  test("is refused if its order is small, with either sign", () => {
    expect(small).toHaveLength(8);
    for (const [, y] of small) for (const sign of [0n, 1n]) expect(isSoundPoint(encoded(y, sign))).toBe(false);
  });

  test("is refused in an encoding that is not canonical", () => {
    for (let y = P; y < 2n ** 255n; y++)
      for (const sign of [0n, 1n]) expect(isSoundPoint(encoded(y, sign))).toBe(false);
  });

  test("is accepted right beside those, and wherever else", () => {
    const beside = small.flatMap(([, y]) => [y - 1n, y + 1n]).filter((y) => y > 1n && y < P - 1n);
    for (const y of [P - 2n, 2n, ...beside])
      for (const sign of [0n, 1n]) expect(isSoundPoint(encoded(y, sign))).toBe(true);
    expect(isSoundPoint(SOUND)).toBe(true);
  });

  test("is refused with another length", () => {
    for (const length of [0, 31, 33, 64]) expect(isSoundPoint(new Uint8Array(length).fill(9))).toBe(false);
  });
});

describe("a key of Ed25519", () => {
  test("is accepted if and only if it is a sound point of the curve", () => {
    const ys = [...Array.from({ length: 40 }, (_, n) => BigInt(n)), P - 1n, P - 2n, P - 3n, mod(4n * inverse(5n))];
    const onCurve = ys.map((y) => pointAt(y) !== undefined);
    expect(new Set(onCurve)).toEqual(new Set([true, false]));
    for (const [place, y] of ys.entries()) {
      const isSmall = small.some((point) => point[1] === y);
      for (const sign of [0n, 1n]) expect(isSoundKey(encoded(y, sign))).toBe(onCurve[place] && !isSmall);
    }
    for (const sign of [0n, 1n]) expect(isSoundKey(encoded(P + 3n, sign))).toBe(false);
  });
});

describe("a signature of Ed25519", () => {
  const signature = (r: Uint8Array, s: bigint) => Uint8Array.of(...r, ...encoded(s));

  test("is refused with a scalar that is not below the order", () => {
    for (const s of [0n, 1n, L - 1n]) expect(isSoundSignature(signature(SOUND, s))).toBe(true);
    for (const s of [L, L + 1n, 2n * L, 2n ** 253n, 2n ** 256n - 1n])
      expect(isSoundSignature(signature(SOUND, s))).toBe(false);
  });

  test("is refused with a point R of small order, which some verifiers accept", () => {
    for (const [, y] of small) expect(isSoundSignature(signature(encoded(y), 1n))).toBe(false);
  });

  test("is refused with another length", () => {
    for (const length of [0, 63, 65]) expect(isSoundSignature(new Uint8Array(length).fill(1))).toBe(false);
  });
});
