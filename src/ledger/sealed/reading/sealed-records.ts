import { type PatientRecord, sameRecord } from "../../../chain/records/record.ts";
import type { Entry } from "../../../chain/sealed/entry.ts";
import { parseEntryText } from "../../../chain/sealed/entry-text.ts";
import { FIELD_NAMES, parseDisclosure } from "../../../evidence/receipts/disclosures.ts";
import { type EntryReceipt, entryReceipt } from "../../../evidence/receipts/entry-receipt.ts";
import { Contradiction } from "../../contradiction.ts";
import type { ReadAction, Reader, RecordResult, RecordView, SearchResult, SearchTerm } from "../../results.ts";
import { Turns } from "../../sharing/turns.ts";
import { type Closed, NONE, type Opened, type Permission, type RecordAccess } from "./access.ts";
import type { ProvenBlocks } from "./proven-blocks.ts";
import type { RecordVersions, Version } from "./record-versions.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { OpenedRecord } from "../accepting/sealing.ts";

/** The most records that a search returns, oldest first. */
const FOUND_LIMIT = 1_000;

/** How many versions are opened at once, and the work for each in digests: for its block, and for opening it. */
const OPENED_AT_ONCE = 32;
const DIGESTS = { proof: 8, opening: 24 } as const;

/** What records are read with. */
interface Sources {
  readonly proven: ProvenBlocks;
  readonly versions: RecordVersions;
  readonly access: RecordAccess;
}

/** A version with what it holds. */
interface OpenVersion {
  readonly version: Version;
  readonly opened: OpenedRecord;
}

/** Opens records for those who may read them, and logs it first. */
export class SealedRecords {
  readonly #parts: SealedParts;
  readonly #proven: ProvenBlocks;
  readonly #versions: RecordVersions;
  readonly #access: RecordAccess;

  constructor(parts: SealedParts, { proven, versions, access }: Sources) {
    this.#parts = parts;
    this.#proven = proven;
    this.#versions = versions;
    this.#access = access;
  }

  /** A version of a record by its number. */
  async at(number: number, reader: Reader): Promise<RecordResult<RecordView>> {
    const read = await this.#readOne(number, reader, "read");
    if (!("version" in read)) return read;
    return this.#access.erasedSince(read.version, reader) ?? { outcome: "found", found: viewOf(read) };
  }

  /** The receipt of a version's entry, which discloses some of its fields. */
  async proof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<RecordResult<EntryReceipt>> {
    const read = await this.#readOne(number, reader, "disclose");
    if (!("version" in read)) return read;
    const found = await this.#receipt(read, disclosed);
    return this.#access.erasedSince(read.version, reader) ?? { outcome: "found", found };
  }

