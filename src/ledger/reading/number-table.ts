import type { RegistrationNumbers } from "../../chain/registration-numbers.ts";
import { halfSipHash } from "./half-sip-hash.ts";

/** The blocks as the table asks for them. */
export interface HeldNumbers {
  /** The registration number of the block at an index. */
  regNoAt(index: number): unknown;
  /** The index of the newest block before another one that holds the number. */
  newestHolder(regNo: string, before: number): number | undefined;
}

/** A third of the places stays free, and never less than a quarter: a search through the taken ones ends soon. */
const PLACES_PER_NUMBER = 1.5;

/** A table is made for so many numbers at least. */
const LEAST = 64;

/** And for so many at most, until more came: what the newest block says its index is may be anything. */
const MOST = 2 ** 20;

const encoder = new TextEncoder();

/**
 * The registration numbers of a ledger's blocks in 12 bytes a block, whatever their length: a hash of each, and where it
 * is. Numbers of the same hash are told apart by what the blocks hold, so that a number that the table does not have is
 * new, and one that it has was read twice. It does not rely on the database's index of the numbers, which whoever edits
 * the blocks can edit as well.
 */
export class NumberTable implements RegistrationNumbers {
  /** Of a ledger all numbers are known: those before the first block by the database's index. */
  readonly from = 1;
  readonly #blocks: HeldNumbers;
  readonly #first: number;
  readonly #key: Uint32Array;
  #hashes: Uint32Array;
  /** The index of the block whose hash stands in the same place; 0 in a place that is free. */
  #indices: Uint32Array;
  #free = 0;
  /** The number whose hash was computed last: what is looked for is noted next. */
  #hashed = { regNo: "", hash: -1 };

  /**
   * @param first the index of the first block that will be noted
   * @param last the index of the last one, as far as that is known
   * @param key two random 32-bit numbers, others for each table
   */
  constructor(blocks: HeldNumbers, first: number, last: number, key: Uint32Array) {
    this.#blocks = blocks;
    this.#first = first;
    this.#key = key;
    [this.#hashes, this.#indices] = this.#make(Math.min(last - first + 1, MOST));
  }

  newest(regNo: string, before: number): number | undefined {
    const hash = this.#hashOf(regNo);
    for (let place = this.#placeOf(hash); this.#at(place) !== 0; place = this.#next(place)) {
      const index = this.#at(place);
      if (this.#hashes[place] !== hash || index >= before) continue;
      if (this.#blocks.regNoAt(index) === regNo) return index;
    }
    return this.#first > 1 ? this.#blocks.newestHolder(regNo, Math.min(before, this.#first)) : undefined;
  }

  note(regNo: string, index: number, newest: number | undefined): void {
    const hash = this.#hashOf(regNo);
    let place = this.#placeOf(hash);
    // A place with the same hash is taken over from the block that this one corrects, and from one that was noted before
    // it was found right.
    const isOurs = () => this.#hashes[place] === hash && (this.#at(place) === newest || this.#at(place) >= index);
    while (this.#at(place) !== 0 && !isOurs()) place = this.#next(place);
    this.#set(place, hash, index);
  }

  noteNew(bytes: Uint8Array, start: number, end: number, index: number): boolean {
    const hash = halfSipHash(bytes, start, end, this.#key);
    let place = this.#placeOf(hash);
    for (; this.#at(place) !== 0; place = this.#next(place)) {
      if (this.#hashes[place] !== hash) continue;
      if (this.#at(place) < index) return false;
      break;
    }
    this.#set(place, hash, index);
    return true;
  }

  /** The hash of a number's canonical bytes, without the quotes. */
  #hashOf(regNo: string): number {
    if (this.#hashed.regNo !== regNo || this.#hashed.hash < 0) {
      const bytes = encoder.encode(JSON.stringify(regNo));
      this.#hashed = { regNo, hash: halfSipHash(bytes, 1, bytes.length - 1, this.#key) };
    }
    return this.#hashed.hash;
  }

  #placeOf(hash: number): number {
    return Math.floor((hash / 2 ** 32) * this.#indices.length);
  }

  #next(place: number): number {
    return place + 1 === this.#indices.length ? 0 : place + 1;
  }

  #at(place: number): number {
    return this.#indices[place] ?? 0;
  }

  #set(place: number, hash: number, index: number): void {
    if (this.#at(place) === 0) this.#free -= 1;
    this.#hashes[place] = hash;
    this.#indices[place] = index;
    if (this.#free < this.#indices.length / 4) this.#grow();
  }

  /** More numbers came than were expected. */
  #grow(): void {
    const [hashes, indices] = [this.#hashes, this.#indices];
    [this.#hashes, this.#indices] = this.#make(hashes.length);
    for (const [old, index] of indices.entries()) {
      if (index === 0) continue;
      const hash = hashes[old] ?? 0;
      let place = this.#placeOf(hash);
      while (this.#at(place) !== 0) place = this.#next(place);
      this.#set(place, hash, index);
    }
  }

  #make(numbers: number): [hashes: Uint32Array, indices: Uint32Array] {
    const places = Math.ceil(Math.max(numbers, LEAST) * PLACES_PER_NUMBER);
    this.#free = places;
    return [new Uint32Array(places), new Uint32Array(places)];
  }
}
