import { JsonFault } from "../../chain/json.ts";
import { parseEntryText } from "../../chain/sealed/entry-text.ts";
import type { Header } from "../../chain/sealed/header.ts";
import { Contradiction } from "../contradiction.ts";
import { Turns } from "../sharing/turns.ts";
import type { Entries } from "../store/entries.ts";
import type { Headers } from "../store/headers.ts";
import type { ProvenBlocks } from "./proven-blocks.ts";
import type { Sealing } from "./sealing.ts";

/** Where the count of the mined entries that are counted here is stored. */
const COUNT = "references";

/** How many entries are read at once. */
const PAGE = 500;

/** The work for an entry, in digests. */
const DIGESTS_PER_ENTRY = 8;

/** How many entries the chain has up to a block that correct, erase, enrol a key or revoke one. */
interface Count {
  /** The hash of the block. */
  readonly hash: string;
  readonly count: number;
}

interface StoredCount extends Count {
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
 * have hidden one from it. So their number is stored with each block, under a MAC, and if one is missing, no version is
 * called the current one, and no key is known to be enrolled or not to be revoked.
 */
export class References {
  readonly #parts: Stored;
  readonly #proven: ProvenBlocks;
  #replacing = new Map<number, number>();
  #ofKeys = new Map<number, string>();
  #loading: Promise<void> | undefined;
  #count: number | undefined;
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
    await this.#load(sealing);
    if (!this.#isComplete) throw new Contradiction();
    return this.#replacing.get(number);
  }

  /**
   * The numbers of all mined entries that are corrected or erased, each with that of the entry that does it.
   *
   * @throws Contradiction as {@link replacing}
   */
  async all(sealing: Sealing): Promise<ReadonlyMap<number, number>> {
    await this.#load(sealing);
    if (!this.#isComplete) throw new Contradiction();
    return this.#replacing;
  }

  /**
   * The texts of the mined entries that enrol or revoke keys, by their numbers, in order. It is the same map until what is
   * stored has to be read again, and entries are added to it as they are mined.
   *
   * @throws Contradiction if such entries are missing, so that nobody can tell
   */
  async ofKeys(sealing: Sealing): Promise<ReadonlyMap<number, string>> {
    await this.#load(sealing);
    if (!this.#isComplete) throw new Contradiction();
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
    if (this.#count === undefined) return { pairs, ofKeys, stored: undefined };
    const count = this.#count + pairs.length + ofKeys.length;
    return { pairs, ofKeys, stored: { hash, count, mac: await sealing.countMac(hash, count) } };
  }

  /** Stores what a block adds. Call this in the transaction that stores the block. */
  store({ stored }: AddedReferences): void {
    const { kv } = this.#parts.storage;
    if (stored) kv.put(COUNT, stored);
    else kv.delete(COUNT);
  }

  /** Notes what was stored. Call this after the transaction. */
  committed({ pairs, ofKeys, stored }: AddedReferences): void {
    this.#count = stored?.count;
    for (const [replaced, by] of pairs) this.#replacing.set(replaced, by);
    for (const [number, text] of ofKeys) this.#ofKeys.set(number, text);
  }

  /** Call this if the transaction failed: it may have been committed. */
  forget(): void {
    this.#loading = undefined;
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
    await (isOwn ? this.#readReferring(newest.last_entry, sealing) : this.#readAll(newest.last_entry));
    const read = this.#replacing.size + this.#ofKeys.size;
    this.#count = isOwn ? stored.count : this.#isComplete ? read : undefined;
    if (isOwn) this.#isComplete = read === stored.count;
  }

  /** Reads the entries that seem to be such, and that this ledger has accepted. */
  async #readReferring(newest: number, sealing: Sealing): Promise<void> {
    const turns = new Turns();
    for (let after = 0, size = PAGE; size === PAGE;) {
      const page = this.#parts.entries.allReferring(after, newest, PAGE);
      for (const { number, text, mac } of page) {
        after = number;
        await turns.spend(DIGESTS_PER_ENTRY);
        if (await sealing.isAccepted(number, text, mac)) this.#note(number, text);
      }
      size = page.length;
    }
  }

  /** Reads all entries, and proves each. */
  async #readAll(newest: number): Promise<void> {
    const turns = new Turns();
    this.#isComplete = false;
    try {
      for (let number = 1; number <= newest; number++) {
        const block = await this.#proven.withEntry(number);
        const text = this.#parts.entries.text(number);
        if (!block || text === undefined) return;
        await this.#proven.requireEntry(block, number, text);
        this.#note(number, text);
        await turns.spend(DIGESTS_PER_ENTRY);
      }
      this.#isComplete = true;
    } catch (error) {
      if (!(error instanceof Contradiction)) throw error;
    }
  }

  #note(number: number, text: string): void {
    const { reference, isOfKey } = statementOf(text);
    if (reference !== undefined) this.#replacing.set(reference, number);
    if (isOfKey) this.#ofKeys.set(number, text);
  }
}

/** What an entry says that counts here: the number of the entry that it corrects or erases, or that it is about a key. */
interface Statement {
  readonly reference?: number | undefined;
  readonly isOfKey: boolean;
}

const NOTHING: Statement = { isOfKey: false };

function statementOf(text: string): Statement {
  // Most entries say nothing of the kind, and are not parsed.
  if (text.includes('"kind":"record"')) return NOTHING;
  try {
    const { kind, corrects, erases }: { kind?: unknown; corrects?: unknown; erases?: unknown } = parseEntryText(text);
    const reference = corrects ?? erases;
    return {
      reference: typeof reference === "number" ? reference : undefined,
      isOfKey: kind === "key" || kind === "revocation",
    };
  } catch (error) {
    if (error instanceof JsonFault) return NOTHING;
    throw error;
  }
}
