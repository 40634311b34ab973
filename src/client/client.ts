import { JsonFault, parseIJson } from "../chain/json.ts";
import { Malformed } from "../chain/note.ts";
import { linesOf } from "./lines.ts";
import { utf8 } from "./utf8.ts";

/** Problem details (RFC 9457), as far as they are read here. */
interface ProblemDetails {
  readonly type?: string;
  readonly detail?: string;
}

/** An answer that no repetition changes: what the ledger said, for the user to read. */
export class Refusal extends Error {
  readonly status: number;
  /** The last part of the problem's `type`. */
  readonly problem: string;
  /** What the ledger says is wrong, and what to do. */
  readonly detail: string;

  constructor(status: number, { type = "", detail = "the server did not say why" }: ProblemDetails) {
    super(`${status}: ${detail}`);
    this.name = "Refusal";
    this.status = status;
    this.problem = type.replace(/^.*:/, "");
    this.detail = detail;
  }
}

/** The ledger could not be asked: the network, or a server that is overloaded or restarting. Worth another try. */
export class Unreachable extends Error {
  /** The last part of the problem's `type`, where the ledger said one. */
  readonly problem: string;

  constructor(message: string, problem = "") {
    super(message);
    this.problem = problem;
  }
}

/** Calls one ledger's routes, with a token. */
export class LedgerClient {
  readonly #url: string;
  readonly #token: () => Promise<string>;

  /**
   * @param url the ledger's address: that of the deployment for `main`, otherwise with `/ledgers/<name>` behind it
   * @param token gives the token to send; it is asked each time, so that it can be renewed
   */
  constructor(url: string, token: () => Promise<string>) {
    if (!URL.canParse(url) || !/^https?:/.test(url)) throw new Error(`--url is not an address: ${url}`);
    this.#url = url.replace(/\/+$/, "");
    this.#token = token;
  }

  /**
   * Sends a request.
   *
   * @throws Refusal for an answer of the kind 4xx
   * @throws Unreachable when there is no answer, or one of 429 or 5xx
   */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${await this.#token()}`);
    const response = await fetch(this.#url + path, { ...init, headers }).catch(unreachable);
    if (response.ok) return response;
    const problem = (await answerOf(response).catch(() => null)) as ProblemDetails | null;
    const refusal = new Refusal(response.status, problem ?? {});
    throw response.status === 429 || response.status >= 500
      ? new Unreachable(refusal.message, refusal.problem)
      : refusal;
  }

  /** Asks for JSON. */
  async get(path: string, init: RequestInit = {}): Promise<unknown> {
    return answerOf(await this.request(path, init));
  }

  async post(path: string, body: object): Promise<unknown> {
    const headers = { "Content-Type": "application/json" };
    return this.get(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** All blocks in order, a line each, as they arrive. */
  async *lines(path: string, init: RequestInit = {}): AsyncGenerator<string> {
    const response = await this.request(path, { ...init, headers: { Accept: "application/x-ndjson" } });
    try {
      for await (const { text, unfinished } of linesOf(response.body ?? [])) {
        if (unfinished) throw new Unreachable("the connection broke off");
        yield text;
      }
    } catch (error) {
      unreachable(error);
    }
  }

  /** Opens the WebSocket that sends each block from an index on. */
  async watch(from: number): Promise<WebSocket> {
    const url = `${this.#url.replace(/^http/, "ws")}/events?from=${from}`;
    return new WebSocket(url, ["patient-ledger", `bearer.${await this.#token()}`]);
  }
}

/**
 * Reads an answer as JSON that every reader understands alike.
 *
 * @throws Unreachable when it does not arrive whole, or is something else
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

/** Everything that keeps an answer from arriving whole is worth another try. */
function unreachable(error: unknown): never {
  if (error instanceof Unreachable) throw error;
  const { message, cause } = error as Error;
  throw new Unreachable(`the ledger does not answer (${cause instanceof Error ? cause.message : message})`);
}
