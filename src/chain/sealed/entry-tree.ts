import { sha256 } from "../text/canonical.ts";
import type { Hash } from "../merkle-tree.ts";

/** How many digests are in flight at once; see DIGESTS_AT_ONCE of the plain chain's validation. */
const DIGESTS_AT_ONCE = 32;

/** The length of a hash, in bytes. */
const SIZE = 32;

/** The longest entry that fits the reused buffer, in UTF-16 code units. Each takes at most three bytes in UTF-8. */
const BUFFER_LENGTH = 2048;

const encoder = new TextEncoder();

/** The input of a leaf's digest: the prefix 0x00, then the entry. `digest` copies its input before it returns. */
const leafBuffer = new Uint8Array(1 + 3 * BUFFER_LENGTH);
const afterPrefix = leafBuffer.subarray(1);

/** The input of an inner node's digest: the prefix 0x01, then both children. */
const nodeBuffer = new Uint8Array(1 + 2 * SIZE);
nodeBuffer[0] = 0x01;

/**
 * The Merkle tree over the entries of one block (RFC 6962, section 2.1). It hashes whole levels, each in place of many
 * small objects, since validation does this for every entry of the chain.
 */
export class EntryTree {
  /**
   * The hashes of each level, leaves first, one after another. The last node of a level without a sibling moves up as
   * it is, which makes the same tree as the RFC's definition from the root down.
   */
  readonly #levels: readonly Hash[];

  private constructor(levels: readonly Hash[]) {
    this.#levels = levels;
  }

  /** Builds the tree over entries, given by their canonical texts. Without any, the root is the hash of nothing. */
  static async of(texts: readonly string[]): Promise<EntryTree> {
    if (texts.length === 0) return new EntryTree([new Uint8Array(), await sha256(new Uint8Array())]);
    const leaves = await hashed(texts.length, (place) => digestLeaf(texts[place] ?? ""));
    const levels = [leaves];
    for (let level = leaves; level.length > SIZE;) {
      level = await parentsOf(level);
      levels.push(level);
    }
    return new EntryTree(levels);
  }

  /** The number of entries. */
  get size(): number {
    return (this.#levels[0]?.length ?? 0) / SIZE;
  }

  /** The tree's root, to which a header's `merkle_root` commits. */
  get root(): Hash {
    return this.#levels.at(-1)?.slice(0, SIZE) as Hash;
  }

  /** The hash of the leaf at a position, from 0. */
  leaf(position: number): Hash {
    return hashAt(this.#levels[0] as Hash, position).slice();
  }

  /** The inclusion path of the leaf at a position, starting with its sibling (RFC 9162, section 2.1.3.1). */
  path(position: number): Hash[] {
    const path: Hash[] = [];
    let place = position;
    for (const level of this.#levels) {
      const sibling = hashAt(level, place ^ 1);
      if (sibling.length > 0) path.push(sibling.slice());
      place >>= 1;
    }
    return path;
  }
}

/** The hash at a place of a level; empty beyond its end. */
function hashAt(level: Hash, place: number): Hash {
  return level.subarray(place * SIZE, (place + 1) * SIZE);
}

async function parentsOf(level: Hash): Promise<Hash> {
  const nodes = level.length / SIZE;
  const pairs = Math.floor(nodes / 2);
  const parents = await hashed(pairs, (place) => {
    nodeBuffer.set(level.subarray(2 * place * SIZE, 2 * (place + 1) * SIZE), 1);
    return crypto.subtle.digest("SHA-256", nodeBuffer);
  });
  if (nodes % 2 === 0) return parents;
  const withLast = new Uint8Array((pairs + 1) * SIZE);
  withLast.set(parents);
  withLast.set(hashAt(level, nodes - 1), pairs * SIZE);
  return withLast;
}

function digestLeaf(text: string): Promise<ArrayBuffer> {
  if (text.length > BUFFER_LENGTH) {
    const entry = encoder.encode(text);
    const bytes = new Uint8Array(1 + entry.length);
    bytes.set(entry, 1);
    return crypto.subtle.digest("SHA-256", bytes);
  }
  const { written } = encoder.encodeInto(text, afterPrefix);
  return crypto.subtle.digest("SHA-256", leafBuffer.subarray(0, 1 + written));
}

/** Computes hashes, several at a time, and writes them one after another. */
async function hashed(count: number, digest: (place: number) => Promise<ArrayBuffer>): Promise<Hash> {
  const hashes = new Uint8Array(count * SIZE);
  for (let start = 0; start < count; start += DIGESTS_AT_ONCE) {
    const end = Math.min(count, start + DIGESTS_AT_ONCE);
    const asked: Promise<ArrayBuffer>[] = [];
    for (let place = start; place < end; place++) asked.push(digest(place));
    for (let place = start; place < end; place++) {
      hashes.set(new Uint8Array(await (asked[place - start] as Promise<ArrayBuffer>)), place * SIZE);
    }
  }
  return hashes;
}
