/**
 * HalfSipHash-2-4 with a 32-bit result (J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input PRF; its half-size
 * variant). It is for hash tables: without the key, nobody can construct collisions. It is too short to prove anything.
 *
 * @param key two random 32-bit numbers
 */
export function halfSipHash(bytes: Uint8Array, start: number, end: number, key: Uint32Array): number {
  const [k0 = 0, k1 = 0] = key;
  let v0 = k0 | 0;
  let v1 = k1 | 0;
  let v2 = 0x6c796765 ^ k0;
  let v3 = 0x74656462 ^ k1;
  const words = (end - start) >> 2;
  // The last word holds the remaining bytes, with the length in its highest byte. The finalization follows it.
  for (let word = 0; word <= words + 1; word++) {
    const at = start + 4 * word;
    const m = word < words ? wordAt(bytes, at) : word === words ? lastWord(bytes, at, end, end - start) : 0;
    if (word > words) v2 ^= 0xff;
    v3 ^= m;
    for (let round = word > words ? 4 : 2; round > 0; round--) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    v0 ^= m;
  }
  return (v1 ^ v3) >>> 0;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24)
  );
}

function lastWord(bytes: Uint8Array, at: number, end: number, length: number): number {
  let word = length << 24;
  for (let place = 0; at + place < end; place++) word |= byteAt(bytes, at + place) << (8 * place);
  return word;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
