import { digestText } from "../../../chain/text/canonical.ts";
import { hex } from "../../../chain/text/hex.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import { Contradiction } from "../../contradiction.ts";
import { Turns } from "../../sharing/turns.ts";
import type { Entries } from "../../store/entries.ts";
import type { Headers } from "../../store/headers.ts";
import { isCounted, statementOf } from "../entry-statement.ts";
import type { ProvenBlocks } from "../reading/proven-blocks.ts";
import type { CountedReferences, Sealing } from "./sealing.ts";

/** Where the count of the mined entries that are counted here is stored. */
const COUNT = "references";

/** How many entries are read at once. */
const PAGE = 500;

/** The work for an entry, in digests. */
const DIGESTS_PER_ENTRY = 8;

interface StoredCount extends CountedReferences {
  readonly mac: Uint8Array<ArrayBuffer>;
}

/** Where the entries and their count are. */
interface Stored {
  readonly storage: DurableObjectStorage;
  readonly entries: Entries;
  readonly headers: Headers;
}

/** What a block adds. */
export interface AddedReferences {
  /** The numbers of the entries that are corrected or erased, each with that of the entry that does it. */
  readonly pairs: readonly (readonly [replaced: number, by: number])[];
  /** The entries that enrol or revoke a key, with their numbers. */
  readonly ofKeys: readonly (readonly [number: number, text: string])[];
  /** Absent if nobody knows how many came before. */
  readonly stored: StoredCount | undefined;
}

/**
 * Which mined entries correct or erase which, and which enrol or revoke keys. An index finds such entries, but someone may
 * have hidden one from it, or have put another in its place that this ledger once accepted under the same number. So a
 * digest of them is stored with each block, under a MAC. If that is not the digest of what the index finds, no version is
 * called the current one, and no key is known.
 */
export class References {
  readonly #parts: Stored;
  readonly #proven: ProvenBlocks;
  #replacing = new Map<number, number>();
  #ofKeys = new Map<number, string>();
  #loading: Promise<void> | undefined;
  #counted: Omit<CountedReferences, "hash"> | undefined;
  #isComplete = false;

  constructor(parts: Stored, proven: ProvenBlocks) {
    this.#parts = parts;
    this.#proven = proven;
  }

  /**
   * The number of the mined entry that corrects or erases an entry.
   *
   * @throws Contradiction if such entries are missing, so that nobody can tell
   */
  async replacing(number: number, sealing: Sealing): Promise<number | undefined> {
    await this.#requireAll(sealing);
    return this.#replacing.get(number);
  }

  /**
   * The texts of the mined entries that enrol or revoke keys, by their numbers, in order. It is the same map until what is
   * stored has to be read again, and entries are added to it as they are mined.
   *
   * @throws Contradiction if such entries are missing, so that nobody can tell
   */
  async ofKeys(sealing: Sealing): Promise<ReadonlyMap<number, string>> {
    await this.#requireAll(sealing);
    return this.#ofKeys;
  }

