import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

/** The answer for a path. */
export interface Served {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A server whose answers a test defines. Create it at the top of a test file. */
export class FakeServer {
  #server: Server | undefined;
  #respond: RequestListener = (_, response) => response.writeHead(404).end();

  constructor() {
    beforeAll(async () => {
      this.#server = createServer((request, response) => {
        request.resume();
        this.#respond(request, response);
      });
      await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    });
    afterAll(() => this.#server?.close().closeAllConnections());
  }

  get url(): string {
    const address = this.#server?.address() as AddressInfo | undefined;
    if (!address) throw new Error("the server does not listen yet");
    return `http://127.0.0.1:${address.port}`;
  }

  /**
   * Sets the answer for each path, with its query, or else without; but a later page of the chain is not its first one. Other
   * paths get `rest`.
   */
  serve(answers: Readonly<Record<string, Served>>, rest: Served = { status: 404 }): void {
    this.#respond = ({ url = "" }, response) => {
      const path = /\/get_chain\?.*from=/.test(url) ? url : url.replace(/\?.*$/, "");
      const { status = 200, type, headers = {}, body = "" } = answers[url] ?? answers[path] ?? rest;
      response.writeHead(status, { ...headers, ...(type === undefined ? {} : { "Content-Type": type }) }).end(body);
    };
  }
}
