import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { afterAll, beforeAll } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";

/** How the server treats one connection, if it does not just send all its blocks. */
export interface Connection {
  /** Is refused with this status. */
  readonly refusal?: number;
  /** How many blocks it gets before it breaks. */
  readonly breaksAfter?: number;
  /** How it breaks: without a word, with a closing handshake, or so that nobody notices. */
  readonly how?: "reset" | "close" | "silence";
  /** Called before it is opened. */
  readonly before?: () => void;
}

/** The most blocks that are sent beyond those that were acknowledged, as at a ledger. */
const UNACKNOWLEDGED_LIMIT = 250;

/** A ledger that serves its events, and little else. Create it at the top of a test file. */
export class EventsServer {
  /** How many blocks it has. */
  length = 0;
  /** What happens to the connections to come, in order; afterwards nothing does. */
  connections: Connection[] = [];
  /** The first block that each connection asked for. */
  asked: number[] = [];
  acknowledged: number[] = [];
  /** The status of every other request, and its answer. */
  status = 200;
  /** Changes a block before it is sent. */
  edit: (block: object) => unknown = (block) => block;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #wakes = new Set<() => void>();
  #server: Server | undefined;

  constructor() {
    beforeAll(async () => {
      this.#server = createServer((request, response) => {
        const name = { 401: "invalid-token", 503: "ledger-unavailable" }[this.status] ?? "";
        const type = `urn:problem-type:patient-ledger:${name}`;
        const isFine = this.status === 200;
        response.writeHead(this.status, { "Content-Type": isFine ? "application/json" : "application/problem+json" });
        response.end(JSON.stringify(isFine ? { length: this.length, index: 1 } : { type, detail: "It is so." }));
        request.resume();
      }).on("upgrade", (request, socket, head) => this.#open(request, socket, head));
      await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    });
    afterAll(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
      this.#server?.close().closeAllConnections();
    });
  }

  get url(): string {
    const address = this.#server?.address() as AddressInfo | undefined;
    return `http://127.0.0.1:${address?.port}`;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.clients.size;
  }

  /** Starts over without blocks. */
  reset(): void {
    this.length = 0;
    this.connections = [];
    this.asked = [];
    this.acknowledged = [];
    this.status = 200;
    this.edit = (block) => block;
  }

  /** Mines blocks, and sends them to whoever is connected. */
  mine(count = 1): void {
    this.length += count;
    for (const wake of this.#wakes) wake();
  }

  #open(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { refusal, before, ...breaking } = this.connections.shift() ?? {};
    before?.();
    if (refusal !== undefined) return void stream.end(`HTTP/1.1 ${refusal} No\r\nConnection: close\r\n\r\n`);
    this.#sockets.handleUpgrade(request, stream, head, (socket) => {
      const from = Number(new URL(request.url ?? "", this.url).searchParams.get("from"));
      this.asked.push(from);
      this.#serve(socket, from, breaking);
    });
  }

  #serve(socket: WebSocket, from: number, { breaksAfter = Infinity, how = "reset" }: Connection): void {
    let next = from;
    let acknowledged = from - 1;
    let isSilent = false;
    const send = () => {
      while (
        !isSilent &&
        next <= this.length &&
        next - from < breaksAfter &&
        next - acknowledged <= UNACKNOWLEDGED_LIMIT
      ) {
        socket.send(JSON.stringify(this.edit({ index: next })));
        next += 1;
      }
      if (next - from < breaksAfter) return;
      if (how === "silence") isSilent = true;
      // What was sent arrives first.
      else setImmediate(() => (how === "close" ? socket.close(4008) : socket.terminate()));
    };
    socket.on("message", (data) => {
      const said = Buffer.isBuffer(data) ? data.toString() : "";
      if (said === "ping") return void (isSilent || socket.send("pong"));
      acknowledged = Number(said);
      this.acknowledged.push(acknowledged);
      send();
    });
    socket.on("close", () => this.#wakes.delete(send));
    this.#wakes.add(send);
    send();
  }
}
