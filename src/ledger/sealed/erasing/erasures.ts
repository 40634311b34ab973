import type { ErasureReason } from "../../results.ts";
import type { ErasureRow, ErasureRows } from "../../store/erasures.ts";
import type { Sealing } from "../sealing.ts";
import type { VersionChains } from "./version-chain.ts";

/** What {@link Erasures} works with. */
interface Sources {
  readonly rows: ErasureRows;
  readonly chains: VersionChains;
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

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /**
   * Reads which erasures were begun and are not done. Call this when the vault was opened, before anything is read or
   * accepted.
   */
  async load(sealing: Sealing): Promise<void> {
    for (const row of this.#sources.rows.unfinished()) {
      if (await sealing.isErasure(row, row.mac)) this.#begun.add(row.record);
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

  /** The rows of erasures that this ledger has begun and not finished. */
  async unfinished(): Promise<ErasureRow[]> {
    const sealing = await this.#sources.sealing();
    const rows = this.#sources.rows.unfinished();
    const genuine = await Promise.all(rows.map((row) => sealing.isErasure(row, row.mac)));
    return rows.filter((_, place) => genuine[place]);
  }

  /** The row of a record's erasure, if this ledger has written it. */
  async row(record: number): Promise<ErasureRow | undefined> {
    const sealing = await this.#sources.sealing();
    const row = this.#sources.rows.of(record);
    return row && (await sealing.isErasure(row, row.mac)) ? row : undefined;
  }

  /** Begins an erasure: from here on, the record is neither read nor corrected. */
  async begin(record: number, reason: ErasureReason | undefined): Promise<void> {
    const row = { record, reason, done: false };
    const mac = await (await this.#sources.sealing()).erasureMac(row);
    this.#sources.rows.put({ ...row, mac, entry: undefined });
    this.#begun.add(record);
  }

  /** Takes back what {@link begin} did, for a record that is held. */
  release(record: number): void {
    this.#sources.rows.delete(record);
    this.#begun.delete(record);
  }
}
