import type { Block } from "./block.ts";
import { DIFFICULTY_RANGE, NONCE_LIMIT } from "./proof-of-work.ts";

/** What each attribute of a block must be: a clause for the reader, and the check. */
const ATTRIBUTES: Record<keyof Block, readonly [expected: string, holds: (value: unknown) => boolean]> = {
  index: ["a whole number from 1", (value) => isWhole(value, 1, Number.MAX_SAFE_INTEGER)],
  timestamp: ["an RFC 3339 time in UTC with milliseconds", isTimestamp],
  patient_name: ["well-formed text", isText],
  patient_ID: ["well-formed text", isText],
  Reg_no: ["well-formed text", isText],
  mined_by: ["well-formed text", isText],
  difficulty: [
    `a whole number from ${DIFFICULTY_RANGE.min} to ${DIFFICULTY_RANGE.max}, or absent`,
    (value) => value === undefined || isWhole(value, DIFFICULTY_RANGE.min, DIFFICULTY_RANGE.max),
  ],
  proof: ["a whole number up to 2^53 - 1", (value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER)],
  previous_hash: ["64 lower-case hex digits, or 0 before genesis", (value) => value === "0" || isHash(value)],
  hash: ["64 lower-case hex digits", isHash],
};

/**
 * Checks that a value has a block's shape: each attribute, of its type, and no other. It says nothing about what the
 * attributes hold.
 *
 * @returns what was expected and what was found, or nothing when the value is a block. Values are described, not
 *   quoted: they may be patient data.
 */
export function formatFault(value: unknown): { expected: string; actual: string } | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { expected: "a block", actual: "something else" };
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(ATTRIBUTES, key)) return { expected: "no other attribute", actual: "an unknown attribute" };
  }
  for (const [name, [expected, holds]] of Object.entries(ATTRIBUTES)) {
    const attribute = (value as Record<string, unknown>)[name];
    if (!holds(attribute)) {
      return {
        expected: `${name}: ${expected}`,
        actual: `${name}: ${attribute === undefined ? "absent" : "something else"}`,
      };
    }
  }
  const { difficulty, proof } = value as Block;
  if (difficulty !== undefined && proof >= NONCE_LIMIT) {
    return { expected: "proof: a 32-bit nonce", actual: `proof: ${proof}` };
  }
  return undefined;
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.isWellFormed();
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

/** A time that `toISOString` would write the same way exists and is spelled as the block format asks. */
export function isTimestamp(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
}
