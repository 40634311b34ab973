import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { SearchTerm } from "../../../src/ledger/results.ts";

/** A version of a record in the model. */
export interface ModelVersion extends PatientRecord {
  readonly number: number;
  /** The number of the record's registration. */
  readonly record: number;
  readonly subject: string;
  readonly corrects?: number;
  corrected_by?: number;
}

/** Who registers, corrects or reads in the model: a subject, and the patients that the token is narrowed to. */
export interface ModelReader {
  readonly subject: string;
  readonly patients: readonly string[] | undefined;
}

/** What a ledger that nobody edits should answer to registrations, corrections, reads and searches. */
export class VersionsModel {
  readonly #versions: ModelVersion[] = [];

  /** @returns the outcome, with the number of the version if there is one */
  register(record: PatientRecord, subject: string): string {
    const holders = this.#versions.filter(({ Reg_no }) => Reg_no === record.Reg_no);
    if (holders.length === 0) return `registered ${this.#add(record, subject).number}`;
    const same = holders.find((held) => held.subject === subject && isSame(held, record));
    return same ? `registered-before ${same.number}` : "conflict";
  }

  /** @param isTagRight whether the client expects the tag that the version has */
  correct(number: number, isTagRight: boolean, record: PatientRecord, { subject, patients }: ModelReader): string {
    const version = this.at(number);
    if (!version) return "none";
    const current = this.#of(version.record).at(-1) as ModelVersion;
    if (!isVisible(current, patients)) return "none";
    if (current !== version || !isTagRight) return "outdated";
    const isHeld = this.#versions.some((held) => held.Reg_no === record.Reg_no && held.record !== version.record);
    if (isHeld) return "conflict";
    const next = this.#add(record, subject, version);
    version.corrected_by = next.number;
    return `registered ${next.number}`;
  }

  /** The version with a number, whoever asks. */
  at(number: number): ModelVersion | undefined {
    return this.#versions.find((version) => version.number === number);
  }

  /** The version with a number, if the reader may see it. */
  read(number: number, { patients }: ModelReader): ModelVersion | undefined {
    const version = this.at(number);
    return version && isVisible(version, patients) ? version : undefined;
  }

  /** The versions of the record that a version belongs to, as far as the reader may see them. */
  versions(number: number, { patients }: ModelReader): ModelVersion[] {
    const version = this.at(number);
    return version ? this.#of(version.record).filter((each) => isVisible(each, patients)) : [];
  }

  search(term: SearchTerm, { patients }: ModelReader): ModelVersion[] {
    return this.#versions.filter((version) => {
      const isFound = "Reg_no" in term ? version.Reg_no === term.Reg_no : version.patient_ID === term.patient_ID;
      return isFound && version.corrected_by === undefined && isVisible(version, patients);
    });
  }

  #of(record: number): ModelVersion[] {
    return this.#versions.filter((version) => version.record === record);
  }

  #add(record: PatientRecord, subject: string, corrected?: ModelVersion): ModelVersion {
    // The founding entry has number 1.
    const number = this.#versions.length + 2;
    const links = corrected ? { record: corrected.record, corrects: corrected.number } : { record: number };
    const version: ModelVersion = { ...record, number, subject, ...links };
    this.#versions.push(version);
    return version;
  }
}

function isVisible({ patient_ID }: PatientRecord, patients: readonly string[] | undefined): boolean {
  return patients?.includes(patient_ID) ?? true;
}

function isSame(a: PatientRecord, b: PatientRecord): boolean {
  return a.patient_name === b.patient_name && a.patient_ID === b.patient_ID && a.Reg_no === b.Reg_no;
}
