import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { printable } from "../../chain/text/printable.ts";
import { JSON_TYPE, NDJSON } from "../../contract/content.ts";
import { NotALedger, type ProblemDetails, Refusal, Unreachable } from "./errors.ts";
import { linesOf, NotLines } from "./lines.ts";
import { bytesOf, piecesOf, textOf } from "../served/reading.ts";
import { utf8 } from "./utf8.ts";

/** The maximum length of a response that is read at once, in bytes. A chain is read line by line instead. */
const ANSWER_LIMIT = 16_777_216;

const PROBLEM = "application/problem+json";

/** A `Link` header that leads to the next page (RFC 8288, section 3.3). */
const NEXT = /;\s*rel="?next"?\s*(?:[;,]|$)/i;

/** A page of NDJSON. */
export interface Page {
  readonly lines: AsyncIterable<string>;
  readonly hasNext: boolean;
}

/** Reads the text of a response of the expected type. @param patience as for {@link textOf} */
export async function textIn(response: Response, type: string, patience: number | undefined): Promise<string> {
  await requireType(response, type);
  return textOf(response, ANSWER_LIMIT, patience).catch(unreachable);
}

/** Reads a response of JSON. @param patience as for {@link textOf} */
export async function jsonIn(response: Response, patience: number | undefined): Promise<unknown> {
  return parsed(await textIn(response, JSON_TYPE, patience));
}

/** Reads the bytes of a response of the expected type. @param patience as for {@link textOf} */
export async function bytesIn(response: Response, type: string, patience: number | undefined): Promise<Uint8Array> {
  await requireType(response, type);
  return bytesOf(response, ANSWER_LIMIT, patience).catch(unreachable);
}

/** Reads the lines of a response of NDJSON as they arrive, and whether another page follows. */
export async function pageIn(response: Response, patience: number | undefined): Promise<Page> {
  await requireType(response, NDJSON);
  return { lines: linesIn(response, patience), hasNext: NEXT.test(response.headers.get("Link") ?? "") };
}

async function* linesIn(response: Response, patience: number | undefined): AsyncGenerator<string> {
  try {
    for await (const { text, unfinished } of linesOf(piecesOf(response.body, patience))) {
      if (unfinished) throw new Unreachable("the connection broke off");
      yield text;
    }
  } catch (error) {
    if (error instanceof NotLines) throw new NotALedger(`in its response ${error.message}`);
    unreachable(error);
  }
}

/** The error for a response that is not a success: whether the ledger refuses the request, or cannot serve it now. */
export async function errorIn(response: Response, patience: number | undefined): Promise<Refusal | Unreachable> {
  const { status } = response;
  if (isRedirect(response)) {
    await response.body?.cancel();
    const target = response.headers.get("Location");
    return new NotALedger(`it redirects${target === null ? "" : ` to ${printable(target.replace(/[?#].*$/s, ""))}`}`);
  }
  const body = await problemIn(response, patience);
  const refusal = new Refusal(status, body);
  if (status !== 429 && status < 500) return refusal;
  return new Unreachable(refusal.message, { status, body, retryAfter: retryAfterOf(response) });
}

/** Whether a response is a redirect; browsers hide its status. */
export function isRedirect({ status, type }: Response): boolean {
  // The types of Workers do not know this one, which browsers have.
  return (type as string) === "opaqueredirect" || (status >= 300 && status < 400);
}

/** The problem details (RFC 9457) of a response, if it has any. */
async function problemIn(response: Response, patience: number | undefined): Promise<ProblemDetails> {
  const type = typeOf(response);
  if (type !== PROBLEM) {
    await response.body?.cancel();
    return type === ""
      ? {}
      : { detail: `the server gave no reason, only ${type}: check that this is a ledger's address` };
  }
  try {
    const problem = parseIJson(await textOf(response, ANSWER_LIMIT, patience));
    return typeof problem === "object" && problem !== null ? (problem as ProblemDetails) : {};
  } catch {
    return {};
  }
}

/** The seconds that a response asks to wait; `undefined` if it names none, or a date, which ledgers never do. */
function retryAfterOf({ headers }: Response): number | undefined {
  const text = headers.get("Retry-After") ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** The content type of a response, without parameters. */
function typeOf(response: Response): string {
  return (response.headers.get("Content-Type") ?? "").replace(/;.*$/s, "").trim().toLowerCase();
}

/** @throws NotALedger if a response does not have the content type that a ledger would send */
async function requireType(response: Response, expected: string): Promise<void> {
  const type = typeOf(response);
  if (type === expected) return;
  await response.body?.cancel();
  throw new NotALedger(`it sends ${type === "" ? "no content type" : printable(type)} instead of ${expected}`);
}

/**
 * Reads a response as I-JSON, whatever its content type.
 *
 * @throws Unreachable if it is incomplete or not I-JSON
 */
export async function answerOf(response: Response): Promise<unknown> {
  const bytes = await response.arrayBuffer().catch(unreachable);
  try {
    return parsed(utf8(bytes));
  } catch (error) {
    if (error instanceof Malformed) throw new Unreachable("the ledger's answer is not UTF-8");
    throw error;
  }
}

/**
 * Parses a text as I-JSON (RFC 7493), which all parsers read alike.
 *
 * @throws Unreachable if it is not
 */
export function parsed(text: string): unknown {
  try {
    return parseIJson(text);
  } catch (error) {
    if (error instanceof JsonFault) throw new Unreachable(`the ledger's answer ${error.message}`);
    throw error;
  }
}

/** Wraps any error while a response arrives, since a retry may succeed. */
export function unreachable(error: unknown): never {
  if (error instanceof Unreachable) throw error;
  const { message, cause } = error as Error;
  const reason = printable(cause instanceof Error ? cause.message : message);
  throw new Unreachable(`the ledger does not answer (${reason})`);
}
