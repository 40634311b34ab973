import { base64url, fromBase64url } from "../../chain/text/base64url.ts";
import { canonicalText, digestText } from "../../chain/text/canonical.ts";
import { hex } from "../../chain/text/hex.ts";
import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { PatientRecord } from "../../chain/records/record.ts";

/** The names of a record's fields, in the order in which their disclosures stand. */
export const FIELD_NAMES = ["patient_name", "patient_ID", "Reg_no"] as const satisfies readonly (keyof PatientRecord)[];

/** The only field of a key entry's commitment: the name of whoever holds the key. */
export const SUBJECT_NAME = "subject";

/** The digest of each field's disclosure, by the field's name. A commitment binds them; they disclose nothing. */
export type Fields = Readonly<Record<string, string>>;

/** The names that a commitment may cover: those of a record, or that of a key's subject. */
const NAMES: ReadonlySet<string> = new Set([...FIELD_NAMES, SUBJECT_NAME]);

/** The least number of random bits in a salt, in bytes (RFC 9901, section 9.3). */
export const SALT_BYTES = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Fields behind a commitment. Whoever holds a disclosure and `fields` can prove that one field and nothing else. */
export interface SealedFields {
  /** One for each field (RFC 9901, section 4.2.1), in the order of {@link FIELD_NAMES}. */
  readonly disclosures: readonly string[];
  readonly fields: Fields;
  /** What stands on the chain: 64 hex digits. */
  readonly commitment: string;
}

/** What a field may hold. Those of a record are texts. */
export type FieldValue = string | number | boolean | null;

/** One field that was disclosed. */
export interface Disclosed<Value extends FieldValue = string> {
  readonly name: string;
  readonly value: Value;
}

/**
 * Seals a record: salts each field and commits to all of them.
 *
 * @param salts 16 new random bytes or more for each field, in the order of {@link FIELD_NAMES}. Nobody may be able to
 *   guess them: whoever knows a salt can try out values.
 */
export function discloseFields(record: PatientRecord, salts: readonly Uint8Array[]): Promise<SealedFields> {
  return discloseAll(
    FIELD_NAMES.map((name) => ({ name, value: record[name] })),
    salts,
  );
}

/** Seals the name of a key's subject as {@link discloseFields} seals a record. */
export function discloseSubject(subject: string, salt: Uint8Array): Promise<SealedFields> {
  return discloseAll([{ name: SUBJECT_NAME, value: subject }], [salt]);
}

/**
 * Seals any fields, as {@link discloseFields} seals those of a record.
 *
 * @param salts as there, in the order of the fields
 */
export async function discloseAll(
  named: readonly Disclosed<FieldValue>[],
  salts: readonly Uint8Array[],
): Promise<SealedFields> {
  const disclosures = named.map(({ name, value }, place) => {
    const salt = salts[place];
    if (!salt || salt.length < SALT_BYTES) throw new Error(`a salt needs ${SALT_BYTES} bytes or more`);
    // JSON.stringify writes such a list as RFC 8785 does, unless it has no canonical form at all.
    if (typeof value === "string" && !value.isWellFormed()) throw new Error("a lone surrogate has no canonical form");
    return base64url(encoder.encode(JSON.stringify([base64url(salt), name, value])));
  });
  const digests = await Promise.all(disclosures.map(digestOf));
  const fields = Object.fromEntries(named.map(({ name }, place) => [name, digests[place] ?? ""]));
  return { disclosures, fields, commitment: await commitmentOf(fields) };
}

/** The digest of a disclosure: base64url of SHA-256 over its text as it was given (RFC 9901, section 4.2.3). */
export async function digestOf(disclosure: string): Promise<string> {
  return base64url(new Uint8Array(await digestText(disclosure)));
}

/** The commitment to fields: hex SHA-256 of the RFC 8785 bytes of the digests under their names. */
export async function commitmentOf(fields: Fields): Promise<string> {
  return hex(new Uint8Array(await digestText(canonicalText({ _sd_alg: "sha-256", fields }))));
}

