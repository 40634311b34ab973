import type { Header } from "../../chain/sealed/header.ts";
import { Contradiction } from "../contradiction.ts";
import type { SealedRow } from "../store/entries.ts";
import { replacedNumber, versionEntry, type VersionEntry } from "./entry-commitment.ts";
import type { ProvenBlocks } from "./proven-blocks.ts";
import type { SealedParts } from "./sealed-parts.ts";

/** A version of a record, as the chain has it, and what it is opened with. */
export interface Version extends VersionEntry, SealedRow {
  /** The number of the record: that of its registration. */
  readonly record: number;
  readonly header: Header;
}

/**
 * The versions of records, as the signed chain proves them. The table `versions` only says where to look: if it differs
 * from what the entries say, someone has edited the storage.
 */
export class RecordVersions {
  readonly #parts: SealedParts;
  readonly #proven: ProvenBlocks;

  constructor(parts: SealedParts, proven: ProvenBlocks) {
    this.#parts = parts;
    this.#proven = proven;
  }

  /**
   * A version by its number.
   *
   * @returns `undefined` if no block has this entry yet, or the entry holds no record
   * @throws Contradiction if what is stored is not what was signed
   */
  async at(number: number): Promise<Version | undefined> {
    const { entries, versions } = this.#parts;
    const block = number >= 1 ? await this.#proven.withEntry(number) : undefined;
    if (!block) return undefined;
    const [row] = entries.sealed(number, number);
    if (!row) throw new Contradiction();
    await this.#proven.requireEntry(block, number, row.text);
    const entry = versionEntry(row.text);
    if (!entry) return undefined;
    const record = versions.recordOf(number);
    const { corrects } = entry;
    const isRecord = corrects === undefined ? record === number : record <= corrects && corrects < number;
    if (!isRecord) throw new Contradiction();
    return { ...row, ...entry, record, header: block.header };
  }

  /**
   * The number of the correction that replaces a version, once it is mined.
   *
   * @throws Contradiction if the version is said to be replaced by an entry that does not say so, or the other way round
   */
  async correctedBy(number: number): Promise<number | undefined> {
    const { entries } = this.#parts;
    const by = this.replacedBy(number);
    const block = by === undefined ? undefined : await this.#proven.withEntry(by);
    if (by === undefined || !block) return undefined;
    const text = entries.text(by) ?? "";
    await this.#proven.requireEntry(block, by, text);
    if (replacedNumber(text) !== number) throw new Contradiction();
    // Otherwise it is an erasure.
    return versionEntry(text) && by;
  }

  /**
   * The number of the entry, mined or waiting, that corrects or erases a version.
   *
   * @throws Contradiction if the table of versions and the entries differ
   */
  replacedBy(number: number): number | undefined {
    const { entries, versions } = this.#parts;
    const by = versions.replacedBy(number);
    if (by !== entries.replacing(number)) throw new Contradiction();
    return by;
  }

  /** All versions of the record that a version belongs to, as far as they are mined; oldest first. */
  async all(version: Version): Promise<Version[]> {
    const earlier: Version[] = [];
    for (let { corrects } = version; corrects !== undefined;) {
      const before = await this.#required(corrects, version);
      earlier.push(before);
      ({ corrects } = before);
    }
    const found = [...earlier.toReversed(), version];
    if (found[0]?.number !== version.record) throw new Contradiction();
    for await (const next of this.#later(version)) found.push(next);
    return found;
  }

  /** The newest version, as far as it is mined, of the record that a version belongs to. */
  async current(version: Version): Promise<Version> {
    let current = version;
    for await (const next of this.#later(version)) current = next;
    return current;
  }

  async *#later(version: Version): AsyncGenerator<Version> {
    for (let by = await this.correctedBy(version.number); by !== undefined; by = await this.correctedBy(by)) {
      yield await this.#required(by, version);
    }
  }

  /** Another version of the same record. */
  async #required(number: number, { record }: Version): Promise<Version> {
    const version = await this.at(number);
    if (version?.record !== record) throw new Contradiction();
    return version;
  }
}
