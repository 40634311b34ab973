import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { LedgerClient } from "../../../src/client/client.ts";

/** A request as the server received it. */
interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly accept: string | undefined;
  readonly ifMatch: string | undefined;
  readonly body: string;
}

/** What the server answers. */
interface Answer {
  readonly type: string;
  readonly body: string;
  readonly link?: string;
  readonly etag?: string;
  readonly status?: number;
}

/** A server that keeps the requests it receives and answers as a test says. Create it at the top of a test file. */
export class ReceivingServer {
  received: Received[] = [];
  answer: Answer = { type: "application/json", body: "{}" };
  #server: Server | undefined;

  constructor() {
    beforeAll(async () => {
      this.#server = createServer((request, response) => {
        void (async () => {
          const { method, url, headers } = request;
          const { "content-type": type, "if-match": ifMatch, accept } = headers;
          this.received.push({ method, url, type, accept, ifMatch, body: await text(request) });
          const { status = 200, type: answered, body, etag, link } = this.answer;
          response.statusCode = status;
          response.setHeader("Content-Type", answered);
          if (etag !== undefined) response.setHeader("ETag", etag);
          if (link !== undefined) response.setHeader("Link", link);
          response.end(body);
        })();
      });
      await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    });
    beforeEach(() => {
      this.received = [];
    });
    afterAll(() => this.#server?.close().closeAllConnections());
  }

  /** A client of the ledger `ana` there. */
  client(): LedgerClient {
    const { port } = (this.#server as Server).address() as AddressInfo;
    return new LedgerClient({ url: `http://127.0.0.1:${port}/ledgers/ana`, token: async () => "token", retries: 0 });
  }

  /** Has the server answer with JSON from now on. */
  answerJson(value: unknown): void {
    this.answer = { type: "application/json", body: JSON.stringify(value) };
  }

  /** The only request: its method, address below the ledger's, content type and body. */
  onlyRequest(): unknown[] {
    const [request, ...others] = this.received;
    if (!request || others.length > 0) throw new Error(`${this.received.length} requests instead of one`);
    const { method, url, type, body } = request;
    return [method, url?.replace("/ledgers/ana", ""), type, body];
  }
}
