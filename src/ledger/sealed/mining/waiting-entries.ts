import { BLOCK_LIMITS, type Header } from "../../../chain/sealed/header.ts";
import { EntryTree } from "../../../chain/sealed/entry-tree.ts";
import { Contradiction } from "../../contradiction.ts";
import type { Places } from "../../store/mempool.ts";
import type { SealedParts } from "../sealed-parts.ts";

/**
 * How many records may wait to be mined. More are refused, so that accepted ones are mined in reasonable time. When the
 * common places are taken, subjects with few waiting records still get one.
 */
export const WAITING_PLACES = { common: 10_000, total: 12_000, few: 100 } as const;

const encoder = new TextEncoder();

/** The tree of the oldest waiting entries, as it was asked for last. */
interface Remembered {
  /** The hash of the block that they are to follow, and how many were read. */
  readonly previous: string;
  readonly read: number;
  readonly tree: EntryTree;
}

/** The entries that were accepted and are in no block yet. They are mined strictly in the order of their numbers. */
export class WaitingEntries {
  readonly #parts: SealedParts;
  /** The texts that this object has accepted itself, by their numbers: their MACs need no verification. */
  readonly #accepted = new Map<number, string>();
  /** The texts of each tree that {@link oldest} made. */
  readonly #texts = new WeakMap<EntryTree, readonly string[]>();
  #remembered: Remembered | undefined;

  constructor(parts: SealedParts) {
    this.#parts = parts;
  }

  /** Notes an entry that was just stored. */
  note(number: number, text: string): void {
    this.#accepted.set(number, text);
  }

  /** Forgets the entries up to a number, since they are mined. */
  forget(last: number): void {
    for (const number of this.#accepted.keys()) {
      if (number > last) break;
      this.#accepted.delete(number);
    }
  }

  /** The texts of a tree of {@link oldest}. */
  textsOf(tree: EntryTree): readonly string[] {
    return this.#texts.get(tree) ?? [];
  }

  /** How many entries are waiting. */
  count(): number {
    return Math.max(0, this.#parts.entries.newest() - (this.#parts.headers.tip()?.last_entry ?? 0));
  }

  /** Where an accepted entry is: its position among those that wait, from 1; 0 or less if it is mined. */
  position(number: number): number {
    return number - this.#parts.headers.newest().last_entry;
  }

  /**
   * The numbers of all waiting entries as ids, with their positions and ages, and the age of the oldest in milliseconds;
   * `null` if none is waiting.
   *
   * @throws Contradiction if there are more than this ledger accepts
   */
  places(): { places: Places; oldestAge: number | null } {
    const first = this.#parts.headers.newest().last_entry + 1;
    const count = this.count();
    if (count > WAITING_PLACES.total) throw new Contradiction();
    const now = Date.now();
    const accepted = this.#parts.entries.acceptedFrom(first);
    const ages = Array.from({ length: count }, (_, place) => Math.max(0, now - (accepted.get(first + place) ?? now)));
    const places = ages.map((age, place) => ({
      id: String(first + place),
      position: place + 1,
      age_seconds: age / 1000,
    }));
    return { places: { size: count, text: JSON.stringify(places) }, oldestAge: ages[0] ?? null };
  }

  /**
   * The tree of the oldest waiting entries that fit one block.
   *
   * @param tip the block that they are to follow
   * @param count the most entries, from 1; as many as a block may have if absent
   * @throws Contradiction if they are not those that this ledger has accepted
   */
  async oldest(tip: Header, count: number = BLOCK_LIMITS.entries): Promise<EntryTree> {
    const sealing = await this.#parts.sealing();
    const rows = this.#parts.entries.waiting(tip.last_entry + 1, count);
    const known = this.#remembered;
    if (known?.previous === tip.hash && known.read === rows.length) return known.tree;
    const texts: string[] = [];
    let bytes = 0;
    for (const { text } of rows) {
      bytes += encoder.encode(text).length;
      if (bytes > BLOCK_LIMITS.bytes) break;
      texts.push(text);
    }
    const isNext = rows.every(({ number }, place) => number === tip.last_entry + 1 + place);
    const unknown = rows.slice(0, texts.length).filter(({ number, text }) => this.#accepted.get(number) !== text);
    const accepted = await Promise.all(unknown.map(({ number, text, mac }) => sealing.isAccepted(number, text, mac)));
    if (texts.length === 0 || !isNext || accepted.includes(false)) throw new Contradiction();
    const tree = await EntryTree.of(texts);
    this.#texts.set(tree, texts);
    this.#remembered = { previous: tip.hash, read: rows.length, tree };
    return tree;
  }
}
