import { JSON_TYPE, NDJSON, OCTETS, TEXT } from "../contract/content.ts";
import { ledgerAddress, routeAddress } from "./transport/address.ts";
import { bytesIn, errorIn, isRedirect, jsonIn, type Page, pageIn, textIn, unreachable } from "./transport/answers.ts";
import { Attempts } from "./transport/attempts.ts";
import { NotALedger, Refusal } from "./transport/errors.ts";
import { parse } from "./transport/lines.ts";
import { within } from "./served/reading.ts";
import { isRepeatable } from "./transport/repeatable.ts";
import { openSocket } from "#websocket";
import type { Socket } from "./sockets/socket.ts";
import { unlessAborted } from "./transport/waiting.ts";

export type { Page } from "./transport/answers.ts";
export { NotALedger, Refusal, Unreachable } from "./transport/errors.ts";

/** The timeout for a response and for each further part of it: ledgers answer within a minute and a half, mining included. */
const PATIENCE = 120_000;

/** How often a request is sent again. With the waits in between, that is long enough for a ledger to restart. */
const RETRIES = 5;

/**
 * Returns the token to send. It is called for every request, so that the token can be renewed.
 *
 * @param hint `refused` is a token that the ledger has just refused (401): if another one is returned, it is tried once
 */
export type TokenSource = (hint: { readonly refused?: string }) => Promise<string>;

/** How a ledger is called. */
export interface ClientOptions {
  /** The ledger's address: the deployment's for `main`, otherwise followed by `/ledgers/<name>`. */
  readonly url: string;
  /** Absent for the routes that need no token. */
  readonly token?: TokenSource;
  /** How often a request that failed is sent again, if that is safe and may help; 5 by default. */
  readonly retries?: number;
  /** The timeout for a response and for each further part of it, in milliseconds; two minutes by default. */
  readonly patience?: number;
  /** What sends the requests, in place of the platform's `fetch`. */
  readonly fetch?: typeof fetch;
}

/** Calls the routes of one ledger with a token. It rejects responses with a content type that a ledger would not send. */
export class LedgerClient {
  readonly #url: string;
  readonly #token: TokenSource | undefined;
  readonly #retries: number;
  readonly #patience: number;
  readonly #fetch: typeof fetch;

  /** @throws Error if the address is not a ledger's */
  constructor({ url, token, retries = RETRIES, patience = PATIENCE, fetch: send }: ClientOptions) {
    this.#url = ledgerAddress(url);
    this.#token = token;
    this.#retries = retries;
    this.#patience = patience;
    // Platforms refuse to run their `fetch` as a method of another object.
    this.#fetch = send ?? ((...request) => fetch(...request));
  }

  /**
   * Sends a request once; with a token that the ledger refuses, once more with another one.
   *
   * @param init with `redirect: "manual"` a redirect is returned: otherwise it is an error, since ledgers redirect only
   *   where the contract says so, but a network's sign-in page does everywhere
   * @throws Refusal for a 4xx response other than 429
   * @throws Unreachable if there is no response, or for 429 and 5xx
   * @throws NotALedger for a redirect
   */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const source = this.#token;
    if (!source) return this.#send(path, init);
    const token = await unlessAborted(source({}), init.signal);
    try {
      return await this.#send(path, init, token);
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 401)) throw error;
      const renewed = await unlessAborted(source({ refused: token }), init.signal);
      if (renewed === token) throw error;
      return this.#send(path, init, renewed);
    }
  }

  async #send(path: string, init: RequestInit, token?: string): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    const late = new AbortController();
    const signal = init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal;
    const request = { ...init, headers, signal, redirect: "manual" } as const;
    const sent = this.#fetch(routeAddress(this.#url, path), request).catch(unreachable);
    const response = await within(sent, this.#patience, () => late.abort());
    if (response.ok || (init.redirect === "manual" && isRedirect(response))) return response;
    throw await errorIn(response, this.#patience);
  }

  /**
   * Sends a request and reads its response, and does so again while that may help and is safe to repeat.
   *
   * @param read reads the response, each part of it within the given timeout in milliseconds
   * @throws DOMException `AbortError` if the request's signal was aborted
   */
  async exchange<Result>(
    path: string,
    init: RequestInit,
    read: (response: Response, patience: number) => Promise<Result>,
  ): Promise<Result> {
    const attempts = this.attempts(init.signal);
    for (;;) {
      try {
        return await read(await this.request(path, init), this.#patience);
      } catch (error) {
        await attempts.next(error, isRepeatable(init.method ?? "GET", path));
      }
    }
  }

  /** Counts the attempts at something that takes several requests. @param signal ends the waits between them */
  attempts(signal: AbortSignal | null | undefined): Attempts {
    return new Attempts(this.#retries, signal);
  }

  /** Requests JSON. */
  async get(path: string, init: RequestInit = {}): Promise<unknown> {
    return (await this.getTagged(path, init)).value;
  }

  /** Requests JSON with its entity tag (RFC 9110, section 8.8.3), which is null if the response has none. */
  getTagged(path: string, init: RequestInit = {}): Promise<{ value: unknown; tag: string | null }> {
    return this.exchange(path, init, async (response, patience) => {
      return { value: await jsonIn(response, patience), tag: response.headers.get("ETag") };
    });
  }

  /**
   * Requests one block, which may have any shape.
   *
   * @returns the value as {@link parse} reads it, for validation to judge
   */
  async block(index: number, init: RequestInit = {}): Promise<unknown> {
    const text = await this.#textOf(`/blocks/${index}`, init, JSON_TYPE);
    const block = parse(text);
    if (block === undefined) throw new NotALedger(`its block ${index} is not JSON`);
    return block;
  }

  /** Requests a text, such as a signed checkpoint. */
  text(path: string, init: RequestInit = {}): Promise<string> {
    return this.#textOf(path, init, TEXT);
  }

  /** Requests bytes, such as those of a tile. */
  bytes(path: string, init: RequestInit = {}): Promise<Uint8Array> {
    return this.exchange(path, init, (response, patience) => bytesIn(response, OCTETS, patience));
  }

  /** Sends JSON and requests JSON. Without `body`, the request has none. */
  async post(path: string, body?: object, signal: AbortSignal | null = null): Promise<unknown> {
    return body === undefined ? this.get(path, { method: "POST", signal }) : this.send("POST", path, body, {}, signal);
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

  /**
   * Requests NDJSON, as {@link lines} does, and tells whether another page follows (RFC 8288). It asks once: whoever reads
   * the lines knows where to go on.
   */
  async page(path: string, init: RequestInit = {}): Promise<Page> {
    const headers = new Headers(init.headers);
    headers.set("Accept", NDJSON);
    return pageIn(await this.request(path, { ...init, headers }), this.#patience);
  }

  /**
   * Opens the WebSocket that sends each block from an index on; of a sealed ledger, each block's header.
   *
   * @param signal ends the wait for a token
   */
  async watch(from: number, signal?: AbortSignal): Promise<Socket> {
    const url = `${this.#url.replace(/^http/, "ws")}/events?from=${from}`;
    const token = this.#token && (await unlessAborted(this.#token({}), signal));
    return openSocket(url, ["patient-ledger", ...(token === undefined ? [] : [`bearer.${token}`])]);
  }

  #textOf(path: string, init: RequestInit, type: string): Promise<string> {
    return this.exchange(path, init, (response, patience) => textIn(response, type, patience));
  }
}