  /** All versions of a record that the reader may see, oldest first. */
  async all(number: number, reader: Reader): Promise<RecordResult<readonly RecordView[]>> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const permission = await this.#access.permission(reader);
    const version = await this.#versions.at(number);
    if (!version) return NONE;
    const refused: (Closed | undefined)[] = [];
    const visible: Version[] = [];
    for (const each of await this.#versions.all(version)) {
      const refusal = await this.#access.refusal(each, permission);
      if (refusal) refused.push(refusal);
      else visible.push(each);
    }
    const granted = visible.length > 0;
    const noted = granted ? visible : [version];
    await this.#access.note(
      reader,
      "read-versions",
      noted.map(({ number: each }) => ({ number: each, granted })),
    );
    if (!granted) return refused[0] ?? NONE;
    const found: RecordView[] = [];
    for (const result of await this.#openAll(visible, permission)) {
      if (!("version" in result)) return result;
      found.push(viewOf(result));
    }
    return { outcome: "found", found };
  }

  /** The current versions that have a registration number or are a patient's, oldest first. */
  async search(term: SearchTerm, reader: Reader): Promise<RecordResult<SearchResult>> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const { entries, headers } = this.#parts;
    const permission = await this.#access.permission(reader);
    const [field, value] =
      "Reg_no" in term ? (["Reg_no", term.Reg_no] as const) : (["patient_ID", term.patient_ID] as const);
    const lookup = await (await this.#parts.sealing()).lookup(field, value);
    const isOther = field === "patient_ID" && permission?.patients.includes(value) === false;
    const { last_entry: newest } = headers.newest();
    const numbers = isOther ? [] : entries.currentNumbers(lookup, newest, FOUND_LIMIT + 1);
    const { visible, noted } = await this.#visible(numbers.slice(0, FOUND_LIMIT), permission);
    await this.#access.note(reader, "search", noted.length > 0 ? noted : [{ number: null, granted: !isOther }]);
    const records: RecordView[] = [];
    const missing: number[] = [];
    for (const [place, result] of (await this.#openAll(visible, permission)).entries()) {
      if ("version" in result) {
        // Someone may have edited where a look-up leads to.
        if (result.opened.record[field] === value) records.push(viewOf(result));
      } else if (result.outcome === "missing") missing.push((visible[place] as Version).number);
    }
    return { outcome: "found", found: { records, missing, more: numbers.length > FOUND_LIMIT } };
  }

  /**
   * Proof for the subject that registered or corrected a record and sends it again: it discloses all of it.
   *
   * @throws Contradiction if the number is that of another record, so that what tells repeated records was edited
   */
  async ownProof(number: number, record: PatientRecord): Promise<EntryReceipt | Closed> {
    const version = await this.#versions.at(number);
    if (!version) return { outcome: "missing" };
    const refused = await this.#access.refusal(version, undefined);
    if (refused) return refused;
    const result = await this.#access.open(version, undefined);
    if (result.outcome !== "opened") return result;
    if (!sameRecord(result.opened.record, record)) throw new Contradiction();
    const receipt = await this.#receipt({ version, opened: result.opened }, FIELD_NAMES);
    return this.#access.erasedSince(version, undefined) ?? receipt;
  }

  async #readOne(
    number: number,
    reader: Reader,
    action: ReadAction,
  ): Promise<OpenVersion | Closed | typeof NEEDS_SCOPE> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const permission = await this.#access.permission(reader);
    const version = await this.#versions.at(number);
    if (!version) return NONE;
    const refused = await this.#access.refusal(version, permission);
    await this.#access.note(reader, action, [{ number, granted: !refused }]);
    return refused ?? withVersion(version, await this.#access.open(version, permission));
  }

  /** Those of some versions that may be opened, and what the log is to say about all. */
  async #visible(numbers: readonly number[], permission: Permission) {
    const turns = new Turns();
    const visible: Version[] = [];
    const noted: { number: number; granted: boolean }[] = [];
    for (const number of numbers) {
      const version = await this.#versions.at(number);
      await turns.spend(DIGESTS.proof);
      if (!version) continue;
      const refused = await this.#access.refusal(version, permission);
      if (!refused) visible.push(version);
      // Nothing is told of erased ones.
      if (refused?.outcome !== "erased") noted.push({ number, granted: !refused });
    }
    return { visible, noted };
  }

  async #openAll(versions: readonly Version[], permission: Permission): Promise<(OpenVersion | Closed)[]> {
    const turns = new Turns();
    const results: (OpenVersion | Closed)[] = [];
    for (let from = 0; from < versions.length; from += OPENED_AT_ONCE) {
      const some = versions.slice(from, from + OPENED_AT_ONCE);
      const opened = await Promise.all(some.map((version) => this.#access.open(version, permission)));
      results.push(...opened.map((result, place) => withVersion(some[place] as Version, result)));
      await turns.spend(some.length * DIGESTS.opening);
    }
    return results.map((result) =>
      "version" in result ? (this.#access.erasedSince(result.version, permission) ?? result) : result,
    );
  }

  async #receipt({ version, opened }: OpenVersion, disclosed: readonly string[]): Promise<EntryReceipt> {
    const block = await this.#proven.withEntry(version.number);
    const receipt = block && (await this.#parts.tree.receipt(block.header.index));
    // It was proven to be in the tree.
    if (!receipt) throw new Error("a ledger that has signed has no receipt for one of its blocks");
    const { header, tree } = block;
    const position = version.number - header.first_entry;
    const { fields, disclosures } = opened;
    return entryReceipt({
      header,
      entry: parseEntryText(version.text) as Entry,
      position,
      path: tree.path(position),
      receipt,
      opened: { fields, disclosures: disclosures.filter((text) => disclosed.includes(parseDisclosure(text).name)) },
    });
  }
}

function mayRead({ scopes }: Reader): boolean {
  return scopes.includes("record:read");
}

const NEEDS_SCOPE = { outcome: "scope", scope: "record:read" } as const;

function withVersion(version: Version, result: Opened | Closed): OpenVersion | Closed {
  return result.outcome === "opened" ? { version, opened: result.opened } : result;
}

function viewOf({ version, opened }: OpenVersion): RecordView {
  const { number, commitment, corrects, line, header } = version;
  const { patient_name, patient_ID, Reg_no } = opened.record;
  const corrected_by = line[line.indexOf(number) + 1];
  return {
    number,
    patient_name,
    patient_ID,
    Reg_no,
    block: header.index,
    registered_at: header.timestamp,
    ...(corrects === undefined ? {} : { corrects }),
    ...(corrected_by === undefined ? {} : { corrected_by }),
    tag: commitment,
  };
}
