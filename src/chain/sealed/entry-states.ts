/** What became of an entry, as far as later entries may refer to it. */
export const ENTRY_STATE = {
  /** Nothing can refer to it, such as an erasure. */
  other: 0,
  /** It is the current version of a record. */
  current: 1,
  /** It is an earlier version of a record. */
  replaced: 2,
  /** It was erased: the version and with it the record, or the subject of a key. */
  erased: 3,
  /** It enrolled a key whose subject was not erased. */
  key: 4,
} as const;
export type EntryState = (typeof ENTRY_STATE)[keyof typeof ENTRY_STATE];

/** How many entries there is room for at first. */
const LEAST = 1024;

/**
 * The state of every entry of a chain, in one byte an entry. What a block changes can be taken back until the block was
 * found valid.
 */
export class EntryStates {
  /** The number of the first entry whose state is known. */
  #first = 1;
  #count = 0;
  #states = new Uint8Array(LEAST);
  /** The states of older entries, as far as newer ones referred to them. */
  readonly #older = new Map<number, EntryState>();
  /** What the block in progress changed: the numbers, and the states before. */
  #changes: { readonly number: number; readonly before: EntryState | undefined }[] = [];
  #settled = 0;

  /** Starts with an entry other than the first: those before it are unknown. */
  startAt(number: number): void {
    this.#first = number;
  }

  /** The state of an entry; `undefined` if it is unknown, since it lies before the first. Later ones are `other`. */
  get(number: number): EntryState | undefined {
    if (number < this.#first) return this.#older.get(number);
    return number < this.#first + this.#count ? (this.#states[number - this.#first] as EntryState) : ENTRY_STATE.other;
  }

  /** Adds the state of the next entry. */
  add(state: EntryState): void {
    if (this.#count === this.#states.length) {
      const states = new Uint8Array(2 * this.#states.length);
      states.set(this.#states);
      this.#states = states;
    }
    this.#states[this.#count++] = state;
  }

  /** Changes the state of an earlier entry. */
  change(number: number, state: EntryState): void {
    this.#changes.push({ number, before: this.get(number) });
    this.#set(number, state);
  }

  /** Keeps what was added and changed. */
  settle(): void {
    this.#changes = [];
    this.#settled = this.#count;
  }

  /** Takes back what was added and changed since it was last settled. */
  takeBack(): void {
    for (const { number, before } of this.#changes.toReversed()) this.#set(number, before);
    this.#changes = [];
    this.#count = this.#settled;
  }

  #set(number: number, state: EntryState | undefined): void {
    if (number >= this.#first) this.#states[number - this.#first] = state ?? ENTRY_STATE.other;
    else if (state === undefined) this.#older.delete(number);
    else this.#older.set(number, state);
  }
}
