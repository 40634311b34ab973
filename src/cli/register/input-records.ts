import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import type { PatientRecord } from "../../chain/records/record.ts";
import { fieldFault } from "../../chain/records/record-text.ts";
import { linesOf, NotLines } from "../../client/transport/lines.ts";
import { NotCsv, readCsv } from "../../contract/csv.ts";
import { FIELD_NAMES } from "../../evidence/receipts/disclosures.ts";
import { bytesOf, type TextFile, WHOLE_FILE_LIMIT } from "../../client/saved/text-file.ts";
import { UnusableFile } from "../../client/saved/unusable-file.ts";

/** A record of the input. */
export interface InputRecord {
  /** The number of the line that it begins in, from 1. */
  readonly line: number;
  readonly record: PatientRecord;
}

/** A line of the input that holds no record that a ledger would accept. */
export interface InputFault {
  readonly line: number;
  /** What is wrong, as a sentence that repeats no value. */
  readonly fault: string;
}

/**
 * Reads the records of a file: NDJSON if it starts with a brace, otherwise CSV with a header row. Blank lines are skipped.
 *
 * @returns the lines in order
 * @throws UnusableFile if it is neither, is too large, or is not UTF-8
 */
export async function inputRecords(file: TextFile): Promise<(InputRecord | InputFault)[]> {
  if (file.head.startsWith("[")) throw new UnusableFile(file.name, "is a JSON array: write one record a line instead");
  return file.head.startsWith("{") ? fromLines(file) : fromRows(file);
}

async function fromLines({ name, pieces }: TextFile): Promise<(InputRecord | InputFault)[]> {
  const found: (InputRecord | InputFault)[] = [];
  let line = 0;
  try {
    for await (const { text } of linesOf(pieces)) {
      line += 1;
      const json = line === 1 ? text.replace(/^\ufeff/, "") : text;
      if (json.trim() !== "") found.push(judged(line, valueOf(json)));
    }
  } catch (error) {
    if (error instanceof NotLines) throw new UnusableFile(name, `cannot be read: ${error.message}`);
    throw error;
  }
  return found;
}

/** The value of a line of JSON; a fault if it is not I-JSON (RFC 7493), whose own message may quote the line. */
function valueOf(json: string): unknown {
  try {
    return parseIJson(json);
  } catch (error) {
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}

async function fromRows(file: TextFile): Promise<(InputRecord | InputFault)[]> {
  const bytes = await bytesOf(file, WHOLE_FILE_LIMIT);
  try {
    return readCsv(bytes, FIELD_NAMES)
      .filter(({ isBlank }) => !isBlank)
      .map(({ line, fields }) =>
        fields ? judged(line, fields) : { line, fault: "It must have as many values as the header row has names." },
      );
  } catch (error) {
    if (error instanceof NotCsv) throw new UnusableFile(file.name, `cannot be read as CSV. ${error.message}`);
    throw error;
  }
}

/** Applies the rules for new records, which the ledger would apply as well. */
function judged(line: number, value: unknown): InputRecord | InputFault {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { line, fault: "It must be a JSON object, with no name in it twice." };
  }
  const names = Object.keys(value);
  if (names.length !== FIELD_NAMES.length || !FIELD_NAMES.every((name) => names.includes(name))) {
    return { line, fault: `It must have ${FIELD_NAMES.join(", ")}, and nothing else.` };
  }
  const fields = value as Readonly<Record<keyof PatientRecord, unknown>>;
  for (const name of FIELD_NAMES) {
    const text = fields[name];
    const clause = typeof text === "string" ? fieldFault(name, text) : "must be text";
    if (clause !== undefined) return { line, fault: `${name} ${clause}.` };
  }
  const { patient_name, patient_ID, Reg_no } = value as PatientRecord;
  return { line, record: { patient_name, patient_ID, Reg_no } };
}
