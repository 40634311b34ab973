import { exactNumber } from "./json-number.ts";

/** A text is not the expected kind of JSON. The message continues a sentence, "The body …", and quotes no input. */
export class JsonFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "JsonFault";
  }
}

/** Which literals are allowed. Each function returns the value of a literal, or throws a {@link JsonFault}. */
export interface Spelling {
  readonly number: (literal: string) => unknown;
  /** @param text the value of `literal`, which still has its quotes and escapes */
  readonly string: (text: string, literal: string) => string;
}

/** No legitimate input is nested this deep. Deeper input is meant to exhaust the stack. */
const DEPTH_LIMIT = 64;

/** I-JSON (RFC 7493): any spelling that all parsers read as the same value. */
const I_JSON: Spelling = { number: numberOf, string: interchangeable };

/** RFC 8785: one spelling for each value. */
const CANONICAL: Spelling = {
  number(literal) {
    const number = numberOf(literal);
    if (String(number) !== literal) throw new JsonFault("has a number that is not serialized as in RFC 8785");
    return number;
  },
  string(text, literal) {
    // Only strings with escapes have more than one spelling.
    if (literal.includes("\\") && JSON.stringify(text) !== literal) {
      throw new JsonFault("has a string that is not serialized as in RFC 8785");
    }
    return wellFormed(text);
  },
};

/**
 * Parses I-JSON (RFC 7493), which all parsers read alike: objects have no duplicate names, strings and names have no
 * lone surrogates or noncharacters, and doubles hold every number exactly. `JSON.parse` alone is not enough: it takes
 * the last of duplicate members and the nearest double, where other parsers take the first or fail.
 *
 * @throws JsonFault if the text is not I-JSON, is nested more than 64 levels deep, or holds a number beyond 2^53 - 1
 */
export function parseIJson(text: string): unknown {
  return parseJson(text, I_JSON);
}

/**
 * Parses I-JSON whose numbers, strings and names are serialized as in RFC 8785. The order of an object's members and
 * the white space between tokens are free. Noncharacters are allowed, since old blocks may hold them.
 *
 * @throws JsonFault as {@link parseIJson} does, and if a number, string or name is serialized differently
 */
export function parseCanonicalValues(text: string): unknown {
  return parseJson(text, CANONICAL);
}

/**
 * Parses JSON without duplicate names in an object.
 *
 * @throws JsonFault if the text is not such JSON, or if `spelling` rejects a literal
 */
export function parseJson(text: string, spelling: Spelling): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message would quote the text.
    throw new JsonFault(text.startsWith("\ufeff") ? "begins with a byte order mark" : "is not JSON");
  }
  return isItsOwnSpelling(value, text) && !NONCHARACTER.test(text) ? value : valueOf(text, spelling);
}

/**
 * Whether a text is a flat object exactly as `JSON.stringify` writes it. Most texts are; they then have no duplicate
 * names, and their literals are serialized as in RFC 8785.
 */
function isItsOwnSpelling(value: unknown, text: string): boolean {
  if (typeof value !== "object" || value === null || text.includes("\\ud")) return false;
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === "number" ? Math.abs(member) > Number.MAX_SAFE_INTEGER : typeof member === "object")
      return false;
  }
  return JSON.stringify(value) === text;
}

/** An object or array that is being parsed. */
interface Open {
  /** An object's members so far; `undefined` for an array. */
  readonly members: Map<string, unknown> | undefined;
  readonly items: unknown[];
  /** The name whose value comes next. */
  name: string | undefined;
}

/**
 * Parses a text that `JSON.parse` accepts, token by token. Libraries that preserve the text of numbers do not serve:
 * they accept duplicate names with equal values, and overflow the stack on deeply nested input.
 */
function valueOf(text: string, spelling: Spelling): unknown {
  const outer: Open[] = [];
  let open: Open = { members: undefined, items: [], name: undefined };
  const add = (value: unknown) => {
    if (open.members === undefined || open.name === undefined) open.items.push(value);
    else open.members.set(open.name, value);
    open.name = undefined;
  };
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at);
    at += token.length;
    switch (token[0]) {
      case "{":
      case "[":
        if (outer.push(open) > DEPTH_LIMIT) throw new JsonFault(`is nested more than ${DEPTH_LIMIT} levels deep`);
        open = { members: token === "{" ? new Map() : undefined, items: [], name: undefined };
        break;
      case "}":
      case "]": {
        const value = open.members ? Object.fromEntries(open.members) : open.items;
        open = outer.pop() ?? open;
        add(value);
        break;
      }
      case '"': {
        const string = spelling.string(JSON.parse(token) as string, token);
        if (!open.members || open.name !== undefined) add(string);
        else if (open.members.has(string)) throw new JsonFault("has a name twice in one object");
        else open.name = string;
        break;
      }
      case "t":
      case "f":
      case "n":
        add(JSON.parse(token));
        break;
      case ",":
      case ":":
      case " ":
      case "\t":
      case "\n":
      case "\r":
        break;
      default:
        add(spelling.number(token));
    }
  }
  return open.items[0];
}

/** The end of a number or of `true`, `false` or `null`. */
const END = /[\s,\]}]|$/g;

function tokenAt(text: string, at: number): string {
  const first = text[at] ?? "";
  if (first === '"') return text.slice(at, endOfString(text, at));
  if (!/[-\dtfn]/.test(first)) return first;
  END.lastIndex = at;
  return text.slice(at, END.exec(text)?.index);
}

function endOfString(text: string, start: number): number {
  for (let end = start; ;) {
    end = text.indexOf('"', end + 1);
    let backslashes = 0;
    while (text[end - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
}

function numberOf(literal: string): number {
  const number = exactNumber(literal);
  if (number === undefined)
    throw new JsonFault("has a number that a double cannot hold exactly, or one beyond 2^53 - 1");
  return number;
}

/** Code points that I-JSON strings must not hold (RFC 7493, section 2.1). */
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;

function interchangeable(text: string): string {
  if (NONCHARACTER.test(text)) throw new JsonFault("has a noncharacter, such as U+FFFE, in a string");
  return wellFormed(text);
}

function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw new JsonFault("has a lone surrogate in a string");
  return text;
}
