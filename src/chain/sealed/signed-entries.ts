import type { Header } from "./header.ts";
import { NumberList } from "./number-list.ts";

/** What the block in progress adds. */
interface Additions {
  unsigned: number;
  signed: number;
  readonly byAuthor: { readonly author: string; readonly number: number }[];
  readonly disputes: { readonly thumbprint: string; readonly since: number }[];
}

const nothing = (): Additions => ({ unsigned: 0, signed: 0, byAuthor: [], disputes: [] });

/**
 * Which entries each author signed: records, corrections and erasures. It takes four bytes for each of them and for each
 * block. What a block adds can be taken back until the block was found valid.
 */
export class SignedEntries {
  /** The number before the first entry that is known, and the index of the first block that is. */
  #before = 0;
  #firstBlock = 1;
  /** The entries by their author's thumbprint, and the first one of each block, all counted from `before`. */
  readonly #byAuthor = new Map<string, NumberList>();
  readonly #firstEntries = new NumberList();
  /** The blocks since which keys' signatures are disputed, by thumbprint. */
  readonly #disputes = new Map<string, number>();
  #signed = 0;
  #unsigned = 0;
  #additions = nothing();
  #hasEnded = false;

  /** How many records and corrections are signed. */
  get signed(): number {
    return this.#signed;
  }

  /** How many records and corrections are not signed. */
  get unsigned(): number {
    return this.#unsigned;
  }

  /** Adds a record or correction that nobody signed. */
  addUnsigned(): void {
    this.#additions.unsigned += 1;
  }

  /** Adds an entry that its author signed. */
  add(kind: "record" | "correction" | "erasure", author: string, number: number): void {
    if (kind !== "erasure") this.#additions.signed += 1;
    this.#additions.byAuthor.push({ author, number });
  }

  /** Notes since which block a key's signatures are disputed; the earliest counts. */
  dispute(thumbprint: string, since: number): void {
    this.#additions.disputes.push({ thumbprint, since });
  }

  /** Keeps what was added for a block. The first one need not be genesis. */
  settle({ index, first_entry }: Header): void {
    if (this.#hasEnded) return this.takeBack();
    if (this.#firstEntries.length === 0) {
      this.#firstBlock = index;
      this.#before = first_entry - 1;
    }
    this.#firstEntries.push(first_entry - this.#before);
    const { unsigned, signed, byAuthor, disputes } = this.#additions;
    this.#unsigned += unsigned;
    this.#signed += signed;
    for (const { author, number } of byAuthor) this.#listOf(author).push(number - this.#before);
    for (const { thumbprint, since } of disputes) {
      this.#disputes.set(thumbprint, Math.min(since, this.#disputes.get(thumbprint) ?? since));
    }
    this.#additions = nothing();
  }

  /** Keeps nothing that is added from now on. */
  end(): void {
    this.#hasEnded = true;
  }

  /** Takes back what was added since it was last settled. */
  takeBack(): void {
    this.#additions = nothing();
  }

  /** The numbers of the entries that a key signed, in ascending order. */
  *by(author: string): Generator<number, void> {
    for (const number of this.#byAuthor.get(author)?.from(0) ?? []) yield this.#before + number;
  }

  /** How many entries are disputed. */
  get disputed(): number {
    let count = 0;
    for (const [list, from] of this.#disputed()) count += list.length - from;
    return count;
  }

  /** The numbers of the disputed entries, in ascending order. */
  disputedNumbers(): number[] {
    const numbers: number[] = [];
    for (const [list, from] of this.#disputed()) {
      for (const number of list.from(from)) numbers.push(this.#before + number);
    }
    return numbers.toSorted((a, b) => a - b);
  }

  /** For each disputed key, what it signed, and from which place on that is disputed. */
  *#disputed(): Generator<[NumberList, number], void> {
    for (const [thumbprint, since] of this.#disputes) {
      const list = this.#byAuthor.get(thumbprint);
      if (list) yield [list, list.countBelow(this.#firstEntries.at(since - this.#firstBlock) ?? 0)];
    }
  }

  #listOf(author: string): NumberList {
    const known = this.#byAuthor.get(author);
    if (known) return known;
    const list = new NumberList();
    this.#byAuthor.set(author, list);
    return list;
  }
}
