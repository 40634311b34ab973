import { Malformed } from "../../chain/text/malformed.ts";
import {
  commitmentOf,
  digestOf,
  discloseAll,
  type Fields,
  hasNames,
  parseAnyDisclosure,
  type SealedFields,
} from "./disclosures.ts";

/** An entry of the log of reads: who did what with which record. */
export interface LoggedRead {
  /** Counts the entries from 1. */
  readonly number: number;
  /** When, as in a block's timestamp. */
  readonly at: string;
  /** The subject of the token. */
  readonly who: string;
  readonly action: string;
  /** The record's number; `null` if the request concerned none or all. */
  readonly record: number | null;
  readonly request_id: string;
  readonly granted: boolean;
}

/** The attributes of an entry, in the order in which their disclosures stand. */
export const READ_FIELDS = [
  "number",
  "at",
  "who",
  "action",
  "record",
  "request_id",
  "granted",
] as const satisfies readonly (keyof LoggedRead)[];

const isText = (value: unknown) => typeof value === "string";
const isNumber = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;

/** Whether a value is one that an attribute may have. */
const IS_VALUE: Readonly<Record<keyof LoggedRead, (value: unknown) => boolean>> = {
  number: isNumber,
  at: isText,
  who: isText,
  action: isText,
  record: (value) => value === null || isNumber(value),
  request_id: isText,
  granted: (value) => typeof value === "boolean",
};

/**
 * Seals an entry as a record is sealed: each attribute with a salt of its own, and a commitment to all of them.
 *
 * @param salts 16 new random bytes for each attribute, in the order of {@link READ_FIELDS}
 */
export function discloseRead(entry: LoggedRead, salts: readonly Uint8Array[]): Promise<SealedFields> {
  return discloseAll(
    READ_FIELDS.map((name) => ({ name, value: entry[name] })),
    salts,
  );
}

/**
 * Opens disclosures of an entry: some of its attributes, or all, or none.
 *
 * @param fields the digests of all attributes
 * @param commitment hex; that of the entry, which must cover these digests
 * @throws Malformed if they are not those of an entry with this commitment. The message quotes nothing.
 */
export async function openRead(
  disclosures: readonly string[],
  fields: Fields,
  commitment: string,
): Promise<Partial<LoggedRead>> {
  if (!hasNames(fields, READ_FIELDS)) throw new Malformed("its fields are not those of an entry of the log of reads");
  if ((await commitmentOf(fields)) !== commitment) throw new Malformed("its fields do not have the entry's commitment");
  const values = new Map<keyof LoggedRead, unknown>();
  for (const disclosure of disclosures) {
    const { name, value } = parseAnyDisclosure(disclosure);
    const field = READ_FIELDS.find((known) => known === name);
    if (field === undefined) throw new Malformed("a disclosure has the name of no attribute of the log of reads");
    if (values.has(field)) throw new Malformed("two disclosures have the same name");
    if (fields[field] !== (await digestOf(disclosure)))
      throw new Malformed(`the disclosure of ${field} is not the one committed to`);
    if (!IS_VALUE[field](value)) throw new Malformed(`the disclosure of ${field} has a value that it cannot have`);
    values.set(field, value);
  }
  return Object.fromEntries(values);
}

/**
 * Opens an entry from the disclosures of all its attributes.
 *
 * @returns the entry, and the digests of its disclosures
 * @throws Malformed if they are not those of an entry with this commitment
 */
export async function openWholeRead(
  disclosures: readonly string[],
  commitment: string,
): Promise<{ readonly entry: LoggedRead; readonly fields: Fields }> {
  const digests = await Promise.all(disclosures.map(digestOf));
  const names = disclosures.map((disclosure) => parseAnyDisclosure(disclosure).name);
  const fields = Object.fromEntries(names.map((name, place) => [name, digests[place] ?? ""]));
  const entry = await openRead(disclosures, fields, commitment);
  if (Object.keys(entry).length < READ_FIELDS.length) throw new Malformed("the entry lacks an attribute");
  return { entry: entry as LoggedRead, fields };
}
