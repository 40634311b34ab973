import { wordAt } from "../text/hex.ts";
import type { CommitmentWindow } from "./commitment-window.ts";

/** The words of a commitment: 32 bytes. */
const WORDS = 8;

/** How many commitments the first and the largest generations hold, and how much more each holds than the one before. */
const CAPACITY = { least: 1024, most: 2 ** 18, growth: 4 } as const;

/** The key in place of a random one. */
const DEFAULT_KEY = Uint32Array.of(
  0x9e3779b9,
  0x85ebca6b,
  0xc2b2ae35,
  0x27d4eb2f,
  0x165667b1,
  0xd3a2646c,
  0xfd7046c5,
  0xb55a4f09,
);

/** How the commitments are told apart. */
export interface RecentOptions {
  /**
   * Eight random 32-bit numbers, different each time. Without them, whoever makes up a chain can choose commitments that
   * make the check slow, though not wrong.
   */
  readonly key?: Uint32Array | undefined;
  /**
   * Reads the commitment of an entry again, so that the commitments themselves need not be held: that takes 20 bytes in
   * place of 52 for each.
   */
  readonly read?: ((number: number) => string | undefined) | undefined;
}

/**
 * Holds commitments in memory, in hash tables without objects. Whatever a table finds is confirmed by comparing all 32
 * bytes, so that a collision, even one that somebody chose, accuses nobody. The tables are generations: a full one is
 * followed by another, and one whose newest entry is too old is dropped as a whole.
 */
export class RecentCommitments implements CommitmentWindow {
  readonly #key: Uint32Array;
  readonly #read: ((number: number) => string | undefined) | undefined;
  /** The newest comes last. */
  #generations: Generation[] = [];
  /** The words of the commitment that was hashed last. */
  readonly #words = new Uint32Array(WORDS);

  constructor({ key = DEFAULT_KEY, read }: RecentOptions = {}) {
    this.#key = key;
    this.#read = read;
  }

  find(commitment: string, oldest: number): number | undefined {
    const hash = this.#hashOf(commitment);
    const read = this.#read;
    const isIt = read && ((number: number) => read(number) === commitment);
    for (const generation of this.#generations) {
      if (generation.newest < oldest) continue;
      const number = generation.find(hash, this.#words, oldest, isIt);
      if (number !== undefined) return number;
    }
    return undefined;
  }

  note(commitment: string, number: number, oldest: number): void {
    const hash = this.#hashOf(commitment);
    let last = this.#generations.at(-1);
    if (!last || last.isFull) {
      this.#generations = this.#generations.filter(({ newest }) => newest >= oldest);
      const capacity = last ? Math.min(CAPACITY.growth * last.capacity, CAPACITY.most) : CAPACITY.least;
      this.#generations.push((last = new Generation(capacity, number, this.#read === undefined)));
    }
    last.add(hash, this.#words, number);
  }

  /** Reads a commitment into {@link #words}, and returns a hash over all of it that depends on the key. */
  #hashOf(commitment: string): number {
    let hash = 0;
    for (let place = 0; place < WORDS; place++) {
      const word = wordAt(commitment, 8 * place);
      this.#words[place] = word;
      hash = Math.imul(hash ^ word, (this.#key[place] ?? 0) | 1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }
}

/** A hash table of a fixed number of commitments, half of whose places stay free. */
class Generation {
  readonly capacity: number;
  /** The number of its newest entry. */
  newest: number;
  readonly #first: number;
  readonly #hashes: Uint32Array;
  /** The numbers of the entries, from the first one on. */
  readonly #numbers: Uint32Array;
  readonly #words: Uint32Array | undefined;
  /** For each place, one more than the position in the other lists, or 0 if it is free. */
  readonly #places: Uint32Array;
  #count = 0;

  constructor(capacity: number, first: number, holdsWords: boolean) {
    this.capacity = capacity;
    this.newest = first;
    this.#first = first;
    this.#hashes = new Uint32Array(capacity);
    this.#numbers = new Uint32Array(capacity);
    this.#places = new Uint32Array(2 * capacity);
    this.#words = holdsWords ? new Uint32Array(WORDS * capacity) : undefined;
  }

  get isFull(): boolean {
    return this.#count === this.capacity;
  }

  /**
   * The number of an entry, not before `oldest`, with this hash and, if the commitments are held, this commitment.
   *
   * @param isIt tells whether the entry with a number has the commitment, if the commitments are not held
   */
  find(
    hash: number,
    words: Uint32Array,
    oldest: number,
    isIt: ((number: number) => boolean) | undefined,
  ): number | undefined {
    for (let place = this.#placeOf(hash), held; (held = this.#places[place] ?? 0) !== 0; place = this.#next(place)) {
      const position = held - 1;
      if (this.#hashes[position] !== hash || !this.#isHeld(position, words)) continue;
      const number = this.#first + (this.#numbers[position] ?? 0);
      if (number >= oldest && (!isIt || isIt(number))) return number;
    }
    return undefined;
  }

  add(hash: number, words: Uint32Array, number: number): void {
    let place = this.#placeOf(hash);
    while (this.#places[place] !== 0) place = this.#next(place);
    this.#hashes[this.#count] = hash;
    this.#numbers[this.#count] = number - this.#first;
    this.#words?.set(words, WORDS * this.#count);
    this.#places[place] = ++this.#count;
    this.newest = number;
  }

  #isHeld(position: number, words: Uint32Array): boolean {
    const held = this.#words;
    return !held || words.every((word, place) => held[WORDS * position + place] === word);
  }

  /** Tables have a power of two of places. */
  #placeOf(hash: number): number {
    return hash & (this.#places.length - 1);
  }

  #next(place: number): number {
    return (place + 1) & (this.#places.length - 1);
  }
}
