import type { ErasureReason } from "../../results.ts";
import { Turns } from "../../sharing/turns.ts";
import type { ErasureRow, ErasureRows } from "../../store/erasures.ts";
import type { Sealing } from "../accepting/sealing.ts";
import type { VaultLink } from "../vault-link.ts";
import type { VersionChains } from "./version-chain.ts";

/** How many rows are verified at once. */
const PAGE = 256;

/** What {@link Erasures} works with. */
interface Sources {
  readonly rows: ErasureRows;
  readonly chains: VersionChains;
  readonly link: VaultLink;
  /** See `SealedParts`. */
  readonly sealing: () => Promise<Sealing>;
}

/**
 * Which records are erased, or are being erased. A row counts only if its MAC is right: whoever can write the storage
 * must not be able to have a record erased, or called erased.
 */
export class Erasures {
  readonly #sources: Sources;
  /** The records whose erasure this object knows to have begun, whether or not it is done by now. */
  readonly #begun = new Set<number>();
  /** Those of them that are not done. */
  readonly #unfinished = new Set<number>();
  #isLoaded = false;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Whether there is an erasure that is not done. Until the vault was opened, forged ones cannot be told. */
  get isUnfinished(): boolean {
    return this.#unfinished.size > 0 || (!this.#isLoaded && this.#sources.rows.unfinished().length > 0);
  }

  /**
   * Reads which erasures were begun and are not done. If the vault has erased more records than this ledger, which then
   * was restored from an older state, their erasures begin again. Those that a hold has delayed begin when it has ended.
   * Call this when the vault was opened, before anything is read or accepted.
   */
  async load(sealing: Sealing): Promise<void> {
    const { rows, chains, link } = this.#sources;
    for (const row of rows.unfinished()) {
      if (await sealing.isErasure(row, row.mac)) this.#note(row.record);
    }
    this.#isLoaded = true;
    const { done, isDue } = link.erasures;
    let isComplete = done <= (await this.#countDone(sealing)) && !isDue;
    for (let after = 0; !isComplete;) {
      const from = after;
      const page = await link.call((vault, id) => vault.erasures(id, from));
      for (const { record, reason } of [...page.tombstones, ...page.due]) {
        const row = rows.of(record);
        const isKnown = row && (await sealing.isErasure(row, row.mac));
        if (!isKnown && (await chains.with(record, sealing))?.record === record) {
          await this.begin(record, reason, sealing);
        }
      }
      after = page.next ?? 0;
      isComplete = page.next === undefined;
    }
  }

  /**
   * Whether a record was erased, or its erasure has begun.
   *
   * @param record the number of its registration
   * @throws Contradiction if an entry on the chain is not the one that was signed
   */
  async isErased(record: number): Promise<boolean> {
    const { rows, chains, sealing: sealed } = this.#sources;
    const sealing = await sealed();
    if (this.#begun.has(record)) return true;
    const row = rows.of(record);
    if (row && (await sealing.isErasure(row, row.mac))) return true;
    return (await chains.with(record, sealing))?.erasedBy !== undefined;
  }

  /**
   * Whether the erasure of a record has begun, without waiting. It is complete for records that {@link isErased} was
   * asked about: no erasure that begins afterwards is missed.
   */
  hasRow(record: number): boolean {
    return this.#begun.has(record);
  }

  /** The records whose erasures this ledger has begun and not finished. */
  unfinished(): number[] {
    return [...this.#unfinished];
  }

  /** The row of a record's erasure, if this ledger has written it. */
  async row(record: number): Promise<ErasureRow | undefined> {
    const sealing = await this.#sources.sealing();
    const row = this.#sources.rows.of(record);
    return row && (await sealing.isErasure(row, row.mac)) ? row : undefined;
  }

  /**
   * Begins an erasure, unless it has begun: from here on, the record is neither read nor corrected.
   *
   * @param signed its authorship as text; if absent, the one that was kept while the record was held, if any
   */
  async begin(record: number, reason: ErasureReason | undefined, sealing: Sealing, signed?: string): Promise<void> {
    const { rows } = this.#sources;
    const row = { record, reason, done: false };
    const mac = await sealing.erasureMac(row);
    if (this.#begun.has(record)) return;
    rows.put({ ...row, mac, entry: undefined, signed: signed ?? rows.of(record)?.signed });
    this.#note(record);
  }

  /** Takes back what {@link begin} did, for a record that is held. Call this after its row was deleted. */
  release(record: number): void {
    this.#begun.delete(record);
    this.#unfinished.delete(record);
  }

  /** Notes that everything of a record was overwritten. Call this after the transaction. */
  finish(record: number): void {
    this.#unfinished.delete(record);
  }

  /** How many erasures are done, as far as this ledger has written that. */
  async #countDone(sealing: Sealing): Promise<number> {
    const turns = new Turns();
    let count = 0;
    for (let rows = this.#doneAfter(0); rows.length > 0; rows = this.#doneAfter(rows.at(-1)?.record ?? Infinity)) {
      const genuine = await Promise.all(rows.map((row) => sealing.isErasure(row, row.mac)));
      count += genuine.filter(Boolean).length;
      await turns.spend(rows.length);
    }
    return count;
  }

  #doneAfter(record: number): ErasureRow[] {
    return this.#sources.rows.doneAfter(record, PAGE);
  }

  #note(record: number): void {
    this.#begun.add(record);
    this.#unfinished.add(record);
  }
}
