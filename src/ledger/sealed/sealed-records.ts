import type { PatientRecord } from "../../chain/record.ts";
import type { Entry } from "../../chain/sealed/entry.ts";
import { parseEntryText } from "../../chain/sealed/entry-text.ts";
import { parseDisclosure } from "../../evidence/disclosures.ts";
import { type EntryReceipt, entryReceipt } from "../../evidence/entry-receipt.ts";
import type { Reader, RecordResult, RecordView, SearchTerm } from "../results.ts";
import { Turns } from "../sharing/turns.ts";
import type { ProvenBlock, ProvenBlocks } from "./proven-blocks.ts";
import { entryCommitment } from "./entry-commitment.ts";
import { type SealedParts, sealingOf } from "./sealed-parts.ts";
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
    const opened = await this.#openFor(number, reader);
    return opened.outcome === "found" ? { outcome: "found", found: viewOf(opened.found) } : opened;
  }

  /** The records that have a registration number or are a patient's, oldest first. */
  async search(term: SearchTerm, reader: Reader): Promise<RecordResult<readonly RecordView[]>> {
    if (!reader.scopes.includes("record:read")) return NEEDS_SCOPE;
    const [field, value] =
      "Reg_no" in term ? (["Reg_no", term.Reg_no] as const) : (["patient_ID", term.patient_ID] as const);
    const lookup = await (await sealingOf(this.#parts)).lookup(field, value);
    const numbers = this.#parts.entries.numbers(lookup, FOUND_LIMIT);
    const turns = new Turns();
    const views: RecordView[] = [];
    for (let from = 0; from < numbers.length; from += OPENED_AT_ONCE) {
      const some = numbers.slice(from, from + OPENED_AT_ONCE);
      for (const result of await Promise.all(some.map((number) => this.#openFor(number, reader)))) {
        if (result.outcome === "missing") return result;
        // Someone may have edited where a look-up leads to.
        if (result.outcome === "found" && result.found.record[field] === value) views.push(viewOf(result.found));
      }
      await turns.spend(some.length * DIGESTS_PER_RECORD);
    }
    return { outcome: "found", found: views };
  }

  /** The receipt of a record's entry, which discloses some of its fields. */
  async proof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<RecordResult<EntryReceipt>> {
    const opened = await this.#openFor(number, reader);
    if (opened.outcome !== "found") return opened;
    return { outcome: "found", found: await this.#receipt(opened.found, disclosed) };
  }

  /** The same for the subject that registered the record: it discloses all of it. */
  async ownProof(number: number): Promise<EntryReceipt | undefined> {
    const opened = await this.#open(number);
    return typeof opened === "string" ? undefined : this.#receipt(opened, ["patient_name", "patient_ID", "Reg_no"]);
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

  async #openFor(number: number, { scopes, patients }: Reader): Promise<RecordResult<Opened>> {
    if (!scopes.includes("record:read")) return NEEDS_SCOPE;
    // The record of another patient is not even opened, so that the time until the answer does not give it away.
    if (patients && !(await this.#isOf(patients, number))) return { outcome: "none" };
    const opened = await this.#open(number);
    // A token that is narrowed must not learn from a damaged record that it exists.
    if (opened === "none" || (opened === "missing" && patients)) return { outcome: "none" };
    if (opened === "missing") return { outcome: "missing" };
    const isAllowed = patients === undefined || patients.includes(opened.record.patient_ID);
    return isAllowed ? { outcome: "found", found: opened } : { outcome: "none" };
  }

  /** Whether the look-ups of one of these patients lead to a record. */
  async #isOf(patients: readonly string[], number: number): Promise<boolean> {
    const sealing = await sealingOf(this.#parts);
    const lookups = await Promise.all(patients.map((patient) => sealing.lookup("patient_ID", patient)));
    return lookups.some((lookup) => this.#parts.entries.leadsTo(lookup, number));
  }

  /** Opens a record on the chain, whoever asks. */
  async #open(number: number): Promise<Opened | "none" | "missing"> {
    const { entries, link } = this.#parts;
    const block = await this.#proven.withEntry(number);
    const [row] = block ? entries.sealed(number, number) : [];
    if (!block || !row) return "none";
    await this.#proven.requireEntry(block, number, row.text);
    const commitment = entryCommitment(row.text);
    if (commitment === undefined) return "none";
    const key = row.keyId && (await link.key(row.keyId));
    if (!key || !row.ciphertext) return "missing";
    const opened = await (await sealingOf(this.#parts)).open(row.ciphertext, key, commitment);
    return opened ? { ...opened, number, text: row.text, commitment, block } : "missing";
  }
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
