import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type ClientOptions, LedgerClient } from "../../../src/client/index.ts";

export const JSON_HEADERS = { "Content-Type": "application/json" };
export const NDJSON_HEADERS = { "Content-Type": "application/x-ndjson" };

/** A request as the server received it. */
interface Received {
  readonly method: string;
  readonly url: string;
  readonly token: string;
  readonly body: string;
}

/** A server that gives the answers that a test has prepared, and afterwards those of a ledger. */
export class ScriptedServer {
  /** The answers to come, in order. */
  answers: RequestListener[] = [];
  received: Received[] = [];
  #server: Server | undefined;
  #url = "";

  /** @param asLedger answers once no prepared answer is left */
  constructor(asLedger: RequestListener) {
    beforeAll(async () => {
      const server = createServer((request, response) => {
        void (async () => {
          const { method = "", url = "", headers } = request;
          this.received.push({ method, url, token: headers.authorization ?? "", body: await text(request) });
          (this.answers.shift() ?? asLedger)(request, response);
        })();
      });
      this.#server = server;
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      this.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    beforeEach(() => {
      this.answers = [];
      this.received = [];
    });
    afterAll(() => this.#server?.close().closeAllConnections());
  }

  /** A client of this server, which waits only briefly for an answer. */
  client(options: Partial<ClientOptions> = {}): LedgerClient {
    return new LedgerClient({ url: this.#url, token: async () => "t0ken", patience: 200, ...options });
  }
}

/** Answers with a problem. */
export function problem(status: number, name: string, retryAfter?: number): RequestListener {
  return (_, response) => {
    const type = `urn:problem-type:patient-ledger:${name}`;
    response.writeHead(status, {
      "Content-Type": "application/problem+json",
      ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
    });
    response.end(JSON.stringify({ type, title: "It is so", status, detail: `It is ${name}.` }));
  };
}
