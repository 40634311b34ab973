import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { ByteSearch } from "../chain/byte-search.ts";
import { formsOfBytes, formsOfText, type WrittenForm } from "../chain/written-forms.ts";

/** The encodings in which a hash is usually written. */
const ENCODINGS = ["hex", "base64", "base64url"] as const;

/** What a scan read, and what it found. */
export interface Scanned {
  /** The names of all files below the folder, relative to it. */
  readonly files: readonly string[];
  /** The bytes of all files, and of those of the write-ahead logs among them. */
  readonly bytes: { readonly all: number; readonly log: number };
  /** Each finding: what, in which file, and where. */
  readonly found: readonly { readonly what: string; readonly file: string; readonly at: number }[];
}

/** Looks for patient data in every byte of files and of what a process has logged. */
export class StorageScan {
  readonly #search = new ByteSearch();

  /** Looks for texts in every form. */
  async addTexts(texts: readonly string[]): Promise<void> {
    for (const text of texts) this.#add(text, await formsOfText(text));
  }

  /** Looks for what could be guessed of records: the hashes of their fields, and of all fields together. */
  addRecords(records: readonly PatientRecord[]): void {
    for (const { patient_name, patient_ID, Reg_no } of records) {
      const fields = [patient_name, patient_ID, Reg_no];
      const whole = [fields.join(""), JSON.stringify(fields), JSON.stringify({ Reg_no, patient_ID, patient_name })];
      for (const text of [...fields, ...whole]) this.#addHash(text);
    }
  }

  /** Looks for bytes as they are. */
  addBytes(name: string, bytes: Uint8Array): void {
    this.#search.add({ name, bytes });
  }

  /** Looks for the disclosures of receipts, and their salts and digests, which may be stored nowhere but encrypted. */
  addReceipts(receipts: readonly EntryReceipt[]): void {
    for (const { disclosures = [], fields = {} } of receipts) {
      for (const disclosure of disclosures) {
        this.#search.add({ name: `the disclosure ${disclosure}`, bytes: Buffer.from(disclosure) });
        const [salt] = JSON.parse(Buffer.from(disclosure, "base64url").toString()) as [string];
        this.#add("a salt", formsOfBytes("bytes", Uint8Array.from(Buffer.from(salt, "base64url"))));
      }
      for (const digest of Object.values(fields)) {
        this.#add("a digest", formsOfBytes("bytes", Uint8Array.from(Buffer.from(digest, "base64url"))));
      }
    }
  }

  /** Scans every file below a folder, of a process that is running or not. */
  files(folder: string): Scanned {
    const read = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .flatMap((file) => {
        const bytes = contentsOf(file);
        return bytes ? [{ file: file.slice(folder.length + 1), bytes }] : [];
      });
    const sizeOf = (some: typeof read) => some.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const all = sizeOf(read);
    const log = sizeOf(read.filter(({ file }) => file.endsWith("-wal")));
    return {
      files: read.map(({ file }) => file),
      bytes: { all, log },
      found: read.flatMap((each) => this.#found(each)),
    };
  }

  /**
   * What is found in files that a process has open though they are deleted already, as SQLite's temporary files are.
   * Nothing where the system has no /proc.
   */
  deletedFiles(pid: number): Scanned["found"] {
    const folder = `/proc/${pid}/fd`;
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((name) => {
      const bytes = contentsOfDeleted(join(folder, name));
      return bytes ? this.#found({ file: "a deleted file", bytes }) : [];
    });
  }

  /** What is found in a text, such as a log. */
  text(name: string, text: string): Scanned["found"] {
    return this.#found({ file: name, bytes: new TextEncoder().encode(text) });
  }

  /** The first bytes are enough: there are very many hashes, and a page of a database hardly ever ends within one. */
  #addHash(text: string): void {
    const digest = createHash("sha256").update(text).digest();
    const written = [digest, ...ENCODINGS.map((encoding) => Buffer.from(digest.toString(encoding)))];
    for (const bytes of written) this.#search.add({ name: `SHA-256 of ${text}`, bytes: bytes.subarray(0, 16) });
  }

  #add(of: string, forms: readonly WrittenForm[]): void {
    for (const { name, bytes } of forms) this.#search.add({ name: `${of} as ${name}`, bytes });
  }

  #found({ file, bytes }: { file: string; bytes: Uint8Array }): Scanned["found"] {
    return Array.from(this.#search.in(bytes), ([what, at]) => ({ what, file, at }));
  }
}

/** The bytes of a file; `undefined` if it was deleted after it was listed. */
function contentsOf(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The bytes of an open file that was deleted; `undefined` if it is closed by now, or is anything else. */
function contentsOfDeleted(descriptor: string): Uint8Array | undefined {
  try {
    const isDeleted = readlinkSync(descriptor).endsWith(" (deleted)") && statSync(descriptor).isFile();
    return isDeleted ? readFileSync(descriptor) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
