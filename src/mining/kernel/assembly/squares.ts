import { fourDigits } from "./decimal";
import { expandingRounds, initialize, lanesUpTo, prepare, rounds, VECTOR, words } from "./sha256";

/** Numbers of up to 20 digits in five limbs of four digits each, most significant first, in four lanes. */
const LIMBS: usize = 5;
const limbs = memory.data(5 * 16, 16);

/** The limbs as text, followed by the bit that ends a message (section 5.1.1) and zeros. */
const text = memory.data(11 * 16, 16);

const initial = memory.data(8 * 16, 16);
const working = memory.data(8 * 16, 16);
const schedule = memory.data(16 * 16, 16);

/**
 * The smallest of `count` proofs p for which the hash of p² - q² has a first word of at most `most`, or -1.
 *
 * Each proof needs a new text of p² - q². The differences grow with p, so those of equal length are consecutive, and
 * the padding and the position of the text in the block stay the same for a long stretch.
 *
 * @param previousProof q; all differences must have at most 18 digits
 */
export function squares(previousProof: f64, first: f64, count: i32, most: u32): f64 {
  const q = <i64>previousProof;
  let p = <i64>first;
  const end = p + count;
  initialize(initial);
  while (p < end) {
    const difference = p * p - q * q;
    const digits = digitsOf(difference);
    const bytes = digits + (difference < 0 ? 1 : 0);
    const last = lastOf(difference, digits);
    begin(bytes);
    while (p < end && p * p - q * q <= last) {
      let lanes: i32 = 1;
      while (lanes < 4 && p + lanes < end && (p + lanes) * (p + lanes) - q * q <= last) lanes++;
      for (let lane = 0; lane < 4; lane++) split((p + lane) * (p + lane) - q * q, bytes, lane);
      write(bytes, difference < 0);
      rounds(initial, working, schedule, schedule + 16 * VECTOR);
      expandingRounds(working, working);
      const found = lanesUpTo(most, initial, working) & ((1 << lanes) - 1);
      if (found) return <f64>(p + ctz(found));
      p += lanes;
    }
  }
  return -1;
}

/** The number of decimal digits of a number, without its sign. */
function digitsOf(number: i64): i32 {
  let digits = 1;
  for (let rest = <u64>abs(number) / 10; rest > 0; rest /= 10) digits++;
  return digits;
}

/** The largest number with the same sign and number of digits. */
function lastOf(number: i64, digits: i32): i64 {
  let power: i64 = 1;
  for (let i = number < 0 ? 1 : 0; i < digits; i++) power *= 10;
  return number < 0 ? -power : power - 1;
}

/** Writes the words that all texts of this length share: zeros, and the length in bits (section 5.1.1). */
function begin(bytes: i32): void {
  for (let i: usize = 0; i < 15; i++) v128.store(words + i * VECTOR, i32x4.splat(0));
  v128.store(words, i32x4.splat(bytes * 8), 15 * VECTOR);
  prepare(schedule, 0, 16);
  v128.store(text, i32x4.splat(0x80000000), LIMBS * VECTOR);
}

/** Writes a lane's number as limbs, as many as its text needs. */
function split(number: i64, bytes: i32, lane: usize): void {
  let rest = <u64>abs(number);
  let at = limbs + LIMBS * VECTOR + lane * 4;
  for (let left = bytes; left > 0; left -= 4) {
    at -= VECTOR;
    const next = rest / 10_000;
    store<u32>(at, <u32>(rest - next * 10_000));
    rest = next;
  }
}

/** Writes the four texts into the first words of the blocks. */
function write(bytes: i32, negative: bool): void {
  // The digits are right-aligned in the limbs, so the text may start within a limb, with the sign or a digit.
  const start = <usize>(LIMBS * 4 - bytes);
  for (let i = start / 4; i < LIMBS; i++) {
    v128.store(text + i * VECTOR, v128.or(fourDigits(v128.load(limbs + i * VECTOR)), i8x16.splat(0x30)));
  }
  const bits = <i32>(start & 3) * 8;
  let at = text + (start / 4) * VECTOR;
  if (negative) v128.store(at, v128.xor(v128.load(at), i32x4.shl(i32x4.splat(0x30 ^ 0x2d), 24 - bits)));
  const used = <usize>bytes / 4 + 1;
  for (let i: usize = 0; i < used; i++) {
    const low = i32x4.shr_u(i32x4.shr_u(v128.load(at, VECTOR), 1), 31 - bits);
    v128.store(words + i * VECTOR, v128.or(i32x4.shl(v128.load(at), bits), low));
    at += VECTOR;
  }
  prepare(schedule, 0, used);
}
