import type { EarlierCorrections } from "../../chain/records/record-versions.ts";
import type { RegistrationNumbers } from "../../chain/records/registration-numbers.ts";
import { halfSipHash } from "./half-sip-hash.ts";

/** What the table reads from the stored blocks. */
export interface HeldNumbers {
  /** The registration number of the block at an index. */
  regNoAt(index: number): unknown;
  /** The index of the newest block before index `before` that holds the number. */
  newestHolder(regNo: string, before: number): number | undefined;
  /** The index of the block that the block at an index corrects, if it corrects one. */
  correctedBy(index: number): number | undefined;
  /** The index of the first block before index `before` that corrects the block at an index, if there is one. */
  correctionOf(index: number, before: number): number | undefined;
}

/** A third of a new table's places is free, and never less than a quarter, so that probe sequences stay short. */
const PLACES_PER_NUMBER = 1.5;

/** The smallest capacity of a new table, in numbers. */
const LEAST = 64;

/** The largest capacity of a new table; it grows as needed. An edited newest block may claim any index. */
const MOST = 2 ** 20;

const encoder = new TextEncoder();

/**
 * A hash table of the registration numbers of a ledger's blocks. It takes 12 bytes a block, however long the numbers
 * are: it stores a hash of each number and the index of its block. Numbers with the same hash are told apart by reading
 * the block again. So a number that is not in the table is new, and a match has been verified. The table does not rely
 * on the database's index of the numbers, since someone who edits the blocks can edit that index too.
 */
export class NumberTable implements RegistrationNumbers {
  /** The corrections before the first block, which the database finds, as it finds the numbers of those blocks. */
  readonly earlier: EarlierCorrections = {
    correctedBy: (index) => (index < this.#first ? this.#blocks.correctedBy(index) : undefined),
    correctionOf: (index) => (index < this.#first ? this.#blocks.correctionOf(index, this.#first) : undefined),
  };
  readonly #blocks: HeldNumbers;
  readonly #first: number;
  readonly #key: Uint32Array;
  #hashes: Uint32Array;
  /** The index of the block whose hash is in the same place; 0 if the place is free. */
  #indices: Uint32Array;
  #free = 0;
  /** The number that was hashed last, cached because each number is looked up and then noted. */
  #hashed = { regNo: "", hash: -1 };

  /**
   * @param first the index of the first block that will be noted
   * @param last the index of the last one, as far as it is known
   * @param key two random 32-bit numbers, different for each table
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
    // The place is reused if it belongs to an older version with this number. It is also reused if it was noted for this
    // index or a later one: a stretch of blocks is noted before it is verified, and may then be checked again.
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

  /** The hash of a number's canonical JSON bytes, without the quotes. */
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

  /** Enlarges the table by half, since there are more numbers than expected. */
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
