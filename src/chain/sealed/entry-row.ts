import { isHash, isWhole, THUMBPRINT } from "../format.ts";
import { DIFFICULTY_RANGE } from "../proof-of-work.ts";
import { type FormatFault, foundAs, isObject } from "./header-format.ts";
import { FORMAT_VERSION } from "./unknown-version.ts";

/** What an attribute must be: a check, and its clause for a message. */
interface Form {
  readonly clause: string;
  readonly holds: (value: unknown) => boolean;
}

/** The attributes of a kind of entry besides `kind`. */
interface Row {
  readonly required: Readonly<Record<string, Form>>;
  readonly optional: Readonly<Record<string, Form>>;
}

const exactly = (wanted: string | number): Form => ({ clause: String(wanted), holds: (value) => value === wanted });
const matching = (clause: string, pattern: RegExp): Form => ({
  clause,
  holds: (value) => typeof value === "string" && pattern.test(value),
});

const COMMITMENT: Form = { clause: "64 lower-case hex digits", holds: isHash };
const WHOLE: Form = { clause: "a whole number from 1", holds: (value) => isWhole(value, 1, Number.MAX_SAFE_INTEGER) };
const KEY_NAME = matching("43 characters of base64url", THUMBPRINT);
/** What stands in it is for the rule `signature`. */
const SIGNATURE: Form = { clause: "text", holds: (value) => typeof value === "string" };
/** What stands in it is for the rule `key`. */
const KEY: Form = { clause: "a JSON Web Key", holds: isObject };
const SEEN: Form = { clause: "the index and hash of a block, and nothing else", holds: isSeen };

/** The attributes of a signed entry. */
const AUTHORED = { author: KEY_NAME, seen: SEEN, signature: SIGNATURE };

const ROWS: ReadonlyMap<unknown, Row> = new Map<unknown, Row>([
  [
    "founding",
    {
      required: {
        version: exactly(FORMAT_VERSION),
        id: matching("32 lower-case hex digits", /^[0-9a-f]{32}$/),
        puzzle: exactly("block-hash"),
        difficulty: {
          clause: `a whole number from ${DIFFICULTY_RANGE.min} to ${DIFFICULTY_RANGE.max}`,
          holds: (value) => isWhole(value, DIFFICULTY_RANGE.min, DIFFICULTY_RANGE.max),
        },
        records: exactly("sealed"),
      },
      optional: { signatures: exactly("required"), registrar: KEY, successor: KEY },
    },
  ],
  ["record", { required: { commitment: COMMITMENT }, optional: AUTHORED }],
  ["correction", { required: { commitment: COMMITMENT, corrects: WHOLE }, optional: AUTHORED }],
  ["erasure", { required: { erases: WHOLE }, optional: AUTHORED }],
  [
    "key",
    {
      required: { public_key: KEY, commitment: COMMITMENT, signature: SIGNATURE },
      optional: { endorsement: SIGNATURE },
    },
  ],
  [
    "revocation",
    {
      required: { revokes: KEY_NAME },
      optional: { compromised_since: WHOLE, signature: SIGNATURE, endorsement: SIGNATURE },
    },
  ],
]);

/**
 * Checks that an entry has a known kind and exactly the attributes of that kind: all that it requires, none that it does
 * not know, and of `author`, `seen` and `signature` all or none. It does not check what the attributes refer to.
 *
 * @returns what was expected and what was found, or `undefined` if the value is an entry. Values are not quoted.
 */
export function entryRowFault(value: object): FormatFault | undefined {
  const attributes = value as Readonly<Record<string, unknown>>;
  const row = ROWS.get(attributes["kind"]);
  if (!row) return { expected: "a known kind of entry", actual: "an unknown kind" };
  for (const name of Object.keys(value)) {
    if (name === "kind" || Object.hasOwn(row.required, name) || Object.hasOwn(row.optional, name)) continue;
    return { expected: "no other attribute", actual: "an unknown attribute" };
  }
  for (const [name, { clause, holds }] of Object.entries(row.required)) {
    if (!holds(attributes[name]))
      return { expected: `${name}: ${clause}`, actual: `${name}: ${foundAs(attributes[name])}` };
  }
  for (const [name, { clause, holds }] of Object.entries(row.optional)) {
    const found = attributes[name];
    if (found !== undefined && !holds(found))
      return { expected: `${name}: ${clause}, or absent`, actual: `${name}: something else` };
  }
  if (row.optional !== AUTHORED) return undefined;
  const present = Object.keys(AUTHORED).filter((name) => attributes[name] !== undefined);
  if (present.length === 0 || present.length === 3) return undefined;
  return { expected: "author, seen and signature, or none of them", actual: `only ${present.join(" and ")}` };
}

function isSeen(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).length !== 2) return false;
  const { index, hash } = value as { index?: unknown; hash?: unknown };
  return isWhole(index, 1, Number.MAX_SAFE_INTEGER) && isHash(hash);
}
