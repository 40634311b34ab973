import type { Header } from "../../chain/sealed/header.ts";
import { Contradiction } from "../contradiction.ts";
import type { SealedRow } from "../store/entries.ts";
import { versionEntry, type VersionEntry } from "./entry-commitment.ts";
import type { VersionChain, VersionChains } from "./erasing/version-chain.ts";
import type { ProvenBlocks } from "./proven-blocks.ts";
import type { SealedParts } from "./sealed-parts.ts";

/** A version of a record, as the chain has it, and what it is opened with. */
export interface Version extends VersionEntry, SealedRow {
  readonly header: Header;
  /** The number of the record: that of its registration. */
  readonly record: number;
  /** The numbers of the record's versions that are mined, oldest first. */
  readonly line: readonly number[];
  /** The number of the entry that corrects or erases this version, mined or waiting. */
  readonly replacedBy: number | undefined;
  /** Whether an entry, mined or waiting, erases the record. */
  readonly isErased: boolean;
}

/** Finds versions of records. Nothing is said of them because of the table `versions`: the signed chain proves it. */
export class RecordVersions {
  readonly #parts: SealedParts;
  readonly #proven: ProvenBlocks;
  readonly #chains: VersionChains;

  constructor(parts: SealedParts, proven: ProvenBlocks, chains: VersionChains) {
    this.#parts = parts;
    this.#proven = proven;
    this.#chains = chains;
  }

  /**
   * A version by its number.
   *
   * @returns `undefined` if no block has this entry yet, or the entry holds no record
   * @throws Contradiction if what is stored is not what was signed
   */
  async at(number: number): Promise<Version | undefined> {
    const { entries, headers, versions: stored } = this.#parts;
    const block = number >= 1 ? await this.#proven.withEntry(number) : undefined;
    if (!block) return undefined;
    const [row] = entries.sealed(number, number);
    if (!row) throw new Contradiction();
    await this.#proven.requireEntry(block, number, row.text);
    const entry = versionEntry(row.text);
    if (!entry) return undefined;
    const { record, versions, erasedBy } = await this.#chainOf(number, entry);
    const replacedBy = versions[versions.indexOf(number) + 1] ?? erasedBy;
    // Only an entry says that another is replaced. If the table names one that does not, either of them was edited.
    if ((stored.replacedBy(number) ?? replacedBy) !== replacedBy) throw new Contradiction();
    return {
      ...row,
      ...entry,
      header: block.header,
      record,
      // This version is mined, so of a single one nothing has to be looked up.
      line: versions.length === 1 ? versions : versions.filter((each) => each <= headers.newest().last_entry),
      replacedBy,
      isErased: erasedBy !== undefined,
    };
  }

  /** All versions, as far as they are mined, of the record that a version belongs to; oldest first. */
  async all({ line }: Version): Promise<Version[]> {
    const versions: Version[] = [];
    for (const number of line) versions.push(await this.#required(number));
    return versions;
  }

  /** The newest version, as far as it is mined, of the record that a version belongs to. */
  current(version: Version): Promise<Version> {
    return this.#required(version.line.at(-1) ?? version.number);
  }

  async #chainOf(number: number, { corrects }: VersionEntry): Promise<VersionChain> {
    const { entries, sealing } = this.#parts;
    // Most records have but one version.
    const isAlone = corrects === undefined && entries.referring(number).length === 0;
    if (isAlone) return { record: number, versions: [number], erasedBy: undefined };
    const chain = await this.#chains.with(number, await sealing());
    // The entry holds a record, as was proven.
    if (!chain) throw new Contradiction();
    return chain;
  }

  async #required(number: number): Promise<Version> {
    const version = await this.at(number);
    if (!version) throw new Contradiction();
    return version;
  }
}
