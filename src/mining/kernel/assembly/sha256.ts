/**
 * SHA-256 (FIPS 180-4) of four messages at once. Each 32-bit word of the standard is a vector with one lane per
 * message. Where the messages agree, all lanes are equal.
 *
 * WebAssembly vectors have no rotation, so a round takes 34 vector instructions and a word of the message schedule 21.
 * Each compiles to one machine instruction, and they take all of the run time. The remaining savings are in what stays
 * the same from one group of messages to the next: a caller may prepare single words, run the first rounds once for
 * many groups, and expand the schedule of a shared block once.
 */

/** The sizes in bytes of a vector, of a hash value (eight vectors), and of a schedule (64 vectors). */
export const VECTOR: usize = 16;
export const HASH: usize = 8 * VECTOR;
export const SCHEDULE: usize = 64 * VECTOR;

/** The initial hash value (section 5.3.3). */
const INITIAL = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** The constants of the 64 rounds (section 4.2.2). */
const K = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

/** The message schedule W of the current block. Its first 16 words are the block itself. */
export const words = memory.data(64 * 16, 16);

function rotr(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shr_u(x, bits), i32x4.shl(x, 32 - bits));
}

/** The functions of section 4.1.2: σ0, σ1, Σ0, Σ1 and Ch. */
function sigma0(x: v128): v128 {
  return v128.xor(v128.xor(rotr(x, 7), rotr(x, 18)), i32x4.shr_u(x, 3));
}

function sigma1(x: v128): v128 {
  return v128.xor(v128.xor(rotr(x, 17), rotr(x, 19)), i32x4.shr_u(x, 10));
}

function sum0(x: v128): v128 {
  return v128.xor(v128.xor(rotr(x, 2), rotr(x, 13)), rotr(x, 22));
}

function sum1(x: v128): v128 {
  return v128.xor(v128.xor(rotr(x, 6), rotr(x, 11)), rotr(x, 25));
}

/** Ch with one operation fewer than in the standard: e chooses between f and g. */
function ch(e: v128, f: v128, g: v128): v128 {
  return v128.xor(v128.and(v128.xor(f, g), e), g);
}

/** Writes the initial hash value. */
export function initialize(hash: usize): void {
  for (let i: usize = 0; i < 8; i++) v128.store(hash + i * VECTOR, v128.load_splat<u32>(INITIAL + i * 4));
}

/** Computes word t of the schedule (section 6.2.2, step 1) from the address of word t - 16, and stores it. */
function next(at: usize): v128 {
  const word = i32x4.add(
    i32x4.add(sigma1(v128.load(at, 14 * VECTOR)), v128.load(at, 9 * VECTOR)),
    i32x4.add(sigma0(v128.load(at, 1 * VECTOR)), v128.load(at)),
  );
  v128.store(at, word, 16 * VECTOR);
  return word;
}

/** Adds the round constants to the words from `from` to `to` (exclusive), for use by {@link rounds}. */
export function prepare(schedule: usize, from: usize, to: usize): void {
  for (let t = from; t < to; t++) {
    v128.store(schedule + t * VECTOR, i32x4.add(v128.load(words + t * VECTOR), v128.load_splat<u32>(K + t * 4)));
  }
}

/** Expands the schedule from its first 16 words, and prepares all 64. */
export function prepareAll(schedule: usize): void {
  for (let at = words; at < words + 48 * VECTOR; at += VECTOR) next(at);
  prepare(schedule, 0, 64);
}

/**
 * Runs rounds with prepared words (section 6.2.2, step 3); their number must be a multiple of four. The working
 * variables are not shifted after each round. Instead, the next round uses them under other names, and four swaps
 * restore the names after four rounds.
 *
 * Maj(a, b, c) is ((a ⊕ b) ∧ (b ⊕ c)) ⊕ b, where b ⊕ c is a ⊕ b of the previous round. `p` and `q` hold them in turn.
 *
 * @param from the address of the working variables before the rounds
 * @param to the address of the working variables after the rounds; may equal `from`
 * @param schedule the address of the prepared words of these rounds, up to `end`
 */
