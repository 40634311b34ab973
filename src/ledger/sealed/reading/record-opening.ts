import type { Fault } from "../../../chain/fault.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import { Contradiction } from "../../contradiction.ts";
import type { OpenedRecords } from "../../reading/verdict.ts";
import type { SealedRow } from "../../store/entry-rows.ts";
import type { VersionRow } from "../../store/versions.ts";
import { subjectCommitment, versionEntry } from "../accepting/entry-commitment.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { Sealing } from "../accepting/sealing.ts";
import { openSealedSubject, subjectLookup } from "../accepting/subject-sealing.ts";

/** How many records are opened at once. */
const OPENED_AT_ONCE = 64;

/** What is stored about which versions replace which: the table of versions, and the entries themselves. */
interface Links {
  readonly rows: ReadonlyMap<number, VersionRow>;
  readonly replacements: ReadonlyMap<number, number>;
}

/** What is sealed behind the commitment of an entry: a version of a record, or the subject of a key. */
interface Sealed {
  readonly of: "record" | "subject";
  readonly commitment: string;
  readonly corrects?: number | undefined;
}

/** Opens every record of a block that is not erased, and the subject of every key, for a check. */
export class RecordOpening {
  readonly #parts: SealedParts;
  readonly #sealing: Sealing;
  #opened = 0;
  #erased = 0;

  constructor(parts: SealedParts, sealing: Sealing) {
    this.#parts = parts;
    this.#sealing = sealing;
  }

  /** How many versions of records opened so far, and how many were found erased. Subjects of keys are not counted. */
  get records(): OpenedRecords {
    return { opened: this.#opened, erased: this.#erased };
  }

  /** The fault of the first record that does not open to what the chain says, or cannot be found. */
  async fault({ index, first_entry, last_entry }: Header): Promise<Fault | undefined> {
    const { entries, versions } = this.#parts;
    for (let from = first_entry; from <= last_entry; from += OPENED_AT_ONCE) {
      const to = Math.min(last_entry, from + OPENED_AT_ONCE - 1);
      const rows = entries.sealed(from, to);
      const links = { rows: versions.rows(from, to), replacements: entries.replacements(from, to) };
      const clauses = await Promise.all(rows.map((row) => this.#missing(row, links)));
      const place = clauses.findIndex((clause) => clause !== undefined);
      const number = rows[place]?.number;
      if (number === undefined) continue;
      return {
        index,
        rule: "record-missing",
        expected: "a record that opens to its commitment and can be found",
        actual: clauses[place] ?? "",
        detail: `${nameOf(rows[place])}, in block ${index}, is missing or damaged: ${clauses[place]}.`,
      };
    }
    return undefined;
  }

  /** What is missing of a record, as a clause. */
  async #missing(row: SealedRow, links: Links): Promise<string | undefined> {
    const { number } = row;
    const entry = sealedBy(row.text);
    if (!entry) return links.rows.has(number) ? "a version is stored that its entry is not" : undefined;
    if (!this.#isLinked(number, entry, links)) return "what is stored about its versions differs from their entries";
    const record = links.rows.get(number)?.record ?? number;
    const clause = await this.#unopened(row, entry);
    const isErased = clause !== undefined && (await this.#isErased(record));
    if (clause !== undefined && !isErased) return clause;
    if (entry.of === "record") this.#count(isErased);
    return undefined;
  }

  #count(isErased: boolean): void {
    if (isErased) this.#erased += 1;
    else this.#opened += 1;
  }

  /** Whether an erasure is proven. Where an edit hides the proof, something of the record is missing. */
  async #isErased(record: number): Promise<boolean> {
    try {
      return await this.#parts.erasures.isErased(record);
    } catch (error) {
      if (error instanceof Contradiction) return false;
      throw error;
    }
  }

  /** Whether what is stored about a version's place among the versions of its record is what the entries say. */
  #isLinked(number: number, { corrects }: Sealed, { rows, replacements }: Links): boolean {
    const { versions } = this.#parts;
    const record = rows.get(number)?.record ?? number;
    const expected = corrects === undefined ? number : versions.recordOf(corrects);
    return record === expected && rows.get(number)?.replacedBy === replacements.get(number);
  }

  async #unopened({ number, keyId, ciphertext }: SealedRow, entry: Sealed): Promise<string | undefined> {
    const { link, entries } = this.#parts;
    if (!keyId || !ciphertext) return "its ciphertext is missing";
    const key = await link.key(keyId);
    if (!key) return "its key is missing in the vault";
    const lookups = await this.#lookupsOf(entry, ciphertext, key);
    if (!lookups) return "its ciphertext does not open to its commitment";
    return lookups.every((lookup) => entries.leadsTo(lookup, number)) ? undefined : "a look-up of it is missing";
  }

  /** The keyed hashes that must lead to what a ciphertext holds; `undefined` if it does not open to its commitment. */
  async #lookupsOf(
    { of, commitment }: Sealed,
    ciphertext: Uint8Array<ArrayBuffer>,
    key: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>[] | undefined> {
    const sealing = this.#sealing;
    if (of === "subject") {
      const opened = await openSealedSubject(ciphertext, key, commitment, sealing);
      // Nothing says in the clear who enrolled the key, so the other look-up cannot be computed.
      return opened && [await subjectLookup(opened.subject, sealing)];
    }
    const opened = await sealing.open(ciphertext, key, commitment);
    if (!opened) return undefined;
    const { Reg_no, patient_ID } = opened.record;
    return [await sealing.lookup("Reg_no", Reg_no), await sealing.lookup("patient_ID", patient_ID)];
  }
}

/** What is sealed behind the commitment of a stored entry; `undefined` if it has no commitment. */
function sealedBy(text: string): Sealed | undefined {
  const version = versionEntry(text);
  if (version) return { of: "record", ...version };
  const commitment = subjectCommitment(text);
  return commitment === undefined ? undefined : { of: "subject", commitment };
}

function nameOf(row: SealedRow | undefined): string {
  const isSubject = row && subjectCommitment(row.text) !== undefined;
  return isSubject ? `The subject of key entry ${row.number}` : `Record ${row?.number}`;
}