  /**
   * What a block adds to the references.
   *
   * @param header the block that is to follow the newest
   * @param texts of its entries, which this ledger has accepted
   * @throws Contradiction if an entry corrects or erases what another one has replaced: that would be no valid chain
   */
  async next({ hash, first_entry }: Header, texts: readonly string[], sealing: Sealing): Promise<AddedReferences> {
    await this.#load(sealing);
    const pairs: (readonly [number, number])[] = [];
    const ofKeys: (readonly [number, string])[] = [];
    const replaced = new Set<number>();
    for (const [place, text] of texts.entries()) {
      const { reference, isOfKey } = statementOf(text);
      if (isOfKey) ofKeys.push([first_entry + place, text]);
      if (reference === undefined) continue;
      if (replaced.has(reference) || this.#replacing.has(reference)) throw new Contradiction();
      replaced.add(reference);
      pairs.push([reference, first_entry + place]);
    }
    if (this.#counted === undefined) return { pairs, ofKeys, stored: undefined };
    const added = new Map(ofKeys);
    for (const [, by] of pairs) added.set(by, texts[by - first_entry] ?? "");
    const count = this.#counted.count + added.size;
    const digest = await chained(this.#counted.digest ?? "", added);
    return { pairs, ofKeys, stored: { hash, count, digest, mac: await sealing.countMac({ hash, count, digest }) } };
  }

  /** Stores what a block adds. Call this in the transaction that stores the block. */
  store({ stored }: AddedReferences): void {
    const { kv } = this.#parts.storage;
    if (stored) kv.put(COUNT, stored);
    else kv.delete(COUNT);
  }

  /** Notes what was stored. Call this after the transaction. */
  committed({ pairs, ofKeys, stored }: AddedReferences): void {
    this.#counted = stored;
    for (const [replaced, by] of pairs) this.#replacing.set(replaced, by);
    for (const [number, text] of ofKeys) this.#ofKeys.set(number, text);
  }

  /** Call this if the transaction failed: it may have been committed. */
  forget(): void {
    this.#loading = undefined;
  }

  async #requireAll(sealing: Sealing): Promise<void> {
    await this.#load(sealing);
    if (!this.#isComplete) throw new Contradiction();
  }

  #load(sealing: Sealing): Promise<void> {
    if (!this.#loading) {
      const loading = this.#read(sealing);
      this.#loading = loading;
      loading.catch(() => {
        if (this.#loading === loading) this.#loading = undefined;
      });
    }
    return this.#loading;
  }

  async #read(sealing: Sealing): Promise<void> {
    const newest = this.#parts.headers.newest();
    this.#replacing = new Map();
    this.#ofKeys = new Map();
    const stored = this.#parts.storage.kv.get<StoredCount>(COUNT);
    const isOwn = stored?.hash === newest.hash && (await sealing.isCount(stored, stored.mac).catch(() => false));
    // Without a count, no entry is known to hold just a record until its block is proven.
    const texts = isOwn ? await this.#referring(newest.last_entry, sealing) : await this.#proveAll(newest.last_entry);
    const digest = await chained("", texts ?? new Map());
    const count = texts?.size ?? 0;
    const isSame = isOwn && stored.count === count && (stored.digest ?? digest) === digest;
    this.#isComplete = isOwn ? isSame : texts !== undefined;
    this.#counted = isOwn || this.#isComplete ? { count, digest } : undefined;
    for (const [number, text] of texts ?? []) this.#note(number, text);
  }

  /** The texts of the entries that count and that this ledger has accepted, as far as the index finds them, in order. */
  async #referring(newest: number, sealing: Sealing): Promise<Map<number, string>> {
    const turns = new Turns();
    const texts = new Map<number, string>();
    for (let after = 0, size = PAGE; size === PAGE;) {
      const page = this.#parts.entries.allReferring(after, newest, PAGE);
      for (const { number, text, mac } of page) {
        after = number;
        await turns.spend(DIGESTS_PER_ENTRY);
        if (isCounted(text) && (await sealing.isAccepted(number, text, mac))) texts.set(number, text);
      }
      size = page.length;
    }
    return texts;
  }

  /** The same from all entries, each of which is proven; `undefined` if one is not the signed one. */
  async #proveAll(newest: number): Promise<Map<number, string> | undefined> {
    const turns = new Turns();
    const texts = new Map<number, string>();
    try {
      for (let number = 1; number <= newest; number++) {
        const block = await this.#proven.withEntry(number);
        const text = this.#parts.entries.text(number);
        if (!block || text === undefined) return undefined;
        await this.#proven.requireEntry(block, number, text);
        if (isCounted(text)) texts.set(number, text);
        await turns.spend(DIGESTS_PER_ENTRY);
      }
      return texts;
    } catch (error) {
      if (error instanceof Contradiction) return undefined;
      throw error;
    }
  }

  #note(number: number, text: string): void {
    const { reference, isOfKey } = statementOf(text);
    if (reference !== undefined) this.#replacing.set(reference, number);
    if (isOfKey) this.#ofKeys.set(number, text);
  }
}

/**
 * A digest of entries, each of which is hashed with the digest of those before.
 *
 * @param before the digest of those before the first one; empty if there are none
 * @param texts the entries' texts by their numbers, in order
 * @returns 64 hex digits; `before` if there are no entries
 */
async function chained(before: string, texts: ReadonlyMap<number, string>): Promise<string> {
  let digest = before;
  for (const [number, text] of [...texts].toSorted(([a], [b]) => a - b)) {
    digest = hex(new Uint8Array(await digestText(JSON.stringify([digest, number, text]))));
  }
  return digest;
}
