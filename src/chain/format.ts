import type { Block } from "./block.ts";
import { isHexHash } from "./text/hex.ts";
import { JsonFault } from "./text/json.ts";
import { DIFFICULTY_RANGE, NONCE_LIMIT } from "./proof-of-work.ts";

/** What each attribute of a block must be, as a clause for an error message. */
const EXPECTED: Record<keyof Block, string> = {
  index: "a whole number from 1",
  timestamp: "an RFC 3339 time in UTC with milliseconds",
  patient_name: "well-formed text",
  patient_ID: "well-formed text",
  Reg_no: "well-formed text",
  author: "well-formed text, or absent",
  mined_by: "well-formed text",
  corrects: "the index of an earlier block, from 2, or absent",
  difficulty: `a whole number from ${DIFFICULTY_RANGE.min} to ${DIFFICULTY_RANGE.max}, or absent`,
  proof: "a whole number up to 2^53 - 1",
  previous_hash: "64 lower-case hex digits, or 0 before genesis",
  hash: "64 lower-case hex digits",
};

const NAMES: ReadonlySet<string> = new Set(Object.keys(EXPECTED));

/**
 * Checks the format of a block: every attribute is present and of its type, and there are no others. It does not check
 * the values against the rest of the chain.
 *
 * @param value the value to check, or the {@link JsonFault} with which parsing it failed
 * @returns what was expected and what was found, or `undefined` if the value is a block. Values are described, not
 *   quoted, since they may be patient data.
 */
export function formatFault(value: unknown): { expected: string; actual: string } | undefined {
  if (value instanceof JsonFault) {
    return {
      expected: "a block as JSON, with values serialized as in RFC 8785",
      actual: `text that ${value.message}`,
    };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { expected: "a block", actual: "something else" };
  }
  for (const key of Object.keys(value)) {
    if (!NAMES.has(key)) return { expected: "no other attribute", actual: "an unknown attribute" };
  }
  const attributes = value as Record<keyof Block, unknown>;
  const wrong = wrongAttribute(attributes);
  if (wrong) {
    const actual = attributes[wrong] === undefined ? "absent" : "something else";
    return { expected: `${wrong}: ${EXPECTED[wrong]}`, actual: `${wrong}: ${actual}` };
  }
  const { author, mined_by, difficulty, proof } = value as Block;
  if (difficulty !== undefined && proof >= NONCE_LIMIT) {
    return { expected: "proof: a 32-bit nonce", actual: `proof: ${proof}` };
  }
  if (author !== undefined && author === mined_by) {
    return { expected: "author: absent if equal to mined_by", actual: "author: the same as mined_by" };
  }
  return undefined;
}

/** The first attribute that is not as in {@link EXPECTED}. A table of checks would take three times as long. */
function wrongAttribute(attributes: Record<keyof Block, unknown>): keyof Block | undefined {
  const { index, timestamp, patient_name, patient_ID, Reg_no, mined_by, proof, previous_hash, hash } = attributes;
  const { author, corrects, difficulty } = attributes;
  if (!isWhole(index, 1, Number.MAX_SAFE_INTEGER)) return "index";
  if (!isTimestamp(timestamp)) return "timestamp";
  if (!isText(patient_name)) return "patient_name";
  if (!isText(patient_ID)) return "patient_ID";
  if (!isText(Reg_no)) return "Reg_no";
  if (author !== undefined && !isText(author)) return "author";
  if (!isText(mined_by)) return "mined_by";
  if (corrects !== undefined && !isWhole(corrects, 2, index - 1)) return "corrects";
  if (difficulty !== undefined && !isWhole(difficulty, DIFFICULTY_RANGE.min, DIFFICULTY_RANGE.max)) return "difficulty";
  if (!isWhole(proof, 0, Number.MAX_SAFE_INTEGER)) return "proof";
  if (previous_hash !== "0" && !isHash(previous_hash)) return "previous_hash";
  return isHash(hash) ? undefined : "hash";
}

/** Whether the value is a whole number from `min` to `max`. */
export function isWhole(value: unknown, min: number, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.isWellFormed();
}

/** Whether the value is a SHA-256 hash as a block writes it: in lower-case hexadecimal. */
export function isHash(value: unknown): value is string {
  return typeof value === "string" && isHexHash(value);
}

/** The form of a key's thumbprint: base64url of 32 bytes (RFC 7638). */
export const THUMBPRINT = /^[\w-]{43}$/;

const TIMESTAMP = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Whether the value is an existing time in the format of a block's timestamp. */
export function isTimestamp(value: unknown): boolean {
  if (typeof value !== "string" || !TIMESTAMP.test(value)) return false;
  // Every month has 28 days. Only later days need the slower calendar check.
  return value.slice(8, 10) <= "28" || new Date(value).toISOString() === value;
}
