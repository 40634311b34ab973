import { JsonFault, parseIJson } from "../chain/json.ts";
import { Malformed } from "../chain/malformed.ts";
import { JSON_TYPE, NDJSON, TEXT } from "../contract/content.ts";
import { ledgerAddress } from "./address.ts";
import { NotALedger, type ProblemDetails, Refusal, Unreachable } from "./errors.ts";
import { linesOf, NotLines, parse } from "./lines.ts";
import { printable } from "../chain/printable.ts";
import { piecesOf, textOf, within } from "./reading.ts";
import { utf8 } from "./utf8.ts";

export { NotALedger, Refusal, Unreachable } from "./errors.ts";

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

/** Calls the routes of one ledger with a token. It rejects responses whose content type is not that of a ledger's. */
export class LedgerClient {
  readonly #url: string;
  readonly #token: () => Promise<string>;
  readonly #patience: number | undefined;

  /**
   * @param url the ledger's address: the deployment's for `main`, otherwise followed by `/ledgers/<name>`
   * @param token returns the token to send; called for every request, so that the token can be renewed
   * @param patience the timeout for a response and for each further part of it, in milliseconds; none by default
   */
  constructor(url: string, token: () => Promise<string>, patience?: number) {
    this.#url = ledgerAddress(url);
    this.#token = token;
    this.#patience = patience;
  }

  /**
   * Sends a request.
   *
   * @throws Refusal for a 4xx response other than 429
   * @throws Unreachable if there is no response, or for 429 and 5xx
   * @throws NotALedger for a redirect: ledgers never redirect, but a network's sign-in page does
   */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${await this.#token()}`);
    const late = new AbortController();
    const signal = init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal;
    const sent = fetch(this.#url + path, { ...init, headers, signal, redirect: "manual" }).catch(unreachable);
    const response = await within(sent, this.#patience, () => late.abort());
    if (response.ok) return response;
    // The types of Workers do not know this one, which browsers have.
    if ((response.type as string) === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel();
      const target = response.headers.get("Location");
      throw new NotALedger(`it redirects${target === null ? "" : ` to ${printable(target.replace(/[?#].*$/s, ""))}`}`);
    }
    const refusal = new Refusal(response.status, await this.#problemIn(response));
    throw response.status === 429 || response.status >= 500
      ? new Unreachable(refusal.message, refusal.problem, retryAfterOf(response))
      : refusal;
  }

  /** Requests JSON. */
  async get(path: string, init: RequestInit = {}): Promise<unknown> {
    return (await this.getTagged(path, init)).value;
  }

  /** Requests JSON with its entity tag (RFC 9110, section 8.8.3), which is null if the response has none. */
  async getTagged(path: string, init: RequestInit = {}): Promise<{ value: unknown; tag: string | null }> {
    const response = await this.request(path, init);
    const text = await this.#textOf(response, JSON_TYPE);
    try {
      return { value: parseIJson(text), tag: response.headers.get("ETag") };
    } catch (error) {
      if (error instanceof JsonFault) throw new Unreachable(`the ledger's answer ${error.message}`);
      throw error;
    }
  }

  /**
   * Requests one block, which may have any shape.
   *
   * @returns the value as {@link parse} reads it, for validation to judge
   */
  async block(index: number, init: RequestInit = {}): Promise<unknown> {
    const block = parse(await this.#read(`/blocks/${index}`, init, JSON_TYPE));
    if (block === undefined) throw new NotALedger(`its block ${index} is not JSON`);
    return block;
  }

  /** Requests a text, such as a signed checkpoint. */
  text(path: string, init: RequestInit = {}): Promise<string> {
    return this.#read(path, init, TEXT);
  }

  /** Sends JSON and requests JSON. Without `body`, the request has none. */
  async post(path: string, body?: object): Promise<unknown> {
    return body === undefined ? this.get(path, { method: "POST" }) : this.send("POST", path, body);
  }

  /**
   * Sends JSON with any method and requests JSON.
   *
   * @param more further headers
   * @param signal cancels the request
   */
  async send(
    method: "POST" | "PUT" | "PATCH",
    path: string,
    body: object,
    more: Readonly<Record<string, string>> = {},
    signal: AbortSignal | null = null,
  ): Promise<unknown> {
    const headers = { "Content-Type": JSON_TYPE, ...more };
    return this.get(path, { method, headers, body: JSON.stringify(body), signal });
  }

  /** Streams the lines of an NDJSON response, one block per line. */
  async *lines(path: string, init: RequestInit = {}): AsyncGenerator<string> {
    yield* (await this.page(path, init)).lines;
  }

  /** Requests NDJSON, as {@link lines} does, and tells whether another page follows (RFC 8288). */
  async page(path: string, init: RequestInit = {}): Promise<Page> {
    const headers = new Headers(init.headers);
    headers.set("Accept", NDJSON);
    const response = await this.request(path, { ...init, headers });
    await requireType(response, NDJSON);
    return { lines: this.#linesIn(response), hasNext: NEXT.test(response.headers.get("Link") ?? "") };
  }

  async *#linesIn(response: Response): AsyncGenerator<string> {
    try {
      for await (const { text, unfinished } of linesOf(piecesOf(response.body, this.#patience))) {
        if (unfinished) throw new Unreachable("the connection broke off");
        yield text;
      }
    } catch (error) {
      if (error instanceof NotLines) throw new NotALedger(`in its response ${error.message}`);
      unreachable(error);
    }
  }

  /** Opens the WebSocket that sends each block from an index on; of a sealed ledger, each block's header. */
  async watch(from: number): Promise<WebSocket> {
    const url = `${this.#url.replace(/^http/, "ws")}/events?from=${from}`;
    return new WebSocket(url, ["patient-ledger", `bearer.${await this.#token()}`]);
  }

  async #read(path: string, init: RequestInit, type: string): Promise<string> {
    return this.#textOf(await this.request(path, init), type);
  }

  async #textOf(response: Response, type: string): Promise<string> {
    await requireType(response, type);
    return textOf(response, ANSWER_LIMIT, this.#patience).catch(unreachable);
  }

  /** The problem details (RFC 9457) of a response, if it has any. */
  async #problemIn(response: Response): Promise<ProblemDetails> {
    if (typeOf(response) !== PROBLEM) {
      await response.body?.cancel();
      const type = typeOf(response);
      return type === ""
        ? {}
        : { detail: `the server gave no reason, only ${type}: check that this is a ledger's address` };
    }
    try {
      const problem = parseIJson(await textOf(response, ANSWER_LIMIT, this.#patience));
      return typeof problem === "object" && problem !== null ? problem : {};
    } catch {
      return {};
    }
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
 * Parses a response as I-JSON (RFC 7493), which all parsers read alike.
 *
 * @throws Unreachable if it is incomplete or not I-JSON
 */
export async function answerOf(response: Response): Promise<unknown> {
  const bytes = await response.arrayBuffer().catch(unreachable);
  try {
    return parseIJson(utf8(bytes));
  } catch (error) {
    if (error instanceof JsonFault) throw new Unreachable(`the ledger's answer ${error.message}`);
    if (error instanceof Malformed) throw new Unreachable("the ledger's answer is not UTF-8");
    throw error;
  }
}

/** Wraps any error while a response arrives, since a retry may succeed. */
function unreachable(error: unknown): never {
  if (error instanceof Unreachable) throw error;
  const { message, cause } = error as Error;
  const reason = printable(cause instanceof Error ? cause.message : message);
  throw new Unreachable(`the ledger does not answer (${reason})`);
}
