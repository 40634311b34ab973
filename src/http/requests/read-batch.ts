import type { SubmittedRecord } from "../../ledger/results.ts";
import { BATCH_LIMIT, RECORD, RECORD_LIMIT } from "../../contract/bodies.ts";
import { CSV, NDJSON } from "../../contract/content.ts";
import { type CsvRow, NotCsv, readCsv } from "../../contract/csv.ts";
import { recordSchema } from "../../contract/schemas/record.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { parseFields } from "./parse.ts";
import { mediaType, parseJson, requireUtf8 } from "./read-body.ts";

/** A line's record, or what is wrong with the line. */
export type LineRead = SubmittedRecord | Problem;

/**
 * Reads a received batch: NDJSON with one record a line, or CSV with one record a row. A line that is not a record does
 * not affect the others.
 *
 * @throws Problem if the batch has another type or too many records, or is CSV that cannot be split into rows
 */
export function readBatch(c: AppContext): LineRead[] {
  switch (mediaType(c)) {
    case NDJSON:
      return linesOf(c.var.body).map((line) => read(line.length, () => parseJson(line)));
    case CSV:
      return rowsOf(c.var.body).map((row) => read(row.size, () => fieldsOf(row)));
    default:
      throw new Problem(
        "unsupported-media-type",
        `Send a batch as ${NDJSON}, one record a line, or as ${CSV} with a header row.`,
        { headers: { Accept: `${NDJSON}, ${CSV}` } },
      );
  }
}

/** Splits a batch into the bytes of its lines, so that a line that is not UTF-8 does not affect the others. */
function linesOf(rest: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < rest.length;) {
    const end = rest.indexOf(0x0a, start);
    lines.push(rest.subarray(start, end < 0 ? rest.length : end));
    if (lines.length > BATCH_LIMIT.lines) throw tooMany("lines");
    start = end < 0 ? rest.length : end + 1;
  }
  return lines;
}

function rowsOf(bytes: Uint8Array<ArrayBuffer>): CsvRow[] {
  requireUtf8(bytes);
  const rows = rowsIn(bytes);
  if (rows.length > BATCH_LIMIT.lines) throw tooMany("records below the header row");
  return rows;
}

/** @throws Problem if they are not CSV with the columns of a record */
function rowsIn(bytes: Uint8Array): CsvRow[] {
  try {
    return readCsv(bytes, Object.keys(recordSchema.shape), BATCH_LIMIT.lines + 1);
  } catch (error) {
    if (error instanceof NotCsv) throw new Problem("invalid-body", error.message);
    throw error;
  }
}

/** @throws Problem if the row does not have one value for each column */
function fieldsOf(row: CsvRow): Record<string, string> {
  if (row.fields) return row.fields;
  throw new Problem("invalid-record", "The record must have as many values as the header row has names.");
}

/** Reads one record of a batch, whose size is limited like that of a body with a single record. */
function read(size: number, parse: () => unknown): LineRead {
  if (size > RECORD_LIMIT) return new Problem("body-too-large", `A line may have at most ${RECORD_LIMIT} bytes.`);
  try {
    return parseFields(RECORD, parse()) as SubmittedRecord;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function tooMany(what: string): Problem {
  return new Problem("body-too-large", `A batch may have at most ${BATCH_LIMIT.lines} ${what}. Send it in parts.`);
}
