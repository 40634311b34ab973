import type { Header } from "../../../chain/sealed/header.ts";
import { Contradiction } from "../../contradiction.ts";
import { Turns } from "../../sharing/turns.ts";
import type { SealedRow } from "../../store/entry-rows.ts";
import { versionEntry, type VersionEntry } from "../accepting/entry-commitment.ts";
import type { VersionChain, VersionChains } from "../erasing/version-chain.ts";
import type { ProvenBlocks } from "./proven-blocks.ts";
import type { SealedParts } from "../sealed-parts.ts";

/** The work for one of the versions of a record, in digests. */
const DIGESTS_PER_VERSION = 8;

/** The entry of a version, as the chain has it, and what the version is opened with. */
interface Stored extends VersionEntry, SealedRow {
  readonly header: Header;
}

/** The versions of a record. */
interface Lines {
  readonly chain: VersionChain;
  /** The numbers of those that are mined, oldest first. */
  readonly line: readonly number[];
}

/** A version of a record. */
export interface Version extends Stored, Lines {
  /** The number of the record: that of its registration. */
  readonly record: number;
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
    const stored = await this.#stored(number);
    if (!stored) return undefined;
    const chain = await this.#chainOf(number, stored);
    const { versions } = chain;
    // This version is mined, so of a single one nothing has to be looked up.
    const newest = versions.length === 1 ? number : this.#parts.headers.newest().last_entry;
    return this.#versionIn({ chain, line: versions.filter((each) => each <= newest) }, stored);
  }

  /**
   * All versions, as far as they are mined, of the record that a version belongs to; oldest first. There may be many, so
   * what follows them is walked once.
   */
  async all(version: Version): Promise<Version[]> {
    const turns = new Turns();
    const versions: Version[] = [];
    for (const number of version.line) {
      versions.push(await this.#required(number, version));
      await turns.spend(DIGESTS_PER_VERSION);
    }
    return versions;
  }

  /** The newest version, as far as it is mined, of the record that a version belongs to. */
  async current(version: Version): Promise<Version> {
    const newest = version.line.at(-1) ?? version.number;
    return newest === version.number ? version : this.#required(newest, version);
  }

  /** What is stored of a version that is mined: `undefined` if there is none. */
  async #stored(number: number): Promise<Stored | undefined> {
    const block = number >= 1 ? await this.#proven.withEntry(number) : undefined;
    if (!block) return undefined;
    const [row] = this.#parts.entries.sealed(number, number);
    if (!row) throw new Contradiction();
    await this.#proven.requireEntry(block, number, row.text);
    const entry = versionEntry(row.text);
    return entry && { ...row, ...entry, header: block.header };
  }

  #versionIn({ chain, line }: Lines, stored: Stored): Version {
    const { number } = stored;
    const { record, versions, erasedBy } = chain;
    const replacedBy = versions[versions.indexOf(number) + 1] ?? erasedBy;
    // Only an entry says that another is replaced. If the table names one that does not, either of them was edited.
    if ((this.#parts.versions.replacedBy(number) ?? replacedBy) !== replacedBy) throw new Contradiction();
    return { ...stored, record, chain, line, replacedBy, isErased: erasedBy !== undefined };
  }

  async #chainOf(number: number, { corrects }: VersionEntry): Promise<VersionChain> {
    const { entries, references } = this.#parts;
    const sealing = await this.#parts.sealing();
    // Most records have but one version.
    const isReplaced = (await references.replacing(number, sealing)) !== undefined;
    const isAlone = corrects === undefined && !isReplaced && entries.referring(number).length === 0;
    if (isAlone) return { kind: "record", record: number, versions: [number], erasedBy: undefined };
    const chain = await this.#chains.with(number, sealing);
    // The entry holds a record, as was proven.
    if (!chain) throw new Contradiction();
    return chain;
  }

  async #required(number: number, lines: Lines): Promise<Version> {
    const stored = await this.#stored(number);
    if (!stored) throw new Contradiction();
    return this.#versionIn(lines, stored);
  }
}
