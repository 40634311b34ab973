import { CsvError, parse } from "csv-parse/browser/esm/sync";

/** The text is not CSV with the expected columns. The message repeats no value: without a header row the first row is a record. */
export class NotCsv extends Error {}

/** A row below the header row. */
export interface CsvRow {
  /** The number of the line that it begins in, from 1. */
  readonly line: number;
  /** Its length in bytes. */
  readonly size: number;
  /** Its values by the names of their columns; absent if it has more or fewer values than there are columns. */
  readonly fields?: Record<string, string>;
  /** Whether the line is blank. */
  readonly isBlank?: true;
}

/** U+FEFF in UTF-8. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** More values than any row that means well has. A longer row is not read to its end, so that it takes no memory. */
const MOST_VALUES = 100;

/** A row has too many values. */
class TooWide extends Error {}

/** What `info: true` adds to each row. */
interface RowWithInfo {
  readonly record: readonly string[];
  readonly info: { readonly bytes: number; readonly lines: number };
}

/**
 * Reads CSV (RFC 4180) in UTF-8, whose first row names the columns in any order. A byte order mark before it is skipped,
 * since spreadsheets write one. Rows end with CRLF or LF, and white space is part of a value.
 *
 * @param bytes must be UTF-8, which is not checked here
 * @param columns the names that the header row must have
 * @param most how many rows to read at most
 * @returns the rows below the header row
 * @throws NotCsv if the text cannot be split into rows, or the header row is not the expected one
 */
export function readCsv(bytes: Uint8Array, columns: readonly string[], most = Infinity): CsvRow[] {
  const hasMark = BYTE_ORDER_MARK.every((byte, place) => bytes[place] === byte);
  const [header, ...rows] = split(hasMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes, most + 1);
  const names = header?.record ?? [];
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0 || names.length !== columns.length) {
    const lacks = missing.length > 0 ? ` It lacks ${missing.join(", ")}.` : "";
    throw new NotCsv(
      `The first row must name the columns ${columns.join(", ")}, each once, in any order, separated by commas, and no ` +
        `other.${lacks}`,
    );
  }
  let before = header?.info ?? { bytes: 0, lines: 0 };
  return rows.map(({ record, info }) => {
    const place = { line: before.lines + 1, size: info.bytes - before.bytes };
    before = info;
    if (record.length !== names.length) {
      return record.length === 1 && record[0] === "" ? { ...place, isBlank: true } : place;
    }
    return { ...place, fields: Object.fromEntries(names.map((name, column) => [name, record[column] ?? ""])) };
  });
}

/** @throws NotCsv if the quotes are wrong, which leaves unclear where a row ends */
function split(bytes: Uint8Array, most: number): RowWithInfo[] {
  try {
    return parse(bytes, {
      record_delimiter: ["\r\n", "\n"],
      relax_column_count: true,
      info: true,
      ...(most === Infinity ? {} : { to: most }),
      cast: (value, { index }) => {
        if (index >= MOST_VALUES) throw new TooWide();
        return value;
      },
    }) as unknown as RowWithInfo[];
  } catch (error) {
    if (error instanceof TooWide) {
      throw new NotCsv(`A row of the CSV has more than ${MOST_VALUES} values.`);
    }
    if (!(error instanceof CsvError)) throw error;
    throw new NotCsv(
      "The CSV cannot be split into rows: a value with a quote, a comma or a line break in it must be enclosed in quotes, " +
        `and each quote inside it written twice.${placeOf(error)}`,
    );
  }
}

/** Where the parser stopped. Its own message quotes the value. */
function placeOf(error: CsvError): string {
  const { lines } = error as { readonly lines?: unknown };
  return typeof lines === "number" ? ` See line ${lines}.` : "";
}
