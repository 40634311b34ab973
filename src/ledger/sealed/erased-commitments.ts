import { parseEntryText } from "../../chain/sealed/entry-text.ts";
import { WINDOW_BLOCKS } from "../../chain/sealed/recent-blocks.ts";
import { Contradiction } from "../contradiction.ts";
import { Turns } from "../sharing/turns.ts";
import { versionEntry } from "./entry-commitment.ts";
import type { ProvenBlocks } from "./proven-blocks.ts";
import type { SealedParts } from "./sealed-parts.ts";

/** The work for proving an entry, in digests. */
const DIGESTS_PER_ENTRY = 8;

/** How many hex digits of a commitment are held: as many as a number holds. */
const HELD_DIGITS = 13;

/**
 * The commitments of erased records in the newest blocks. No look-up leads to them any more, but no entry of the next
 * block may repeat one, and whoever signs records chooses the salts.
 */
export class ErasedCommitments {
  readonly #parts: Pick<SealedParts, "entries" | "headers" | "references" | "sealing">;
  readonly #proven: ProvenBlocks;
  /** The numbers of the entries by the first digits of their commitments. */
  readonly #numbers = new Map<number, number>();
  #loading: Promise<void> | undefined;

  constructor(parts: Pick<SealedParts, "entries" | "headers" | "references" | "sealing">, proven: ProvenBlocks) {
    this.#parts = parts;
    this.#proven = proven;
  }

  /**
   * Reads the commitments from the chain, once. Call this before {@link has}.
   *
   * @throws Contradiction if an entry is not the one that was signed
   */
  load(): Promise<void> {
    this.#loading ??= this.#read().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /**
   * Adds the commitments of a record that is about to be overwritten.
   *
   * @param versions the numbers of its versions. A key's entry is passed over: `KnownKeys` knows the commitments of keys
   * @throws Contradiction if an entry is not the one that was signed
   */
  async add(versions: readonly number[]): Promise<void> {
    for (const number of versions) {
      const commitment = versionEntry(await this.#text(number))?.commitment;
      if (commitment === undefined) continue;
      // Authors choose the salts, and can make two commitments begin alike: the newer one keeps its place longer.
      const digits = held(commitment);
      this.#numbers.set(digits, Math.max(number, this.#numbers.get(digits) ?? 0));
    }
  }

  /** Whether an erased record of the newest blocks has this commitment, without waiting. */
  has(commitment: string): boolean {
    const number = this.#numbers.get(held(commitment));
    return number !== undefined && number >= this.oldest();
  }

  /** The number of the first entry whose commitment the next block may not repeat. */
  oldest(): number {
    const { headers } = this.#parts;
    return headers.at(headers.newest().index - WINDOW_BLOCKS + 2)?.first_entry ?? 1;
  }

  async #read(): Promise<void> {
    const turns = new Turns();
    const oldest = this.oldest();
    for (const [replaced, by] of await this.#parts.references.all(await this.#parts.sealing())) {
      if (replaced < oldest || !("erases" in parseEntryText(await this.#text(by)))) continue;
      for (let number: number | undefined = replaced; number !== undefined && number >= oldest;) {
        await turns.spend(DIGESTS_PER_ENTRY);
        await this.add([number]);
        number = versionEntry(await this.#text(number))?.corrects;
      }
    }
  }

  /** The text of a mined entry, proven to be on the signed chain. */
  async #text(number: number): Promise<string> {
    const block = await this.#proven.withEntry(number);
    const text = this.#parts.entries.text(number);
    if (!block || text === undefined) throw new Contradiction();
    await this.#proven.requireEntry(block, number, text);
    return text;
  }
}

function held(commitment: string): number {
  return Number.parseInt(commitment.slice(0, HELD_DIGITS), 16);
}
