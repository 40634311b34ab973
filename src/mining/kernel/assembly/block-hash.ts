import { fourDigits } from "./decimal";
import {
  add,
  expandingRounds,
  HASH,
  initialize,
  lanesUpTo,
  prepare,
  prepareAll,
  rounds,
  SCHEDULE,
  VECTOR,
  words,
} from "./sha256";

/** Bytes of a block (section 1). */
const BLOCK: i32 = 64;

/** The rest of the message after its whole blocks: up to two blocks, including the padding. */
export const message = memory.data(128);

/** The bytes after the nonce. */
export const tail = memory.data(46);

/** The hash value after the message's whole blocks, and their length in bytes. */
const midstate = memory.data(8 * 16, 16);
let absorbed: u32 = 0;

let headBytes: i32 = 0;
let tailBytes: i32 = 0;

/** The hash value before the block with the changing digits, and intermediate states of that block's rounds. */
const before = memory.data(8 * 16, 16);
const start = memory.data(8 * 16, 16);
const working = memory.data(8 * 16, 16);
const after = memory.data(8 * 16, 16);

/** Stands in for the word before a block's first word, which gets no digits. */
const spare = memory.data(16, 16);

const schedule = memory.data(64 * 16, 16);
const lastSchedule = memory.data(64 * 16, 16);

/** Begins a message. */
export function begin(): void {
  initialize(midstate);
  absorbed = 0;
}

/** Hashes the whole block in {@link message}, which all nonces share. */
export function absorb(): void {
  hashBlock(midstate, 0, midstate);
  absorbed += BLOCK;
}

/**
 * Completes the message.
 *
 * @param bytesBefore the bytes in {@link message} before the nonce, fewer than 64
 * @param bytesBehind the bytes in {@link tail}
 */
export function complete(bytesBefore: i32, bytesBehind: i32): void {
  headBytes = bytesBefore;
  tailBytes = bytesBehind;
}

/**
 * The smallest of `count` nonces whose hash has a first word of at most `most`, or -1.
 *
 * Nonces that differ only in their last digits form a run: up to four digits, all in one block. The other digits are
 * constant like the rest of the text. At most two words change within a run, and the other block is the same for all.
 */
export function nonces(first: f64, count: i32, most: u32): f64 {
  const end = <u64>first + count;
  for (let nonce = <u64>first; nonce < end;) {
    let length = 1;
    for (let rest = nonce / 10; rest > 0; rest /= 10) length++;
    const position = headBytes + length;
    const block = position > BLOCK ? BLOCK : 0;
    const two = position + tailBytes + 9 > BLOCK;

    let unit: u32 = 1;
    for (let i = min(min(length, position - block), 4); i > 0; i--) unit *= 10;
    const low = <u32>(nonce % unit);
    const count = <u32>min<u64>(unit - low, end - nonce);

    writeMessage(nonce - low, length, two);
    if (block) hashBlock(midstate, 0, before);
    else memory.copy(before, midstate, HASH);
    const followed = two && !block;
    if (followed) loadBlock(BLOCK, lastSchedule);
    loadBlock(block, schedule);
    const found = searchRun(low, count, position - block, followed, most);
    if (found >= 0) return <f64>(nonce + found);
    nonce += count;
  }
  return -1;
}

/** Writes the message after its head: the nonce, the tail, and the padding (section 5.1.1). */
function writeMessage(nonce: u64, length: i32, two: bool): void {
  let at = message + headBytes + length;
  for (let i = 1, rest = nonce; i <= length; i++, rest /= 10) store<u8>(at - i, <u8>(0x30 + (rest % 10)));
  memory.copy(at, tail, tailBytes);
  at += tailBytes;
  store<u8>(at, 0x80);
  const end = message + (two ? 2 * BLOCK : BLOCK);
  memory.fill(at + 1, 0, end - at - 1);
  store<u32>(end - 4, bswap(8 * (absorbed + headBytes + length + tailBytes)));
}

/** The offset from `low` of the first of `count` nonces that solves the puzzle, or -1. */
function searchRun(low: u32, count: u32, position: i32, followed: bool, most: u32): i32 {
  const word = (<usize>(position - 1)) >> 2;
  const bits = 24 - 8 * ((position - 1) & 3);
  const place = words + word * VECTOR;
  const place0 = word > 0 ? place - VECTOR : spare;
  const template = v128.load(place);
  const template0 = v128.load(place0);
  const same: usize = word > 0 ? (word - 1) & ~3 : 0;
  rounds(before, start, schedule, schedule + same * VECTOR);
  for (let i: u32 = 0; i < count; i += 4) {
    const number = fourDigits(i32x4.add(i32x4.splat(low + i), i32x4(0, 1, 2, 3)));
    v128.store(place, v128.or(template, i32x4.shl(number, bits)));
    v128.store(place0, v128.or(template0, i32x4.shr_u(i32x4.shr_u(number, 8), 24 - bits)));
    prepare(schedule, word > 0 ? word - 1 : 0, word + 1);
    rounds(start, working, schedule + same * VECTOR, schedule + 16 * VECTOR);
    expandingRounds(working, working);
    let found: i32;
    if (followed) {
      add(before, working, after);
      rounds(after, working, lastSchedule, lastSchedule + SCHEDULE);
      found = lanesUpTo(most, after, working);
    } else {
      found = lanesUpTo(most, before, working);
    }
    if (found) {
      const lane = ctz(found);
      return i + lane < count ? i + lane : -1;
    }
  }
  return -1;
}

function loadBlock(from: usize, into: usize): void {
  for (let i: usize = 0; i < 16; i++) {
    v128.store(words + i * VECTOR, i32x4.splat(bswap(load<u32>(message + from + i * 4))));
  }
  prepareAll(into);
}

function hashBlock(from: usize, place: usize, to: usize): void {
  loadBlock(place, schedule);
  rounds(from, working, schedule, schedule + SCHEDULE);
  add(from, working, to);
}
