import { isHash, isTimestamp, isWhole } from "../format.ts";
import { JsonFault } from "../text/json.ts";
import { DIFFICULTY_RANGE, NONCE_LIMIT } from "../proof-of-work.ts";
import { type Header, MINED_BY } from "./header.ts";

/** What was expected instead of a value. Both are described, not quoted. */
export interface FormatFault {
  readonly expected: string;
  readonly actual: string;
}

/** What each attribute of a header must be, as a clause for an error message. */
const EXPECTED: Record<keyof Header, string> = {
  index: "a whole number from 1",
  timestamp: "an RFC 3339 time in UTC with milliseconds",
  first_entry: "a whole number from 1",
  last_entry: "a whole number from 1",
  merkle_root: "64 lower-case hex digits",
  mined_by: `${MINED_BY.genesis}, ${MINED_BY.ledger} or 16 lower-case hex digits`,
  difficulty: `a whole number from ${DIFFICULTY_RANGE.min} to ${DIFFICULTY_RANGE.max}`,
  proof: "a 32-bit nonce",
  previous_hash: "64 lower-case hex digits, or 0 before genesis",
  hash: "64 lower-case hex digits",
};

const NAMES: ReadonlySet<string> = new Set(Object.keys(EXPECTED));

/** The pseudonym of an external miner. */
const PSEUDONYM = /^[0-9a-f]{16}$/;

/**
 * Checks the format of a sealed block's header: every attribute is present and of its type, and there are no others. It
 * does not check the values against the rest of the chain.
 *
 * @param value the value to check, or the {@link JsonFault} with which parsing it failed
 * @returns what was expected and what was found, or `undefined` if the value is a header
 */
export function headerFormatFault(value: unknown): FormatFault | undefined {
  return formatFaultOf(value, "a header", false);
}

/**
 * Checks the format of a sealed block: that of its header, and that `entries` is a list of objects. What an entry must
 * hold is a rule of its own, `entry`.
 *
 * @param value the value to check, or the {@link JsonFault} with which parsing it failed
 * @returns what was expected and what was found, or `undefined` if the value has a sealed block's format
 */
export function sealedFormatFault(value: unknown): FormatFault | undefined {
  const fault = formatFaultOf(value, "a block", true);
  if (fault) return fault;
  const { entries } = value as { entries?: unknown };
  if (Array.isArray(entries) && entries.every(isObject)) return undefined;
  return { expected: "entries: a list of objects", actual: `entries: ${foundAs(entries)}` };
}

function formatFaultOf(value: unknown, what: string, mayHaveEntries: boolean): FormatFault | undefined {
  if (value instanceof JsonFault) {
    const expected = `${what} as JSON, with values serialized as in RFC 8785`;
    return { expected, actual: `text that ${value.message}` };
  }
  if (!isObject(value)) return { expected: what, actual: "something else" };
  for (const name of Object.keys(value)) {
    if (NAMES.has(name) || (mayHaveEntries && name === "entries")) continue;
    return { expected: "no other attribute", actual: "an unknown attribute" };
  }
  const attributes = value as Record<keyof Header, unknown>;
  const wrong = wrongAttribute(attributes);
  return wrong && { expected: `${wrong}: ${EXPECTED[wrong]}`, actual: `${wrong}: ${foundAs(attributes[wrong])}` };
}

/** The first attribute that is not as in {@link EXPECTED}. */
function wrongAttribute(attributes: Record<keyof Header, unknown>): keyof Header | undefined {
  const { index, timestamp, first_entry, last_entry, merkle_root, mined_by } = attributes;
  const { difficulty, proof, previous_hash, hash } = attributes;
  if (!isWhole(index, 1, Number.MAX_SAFE_INTEGER)) return "index";
  if (!isTimestamp(timestamp)) return "timestamp";
  if (!isWhole(first_entry, 1, Number.MAX_SAFE_INTEGER)) return "first_entry";
  if (!isWhole(last_entry, 1, Number.MAX_SAFE_INTEGER)) return "last_entry";
  if (!isHash(merkle_root)) return "merkle_root";
  if (!isMiner(mined_by)) return "mined_by";
  if (!isWhole(difficulty, DIFFICULTY_RANGE.min, DIFFICULTY_RANGE.max)) return "difficulty";
  if (!isWhole(proof, 0, NONCE_LIMIT - 1)) return "proof";
  if (previous_hash !== "0" && !isHash(previous_hash)) return "previous_hash";
  return isHash(hash) ? undefined : "hash";
}

function isMiner(value: unknown): boolean {
  return (
    value === MINED_BY.ledger || value === MINED_BY.genesis || (typeof value === "string" && PSEUDONYM.test(value))
  );
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How a wrong value is described. */
export function foundAs(value: unknown): string {
  return value === undefined ? "absent" : "something else";
}
