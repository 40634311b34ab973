import { type PatientRecord, sameRecord } from "../../chain/record.ts";
import type { Entry } from "../../chain/sealed/entry.ts";
import { parseEntryText } from "../../chain/sealed/entry-text.ts";
import { FIELD_NAMES, parseDisclosure } from "../../evidence/disclosures.ts";
import { type EntryReceipt, entryReceipt } from "../../evidence/entry-receipt.ts";
import { Contradiction } from "../contradiction.ts";
import type { Reader, RecordResult, RecordView, SearchResult, SearchTerm } from "../results.ts";
import { Turns } from "../sharing/turns.ts";
import type { ProvenBlock, ProvenBlocks } from "./proven-blocks.ts";
import { entryCommitment } from "./entry-commitment.ts";
import type { SealedParts } from "./sealed-parts.ts";
import type { OpenedRecord } from "./sealing.ts";

/** The most records that a search returns, oldest first. */
const FOUND_LIMIT = 1_000;

/** How many of them are opened at once, and the work for each in digests. */
const OPENED_AT_ONCE = 32;
const DIGESTS_PER_RECORD = 32;

/** A record that was opened, with where it is on the chain. */
interface Opened extends OpenedRecord {
  readonly number: number;
  readonly text: string;
  readonly commitment: string;
  readonly block: ProvenBlock;
}

/** Opens records for those who may read them. */
export class SealedRecords {
  readonly #parts: SealedParts;
  readonly #proven: ProvenBlocks;

  constructor(parts: SealedParts, proven: ProvenBlocks) {
    this.#parts = parts;
    this.#proven = proven;
  }

  /** A record by its number. */
  async at(number: number, reader: Reader): Promise<RecordResult<RecordView>> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const opened = await this.#openFor(number, await this.#permission(reader));
    return opened.outcome === "found" ? { outcome: "found", found: viewOf(opened.found) } : opened;
  }

  /** The records that have a registration number or are a patient's, oldest first. */
  async search(term: SearchTerm, reader: Reader): Promise<RecordResult<SearchResult>> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const permission = await this.#permission(reader);
    const [field, value] =
      "Reg_no" in term ? (["Reg_no", term.Reg_no] as const) : (["patient_ID", term.patient_ID] as const);
    const lookup = await (await this.#parts.sealing()).lookup(field, value);
    const isOther = field === "patient_ID" && permission?.patients.includes(value) === false;
    const numbers = isOther ? [] : this.#parts.entries.numbers(lookup, FOUND_LIMIT + 1);
    const turns = new Turns();
    const records: RecordView[] = [];
    const missing: number[] = [];
    for (let from = 0; from < Math.min(numbers.length, FOUND_LIMIT); from += OPENED_AT_ONCE) {
      const some = numbers.slice(from, Math.min(from + OPENED_AT_ONCE, FOUND_LIMIT));
      const results = await Promise.all(some.map((number) => this.#openFor(number, permission)));
      for (const [place, result] of results.entries()) {
        // Someone may have edited where a look-up leads to.
        if (result.outcome === "found" && result.found.record[field] === value) records.push(viewOf(result.found));
        if (result.outcome === "missing") missing.push(some[place] as number);
      }
      await turns.spend(some.length * DIGESTS_PER_RECORD);
    }
    return { outcome: "found", found: { records, missing, more: numbers.length > FOUND_LIMIT } };
  }

  /** The receipt of a record's entry, which discloses some of its fields. */
  async proof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<RecordResult<EntryReceipt>> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const opened = await this.#openFor(number, await this.#permission(reader));
    if (opened.outcome !== "found") return opened;
    return { outcome: "found", found: await this.#receipt(opened.found, disclosed) };
  }

  /**
   * The same for the subject that registered the record and sends it again: it discloses all of it.
   *
   * @throws Contradiction if the number is that of another record, so that what tells repeated records was edited
   */
  async ownProof(number: number, record: PatientRecord): Promise<EntryReceipt | undefined> {
    const opened = await this.#open(number);
    if (typeof opened === "string") return undefined;
    if (!sameRecord(opened.record, record)) throw new Contradiction();
    return this.#receipt(opened, FIELD_NAMES);
  }

  async #receipt(opened: Opened, disclosed: readonly string[]): Promise<EntryReceipt> {
    const { header, tree } = opened.block;
    const receipt = await this.#parts.tree.receipt(header.index);
    // It was proven to be in the tree.
    if (!receipt) throw new Error("a ledger that has signed has no receipt for one of its blocks");
    const position = opened.number - header.first_entry;
    const { fields, disclosures } = opened;
    return entryReceipt({
      header,
      entry: parseEntryText(opened.text) as Entry,
      position,
      path: tree.path(position),
      receipt,
      opened: { fields, disclosures: disclosures.filter((text) => disclosed.includes(parseDisclosure(text).name)) },
    });
  }

  /**
   * What a reader may open. A token that is narrowed to patients costs the same whatever it asks for, so that the time
   * until an answer tells nothing about other patients.
   */
  async #permission({ patients }: Reader): Promise<Permission> {
    if (!patients) return undefined;
    const sealing = await this.#parts.sealing();
    return {
      patients,
      lookups: await Promise.all(patients.map((patient) => sealing.lookup("patient_ID", patient))),
    };
  }

  async #openFor(number: number, permission: Permission): Promise<Exclude<RecordResult<Opened>, { outcome: "scope" }>> {
    // The record of another patient is not even opened.
    const mayOpen = permission?.lookups.some((lookup) => this.#parts.entries.leadsTo(lookup, number)) ?? true;
    const opened = mayOpen ? await this.#open(number) : "none";
    if (opened === "none") return { outcome: "none" };
    // Its look-up says that it is that of a patient whom the token opens.
    if (opened === "missing") return { outcome: "missing" };
    const isAllowed = permission?.patients.includes(opened.record.patient_ID) ?? true;
    return isAllowed ? { outcome: "found", found: opened } : { outcome: "none" };
  }

  /** Opens a record on the chain, whoever asks. */
  async #open(number: number): Promise<Opened | "none" | "missing"> {
    const { entries, link } = this.#parts;
    const block = await this.#proven.withEntry(number);
    if (!block) return "none";
    const [row] = entries.sealed(number, number);
    if (!row) throw new Contradiction();
    await this.#proven.requireEntry(block, number, row.text);
    const commitment = entryCommitment(row.text);
    if (commitment === undefined) return "none";
    const key = row.keyId && (await link.key(row.keyId));
    if (!key || !row.ciphertext) return "missing";
    const opened = await (await this.#parts.sealing()).open(row.ciphertext, key, commitment);
    return opened ? { ...opened, number, text: row.text, commitment, block } : "missing";
  }
}

/** The patients that a token is narrowed to, and the keyed hashes that lead to them; absent if it is not narrowed. */
type Permission =
  { readonly patients: readonly string[]; readonly lookups: readonly Uint8Array<ArrayBuffer>[] } | undefined;

function mayRead({ scopes }: Reader): boolean {
  return scopes.includes("record:read");
}

const NEEDS_SCOPE = { outcome: "scope", scope: "record:read" } as const;

function viewOf({ number, record, commitment, block: { header } }: Opened): RecordView {
  const { patient_name, patient_ID, Reg_no } = record;
  return {
    number,
    patient_name,
    patient_ID,
    Reg_no,
    block: header.index,
    registered_at: header.timestamp,
    tag: commitment,
  };
}
