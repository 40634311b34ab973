import { existsSync } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import type { PatientRecord } from "../../chain/records/record.ts";
import { linesOf } from "../../client/transport/lines.ts";
import { UnusableFile } from "../../client/saved/unusable-file.ts";
import { type Receipted, receiptedIn } from "./receipted.ts";

/**
 * The file of receipts, one a line, readable by its user alone because receipts disclose records. It is all that a later
 * run needs to go on: a record with a receipt here is not sent again.
 */
export class ReceiptsFile {
  readonly #name: string;
  readonly #isNew: boolean;
  readonly #file: FileHandle;
  readonly #records = new Set<string>();
  readonly #authors = new Map<string | undefined, number>();
  #newest: Receipted["block"] | undefined;

  private constructor(name: string, isNew: boolean, file: FileHandle) {
    this.#name = name;
    this.#isNew = isNew;
    this.#file = file;
  }

  /**
   * Opens the file, or creates it. A last line without an end is what a killed run left, and is removed.
   *
   * @throws UnusableFile if it holds anything but receipts
   */
  static async open(name: string): Promise<ReceiptsFile> {
    const isNew = !existsSync(name);
    const file = await open(name, "a+", 0o600);
    const receipts = new ReceiptsFile(name, isNew, file);
    try {
      await receipts.#read();
    } catch (error) {
      await file.close();
      throw error;
    }
    return receipts;
  }

  /** The number of records that have a receipt. */
  get count(): number {
    return this.#records.size;
  }

  /** The newest block that a receipt is about. */
  get newest(): Receipted["block"] | undefined {
    return this.#newest;
  }

  /** Whether the record has a receipt. */
  has(record: PatientRecord): boolean {
    return this.#records.has(keyOf(record));
  }

  /** How many receipts found in the file, not added, are of entries by another author than this key, or by none. */
  countOfOthers(author: string | undefined): number {
    let count = 0;
    for (const [found, many] of this.#authors) if (found !== author) count += many;
    return count;
  }

  /** Adds a receipt, with the number of its record's line in the input. */
  async add(line: number, { record, block, answer }: Receipted): Promise<void> {
    await this.#file.appendFile(`${JSON.stringify({ line, ...answer })}\n`);
    this.#note(record, block);
  }

  /** Closes the file. If this run created it and saved no receipt, deletes it. */
  async close(): Promise<void> {
    await this.#file.close();
    if (this.#isNew && this.count === 0) await unlink(this.#name);
  }

  async #read(): Promise<void> {
    let length = 0;
    let number = 0;
    for await (const { text, unfinished } of linesOf(piecesOf(this.#file))) {
      if (unfinished) {
        await this.#file.truncate(length);
        break;
      }
      number += 1;
      length += Buffer.byteLength(text) + 1;
      const receipted = receiptedIn(text);
      if (!receipted)
        throw new UnusableFile(this.#name, `holds no receipt in line ${number}: choose another file for them`);
      this.#note(receipted.record, receipted.block);
      this.#authors.set(receipted.author, (this.#authors.get(receipted.author) ?? 0) + 1);
    }
  }

  #note(record: PatientRecord, block: Receipted["block"]): void {
    this.#records.add(keyOf(record));
    if (block.index >= (this.#newest?.index ?? 0)) this.#newest = block;
  }
}

function keyOf({ patient_name, patient_ID, Reg_no }: PatientRecord): string {
  return JSON.stringify([patient_name, patient_ID, Reg_no]);
}

/** The bytes of a file from its start. */
function piecesOf(file: FileHandle): AsyncIterable<Uint8Array> {
  return file.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Uint8Array>;
}
