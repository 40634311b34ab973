/** Something that is looked for in bytes. */
export interface Sought {
  /** What it is, for the message of a test that found it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The shortest pieces that are looked for, in bytes. Shorter ones would be found anywhere. */
const SHORTEST = 8;

/**
 * The longest pieces, in bytes. What is longer is looked for in pieces, since a database page may hold only a part of it.
 */
const LONGEST = 24;

/** How many bits of a hash the filter knows. */
const FILTER_BITS = 26;

/** A piece, and what it is a piece of. */
interface Piece {
  readonly of: Sought;
  readonly bytes: Uint8Array;
}

/** Looks for any number of byte strings at once, in one pass over the bytes, whose time hardly depends on that number. */
export class ByteSearch {
  readonly #filter = new Uint8Array(2 ** (FILTER_BITS - 3));
  /** The pieces by the hash of their last bytes, by which those of similar values differ most. */
  readonly #pieces = new Map<number, Piece[]>();

  constructor(sought: Iterable<Sought> = []) {
    for (const each of sought) this.add(each);
  }

  /**
   * Looks for something more from now on.
   *
   * @throws RangeError if it is shorter than 8 bytes
   */
  add(of: Sought): void {
    if (of.bytes.length < SHORTEST) throw new RangeError(`${of.name} is too short to look for`);
    for (const bytes of cut(of.bytes)) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const hash = hashAt(view, bytes.length - SHORTEST);
      this.#filter[hash >>> 3] = (this.#filter[hash >>> 3] as number) | (1 << (hash & 7));
      const others = this.#pieces.get(hash);
      if (others) others.push({ of, bytes });
      else this.#pieces.set(hash, [{ of, bytes }]);
    }
  }

  /** The names of everything of which a piece is in these bytes, with the place of the first. */
  in(bytes: Uint8Array): Map<string, number> {
    const found = new Map<string, number>();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let end = SHORTEST; end <= bytes.length; end++) {
      const hash = hashAt(view, end - SHORTEST);
      if (((this.#filter[hash >>> 3] as number) & (1 << (hash & 7))) === 0) continue;
      for (const piece of this.#pieces.get(hash) ?? []) {
        const start = end - piece.bytes.length;
        if (!found.has(piece.of.name) && isAt(bytes, start, piece.bytes)) found.set(piece.of.name, start);
      }
    }
    return found;
  }
}

/** Cuts bytes into pieces of the same length; the last may overlap the one before. */
function cut(bytes: Uint8Array): Uint8Array[] {
  const length = Math.min(bytes.length, LONGEST);
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, place) => {
    const start = Math.min(place * length, bytes.length - length);
    return bytes.subarray(start, start + length);
  });
}

/** The hash of the 8 bytes at a place. */
function hashAt(view: DataView, at: number): number {
  const mixed = Math.imul(view.getUint32(at), 0x9e3779b1) ^ Math.imul(view.getUint32(at + 4), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> (32 - FILTER_BITS);
}

function isAt(bytes: Uint8Array, start: number, piece: Uint8Array): boolean {
  return start >= 0 && piece.every((byte, place) => bytes[start + place] === byte);
}