export function rounds(from: usize, to: usize, schedule: usize, end: usize): void {
  let a = v128.load(from, 0 * VECTOR);
  let b = v128.load(from, 1 * VECTOR);
  let c = v128.load(from, 2 * VECTOR);
  let d = v128.load(from, 3 * VECTOR);
  let e = v128.load(from, 4 * VECTOR);
  let f = v128.load(from, 5 * VECTOR);
  let g = v128.load(from, 6 * VECTOR);
  let h = v128.load(from, 7 * VECTOR);
  let p: v128;
  let q = v128.xor(b, c);
  for (; schedule < end; schedule += 4 * VECTOR) {
    h = i32x4.add(i32x4.add(i32x4.add(h, v128.load(schedule)), ch(e, f, g)), sum1(e));
    d = i32x4.add(d, h);
    p = v128.xor(a, b);
    h = i32x4.add(h, i32x4.add(sum0(a), v128.xor(v128.and(p, q), b)));

    g = i32x4.add(i32x4.add(i32x4.add(g, v128.load(schedule, 1 * VECTOR)), ch(d, e, f)), sum1(d));
    c = i32x4.add(c, g);
    q = v128.xor(h, a);
    g = i32x4.add(g, i32x4.add(sum0(h), v128.xor(v128.and(q, p), a)));

    f = i32x4.add(i32x4.add(i32x4.add(f, v128.load(schedule, 2 * VECTOR)), ch(c, d, e)), sum1(c));
    b = i32x4.add(b, f);
    p = v128.xor(g, h);
    f = i32x4.add(f, i32x4.add(sum0(g), v128.xor(v128.and(p, q), h)));

    e = i32x4.add(i32x4.add(i32x4.add(e, v128.load(schedule, 3 * VECTOR)), ch(b, c, d)), sum1(b));
    a = i32x4.add(a, e);
    q = v128.xor(f, g);
    e = i32x4.add(e, i32x4.add(sum0(f), v128.xor(v128.and(q, p), g)));

    let moved = d;
    d = h;
    h = moved;
    moved = c;
    c = g;
    g = moved;
    moved = b;
    b = f;
    f = moved;
    moved = a;
    a = e;
    e = moved;
  }
  v128.store(to, a, 0 * VECTOR);
  v128.store(to, b, 1 * VECTOR);
  v128.store(to, c, 2 * VECTOR);
  v128.store(to, d, 3 * VECTOR);
  v128.store(to, e, 4 * VECTOR);
  v128.store(to, f, 5 * VECTOR);
  v128.store(to, g, 6 * VECTOR);
  v128.store(to, h, 7 * VECTOR);
}

/** Runs the last 48 rounds as {@link rounds} does, but computes their words on the fly, which saves memory access. */
export function expandingRounds(from: usize, to: usize): void {
  let a = v128.load(from, 0 * VECTOR);
  let b = v128.load(from, 1 * VECTOR);
  let c = v128.load(from, 2 * VECTOR);
  let d = v128.load(from, 3 * VECTOR);
  let e = v128.load(from, 4 * VECTOR);
  let f = v128.load(from, 5 * VECTOR);
  let g = v128.load(from, 6 * VECTOR);
  let h = v128.load(from, 7 * VECTOR);
  let p: v128;
  let q = v128.xor(b, c);
  let k = K + 16 * 4;
  for (let at = words; at < words + 48 * VECTOR; at += 4 * VECTOR) {
    h = i32x4.add(i32x4.add(i32x4.add(h, i32x4.add(next(at), v128.load_splat<u32>(k))), ch(e, f, g)), sum1(e));
    d = i32x4.add(d, h);
    p = v128.xor(a, b);
    h = i32x4.add(h, i32x4.add(sum0(a), v128.xor(v128.and(p, q), b)));

    g = i32x4.add(
      i32x4.add(i32x4.add(g, i32x4.add(next(at + 1 * VECTOR), v128.load_splat<u32>(k, 4))), ch(d, e, f)),
      sum1(d),
    );
    c = i32x4.add(c, g);
    q = v128.xor(h, a);
    g = i32x4.add(g, i32x4.add(sum0(h), v128.xor(v128.and(q, p), a)));

    f = i32x4.add(
      i32x4.add(i32x4.add(f, i32x4.add(next(at + 2 * VECTOR), v128.load_splat<u32>(k, 8))), ch(c, d, e)),
      sum1(c),
    );
    b = i32x4.add(b, f);
    p = v128.xor(g, h);
    f = i32x4.add(f, i32x4.add(sum0(g), v128.xor(v128.and(p, q), h)));

    e = i32x4.add(
      i32x4.add(i32x4.add(e, i32x4.add(next(at + 3 * VECTOR), v128.load_splat<u32>(k, 12))), ch(b, c, d)),
      sum1(b),
    );
    a = i32x4.add(a, e);
    q = v128.xor(f, g);
    e = i32x4.add(e, i32x4.add(sum0(f), v128.xor(v128.and(q, p), g)));

    let moved = d;
    d = h;
    h = moved;
    moved = c;
    c = g;
    g = moved;
    moved = b;
    b = f;
    f = moved;
    moved = a;
    a = e;
    e = moved;
    k += 4 * 4;
  }
  v128.store(to, a, 0 * VECTOR);
  v128.store(to, b, 1 * VECTOR);
  v128.store(to, c, 2 * VECTOR);
  v128.store(to, d, 3 * VECTOR);
  v128.store(to, e, 4 * VECTOR);
  v128.store(to, f, 5 * VECTOR);
  v128.store(to, g, 6 * VECTOR);
  v128.store(to, h, 7 * VECTOR);
}

/** Adds a block's working variables to the hash value before it (section 6.2.2, step 4). */
export function add(hash: usize, working: usize, to: usize): void {
  for (let i: usize = 0; i < HASH; i += VECTOR) {
    v128.store(to + i, i32x4.add(v128.load(hash + i), v128.load(working + i)));
  }
}

/** A bit mask of the lanes whose hash has a first word of at most `most`. */
export function lanesUpTo(most: u32, hash: usize, working: usize): i32 {
  const first = i32x4.add(v128.load(hash), v128.load(working));
  return i32x4.bitmask(i32x4.le_u(first, i32x4.splat(most)));
}
