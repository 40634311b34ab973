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
  /** It is at fault, and may be anything. */
  unknown: 5,
} as const;
export type EntryState = (typeof ENTRY_STATE)[keyof typeof ENTRY_STATE];

/** How many entries there is room for at first. */
const LEAST = 1024;

/**
 * The state of every entry of a chain, in one byte an entry. What a block changes can be taken back until the block was
 * found valid.
 */
export class EntryStates {
  /** The number of the first entry of the newest run: the entries since the last gap. */
  #first = 1;
  #count = 0;
  #states = new Uint8Array(LEAST);
  /** The earlier runs, each without a gap. */
  #runs: { readonly first: number; readonly states: Uint8Array }[] = [];
  /** The states of entries in gaps, if later entries changed them. */
  readonly #older = new Map<number, EntryState>();
  /** What the block in progress changed: the numbers, and the states before. */
  #changes: { readonly number: number; readonly before: EntryState | undefined }[] = [];
  #settled = 0;

  /** The number of the next entry, if none is left out. */
  get next(): number {
    return this.#first + this.#count;
  }

  /** Goes on with this entry: those between the newest one and this are unknown, and this and later ones are dropped. */
  startAt(number: number): void {
    if (number === this.next) return;
    const runs = [...this.#runs, { first: this.#first, states: this.#states.subarray(0, this.#count) }];
    this.#runs = runs
      .map(({ first, states }) => ({ first, states: states.subarray(0, Math.max(0, number - first)) }))
      .filter(({ states }) => states.length > 0);
    this.#states = new Uint8Array(LEAST);
    this.#first = number;
    this.#count = this.#settled = 0;
  }

  /** The state of an entry; `undefined` if it is unknown. An entry that is still to come is `other`. */
  get(number: number): EntryState | undefined {
    if (number >= this.next) return ENTRY_STATE.other;
    const place = this.#placeOf(number);
    const state = place ? (place.states[place.at] as EntryState) : this.#older.get(number);
    return state === ENTRY_STATE.unknown ? undefined : state;
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
    const place = this.#placeOf(number);
    if (place) place.states[place.at] = state ?? ENTRY_STATE.unknown;
    else if (state === undefined) this.#older.delete(number);
    else this.#older.set(number, state);
  }

  /** Where the state of an entry is held, if it is in a run. */
  #placeOf(number: number): { readonly states: Uint8Array; readonly at: number } | undefined {
    if (number >= this.#first) return { states: this.#states, at: number - this.#first };
    const run = this.#runs.findLast(({ first }) => first <= number);
    return run && number < run.first + run.states.length ? { states: run.states, at: number - run.first } : undefined;
  }
}
