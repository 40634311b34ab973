import { exactNumber } from "./json-number.ts";

/** A text is not the JSON that was asked for. The message continues a sentence, "The body …", and quotes nothing. */
export class JsonFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "JsonFault";
  }
}

/** How numbers and strings may be spelled; each function gives the value of a literal, or throws a {@link JsonFault}. */
export interface Spelling {
  readonly number: (literal: string) => unknown;
  /** @param text what the literal, quotes and escapes included, says */
  readonly string: (text: string, literal: string) => string;
}

/** Deeper than anything that is read here; deeper texts are made to exhaust a stack. */
const DEPTH_LIMIT = 64;

/** As I-JSON has it (RFC 7493): each value may be spelled in any way that every reader understands alike. */
const I_JSON: Spelling = { number: numberOf, string: interchangeable };

/** As RFC 8785 has it: one spelling for each value. */
const CANONICAL: Spelling = {
  number(literal) {
    const number = numberOf(literal);
    if (String(number) !== literal) throw new JsonFault("has a number that is not spelled as RFC 8785 writes it");
    return number;
  },
  string(text, literal) {
    // Only an escape can stand for something that has another spelling.
    if (literal.includes("\\") && JSON.stringify(text) !== literal) {
      throw new JsonFault("has a string that is not spelled as RFC 8785 writes it");
    }
    return wellFormed(text);
  },
};

/**
 * Reads I-JSON (RFC 7493), which every reader understands alike: JSON in which no object has a name twice, no string or
 * name a lone surrogate or a noncharacter, and every number is exactly the double that it becomes. `JSON.parse` takes the last of several
 * values and the nearest double, where others take the first or refuse.
 *
 * @throws JsonFault when the text is not I-JSON, is nested more than 64 levels deep, or holds a number beyond 2^53 - 1
 */
export function parseIJson(text: string): unknown {
  return parseJson(text, I_JSON);
}

/**
 * Reads I-JSON whose values are spelled as RFC 8785 writes them; the order of an object's members, and white space
 * between tokens, are free. Noncharacters are let pass: blocks from before they were refused may hold them.
 *
 * @throws JsonFault as {@link parseIJson}, and for another spelling of a number, string or name
 */
export function parseCanonicalValues(text: string): unknown {
  return parseJson(text, CANONICAL);
}

/**
 * Reads JSON in which no object has a name twice.
 *
 * @throws JsonFault when the text is no such JSON, or `spelling` says so
 */
export function parseJson(text: string, spelling: Spelling): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new JsonFault(text.startsWith("\ufeff") ? "begins with a byte order mark" : "is not JSON");
  }
  return isItsOwnSpelling(value, text) && !NONCHARACTER.test(text) ? value : valueOf(text, spelling);
}

/** Whether a text is what `JSON.stringify` writes: most are, and hold each name once, spelled as RFC 8785 does. */
function isItsOwnSpelling(value: unknown, text: string): boolean {
  if (typeof value !== "object" || value === null || text.includes("\\ud")) return false;
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === "number" ? Math.abs(member) > Number.MAX_SAFE_INTEGER : typeof member === "object")
      return false;
  }
  return JSON.stringify(value) === text;
}

/** An object or array that is being read. */
interface Open {
  /** An object's members so far; nothing for an array. */
  readonly members: Map<string, unknown> | undefined;
  readonly items: unknown[];
  /** The name whose value comes next. */
  name: string | undefined;
}

/**
 * The value of a text that `JSON.parse` accepts, token by token. The libraries that keep a number's text let a name pass
 * that stands twice with equal values, and exhaust the stack on deep texts.
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

/** Where a number or word ends. */
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

/** Code points that stand for nothing, and are not for interchange (RFC 7493, section 2.1). */
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;

function interchangeable(text: string): string {
  if (NONCHARACTER.test(text)) throw new JsonFault("has a noncharacter, such as U+FFFE, in a string");
  return wellFormed(text);
}

function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw new JsonFault("has a lone surrogate in a string");
  return text;
}