/**
 * Parses a disclosure: base64url of the JSON `[salt, name, value]`, all three strings. Any spelling of that JSON which
 * every parser reads alike is accepted, as in RFC 9901; the digest covers the text itself.
 *
 * @throws Malformed if it is not a disclosure of a field that a commitment may cover, or its salt has fewer than 128
 *   bits. The message quotes nothing.
 */
export function parseDisclosure(disclosure: string): Disclosed {
  const { name, value } = parseAnyDisclosure(disclosure);
  if (typeof value !== "string") throw new Malformed("a disclosure must be a salt, a name and a value, all three text");
  if (!NAMES.has(name)) throw new Malformed("a disclosure has the name of no field");
  return { name, value };
}

/**
 * Parses a disclosure of a field of any name and value.
 *
 * @throws Malformed if it is no disclosure, or its salt has fewer than 128 bits. The message quotes nothing.
 */
export function parseAnyDisclosure(disclosure: string): { readonly name: string; readonly value: unknown } {
  const bytes = fromBase64url(disclosure);
  if (!bytes) throw new Malformed("a disclosure is not base64url without padding");
  const [salt, name, value, ...rest] = arrayOf(bytes);
  if (typeof salt !== "string" || typeof name !== "string" || value === undefined || rest.length > 0) {
    throw new Malformed("a disclosure must be a salt, a name and a value, the first two text");
  }
  if ((fromBase64url(salt)?.length ?? 0) < SALT_BYTES) {
    throw new Malformed("a disclosure's salt must be 128 bits or more as base64url");
  }
  return { name, value };
}

function arrayOf(bytes: Uint8Array): unknown[] {
  try {
    const value = parseIJson(decoder.decode(bytes));
    if (Array.isArray(value)) return value;
  } catch (error) {
    // The decoder throws a TypeError for what is not UTF-8.
    if (!(error instanceof JsonFault || error instanceof TypeError)) throw error;
  }
  throw new Malformed("a disclosure is not a JSON array");
}

/**
 * Opens disclosures: some of the fields that a commitment covers, or all, or none.
 *
 * @param fields the digests of all fields, which the caller compares with the commitment
 * @returns the values by name
 * @throws Malformed if a disclosure cannot be parsed, names a field twice, or does not have the digest that stands under
 *   its own name
 */
export async function openDisclosures(
  disclosures: readonly string[],
  fields: Fields,
): Promise<Readonly<Record<string, string>>> {
  const values = new Map<string, string>();
  for (const disclosure of disclosures) {
    const { name, value } = parseDisclosure(disclosure);
    if (values.has(name)) throw new Malformed("two disclosures have the same name");
    const digest = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (digest !== (await digestOf(disclosure)))
      throw new Malformed(`the disclosure of ${name} is not the one committed to`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

/** The digests of disclosures under their names, for whoever holds all of them. */
export async function fieldsOf(disclosures: readonly string[]): Promise<Fields> {
  const named = disclosures.map((disclosure) => parseDisclosure(disclosure).name);
  if (new Set(named).size < named.length) throw new Malformed("two disclosures have the same name");
  const digests = await Promise.all(disclosures.map(digestOf));
  return Object.fromEntries(named.map((name, place) => [name, digests[place] ?? ""]));
}

/**
 * Opens a record from the disclosures of all its fields.
 *
 * @returns the record, and the digests of its fields
 * @throws Malformed if they are not those of a record with this commitment
 */
export async function openRecord(
  disclosures: readonly string[],
  commitment: string,
): Promise<{ readonly record: PatientRecord; readonly fields: Fields }> {
  const fields = await fieldsOf(disclosures);
  if (!hasNames(fields, FIELD_NAMES))
    throw new Malformed("the disclosures are not those of the three fields of a record");
  if ((await commitmentOf(fields)) !== commitment)
    throw new Malformed("the disclosures do not have the record's commitment");
  const { patient_name = "", patient_ID = "", Reg_no = "" } = await openDisclosures(disclosures, fields);
  return { record: { patient_name, patient_ID, Reg_no }, fields };
}

/** Whether digests stand under exactly these names. */
export function hasNames(fields: Fields, names: readonly string[]): boolean {
  return Object.keys(fields).length === names.length && names.every((name) => Object.hasOwn(fields, name));
}
