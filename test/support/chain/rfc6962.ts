/**
 * A second implementation of RFC 6962's Merkle tree: recursive, as the RFC defines it, and on Node's own SHA-256, so
 * that the code is not compared with itself.
 */
import { hash as digest } from "node:crypto";

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return digest("sha256", Buffer.concat(parts), "buffer");
}

/** A tree over a fixed list of entries. It caches the hashes of requested ranges. */
export class ReferenceTree {
  readonly #leaves: readonly Buffer[];
  readonly #ranges = new Map<string, Buffer>();

  constructor(entries: readonly Uint8Array[]) {
    this.#leaves = entries.map((entry) => sha256(Buffer.of(0), entry));
  }

  /** MTH(D[start:end]), section 2.1. */
  root(end: number, start = 0): Buffer {
    const range = `${start} ${end}`;
    let hash = this.#ranges.get(range);
    if (!hash) {
      hash = this.#hash(start, end);
      this.#ranges.set(range, hash);
    }
    return hash;
  }

  #hash(start: number, end: number): Buffer {
    if (end === start) return sha256();
    if (end - start === 1) return this.#leaves[start] ?? missing();
    const split = start + split6962(end - start);
    return sha256(Buffer.of(1), this.root(split, start), this.root(end, split));
  }

  /** PATH(index, D[start:end]), section 2.1.1. */
  inclusion(index: number, end: number, start = 0): Buffer[] {
    if (end - start === 1) return [];
    const split = start + split6962(end - start);
    return index < split
      ? [...this.inclusion(index, split, start), this.root(end, split)]
      : [...this.inclusion(index, end, split), this.root(split, start)];
  }

  /** PROOF(from, D[0:to]), section 2.1.2. */
  consistency(from: number, to: number): Buffer[] {
    return this.#subproof(from, 0, to, true);
  }

  /** SUBPROOF(from, D[start:end], isWhole), section 2.1.2; `from` counts from the first entry overall. */
  #subproof(from: number, start: number, end: number, isWhole: boolean): Buffer[] {
    if (from === end) return isWhole ? [] : [this.root(end, start)];
    const split = start + split6962(end - start);
    return from <= split
      ? [...this.#subproof(from, start, split, isWhole), this.root(end, split)]
      : [...this.#subproof(from, split, end, false), this.root(split, start)];
  }
}

/** The largest power of two smaller than a number, which is at least 2. */
function split6962(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

function missing(): never {
  throw new RangeError("the tree has no such entry");
}
