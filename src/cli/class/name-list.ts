import { CsvError, parse } from "csv-parse/sync";
import { nameFault } from "../../chain/records/record-text.ts";
import { MOST_STUDENTS } from "../../class/class-names.ts";
import { LONGEST_NAME } from "../../class/limits.ts";
import { textOfFile } from "../input-file.ts";

/** Larger than any list of a class, in bytes. */
const LIMIT = 1_048_576;

/** A row of the list. */
interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads the names of a class's students from a file: CSV with a column `name` among any others, or one name a line without
 * a header row. Values are separated by commas, semicolons or tabs, as spreadsheets write them. Blank lines are skipped.
 *
 * @returns the names in the order of the file
 * @throws Error if it is not such a list. The message repeats no name.
 */
export async function readNameList(file: string): Promise<string[]> {
  try {
    return namesIn(await textOfFile(file, LIMIT));
  } catch (error) {
    if (error instanceof NotAList) throw new Error(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The text is no list of names. */
export class NotAList extends Error {}

/**
 * The names in the text of a list, as {@link readNameList} reads it.
 *
 * @throws NotAList if it is none
 */
export function namesIn(text: string): string[] {
  const rows = rowsOf(text);
  const header = rows[0]?.record.map((value) => value.toLowerCase()) ?? [];
  const column = header.indexOf("name");
  if (column !== header.lastIndexOf("name")) throw new NotAList("Two columns are called name: rename one of them.");
  const names = column < 0 ? rows.map(onlyValue) : rows.slice(1).map((row) => valueIn(row, column));
  if (names.length === 0) throw new NotAList("There is no name in it.");
  if (names.length > MOST_STUDENTS) {
    throw new NotAList(`It has ${names.length} names, and a class has at most ${MOST_STUDENTS} students.`);
  }
  return names;
}

function rowsOf(text: string): Row[] {
  try {
    const rows = parse(text, {
      bom: true,
      delimiter: [",", ";", "\t"],
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      trim: true,
      info: true,
    }) as unknown as Row[];
    return rows.filter(({ record }) => record.some((value) => value !== ""));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser's own message quotes the value.
    const { lines } = error as { readonly lines?: unknown };
    const place = typeof lines === "number" ? ` See line ${lines}.` : "";
    throw new NotAList(
      `A value with a quote, a separator or a line break in it must be enclosed in quotes, and each quote inside it written twice.${place}`,
      { cause: error },
    );
  }
}

/** The name in a row of a list without a header row. */
function onlyValue(row: Row): string {
  if (row.record.length > 1) {
    throw new NotAList(
      `Line ${row.info.lines} has several values. Begin the file with a row that calls the column of the names "name", or ` +
        "put names with a comma in them in quotes.",
    );
  }
  return valueIn(row, 0);
}

function valueIn({ record, info }: Row, column: number): string {
  const name = (record[column] ?? "").normalize("NFC");
  const fault = name.length > LONGEST_NAME ? `is longer than ${LONGEST_NAME} characters` : nameFault(name);
  if (fault !== undefined) throw new NotAList(`The name in line ${info.lines} ${fault}.`);
  return name;
}
