import type { Block } from "../../../src/chain/block.ts";
import type { LedgerServer } from "./ledger-server.ts";
import type { RemoteLedger } from "./ledgers.ts";
import { until } from "./until.ts";

/** Watches a ledger as a browser does: with the token in a subprotocol. */
export class Watcher {
  readonly blocks: Block[] = [];
  readonly #socket: WebSocket;
  readonly #leaving = new AbortController();
  #end = "";

  /** @param from the index of the first block to send; by default the next one that is mined */
  constructor(dev: LedgerServer, { url }: RemoteLedger, from?: number) {
    const query = from === undefined ? "" : `?from=${from}`;
    const protocols = ["patient-ledger", `bearer.${dev.token}`];
    this.#socket = new WebSocket(`${url.replace(/^http/, "ws")}/events${query}`, protocols);
    const { signal } = this.#leaving;
    const keep = ({ data }: MessageEvent) => this.blocks.push(JSON.parse(String(data)) as Block);
    this.#socket.addEventListener("message", keep, { signal });
    this.#socket.addEventListener("close", ({ code, reason }) => {
      this.#end = `${code} ${reason}`;
    });
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  get isClosed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }

  /** Waits until the connection is open. */
  async opened(): Promise<this> {
    await until(
      () => "the watcher is connected",
      () => {
        if (this.isClosed) throw new Error(`the watcher was refused: ${this.#end}`);
        return this.#socket.readyState === WebSocket.OPEN;
      },
    );
    return this;
  }

  /** Waits until it has received at least this many blocks. */
  async received(count: number): Promise<void> {
    await until(
      () => `the watcher has ${count} blocks, it has ${this.blocks.length}`,
      () => {
        if (this.isClosed && this.blocks.length < count) throw new Error(`the watcher was disconnected: ${this.#end}`);
        return this.blocks.length >= count;
      },
    );
  }

  /** Acknowledges all blocks that it has received. */
  acknowledge(): void {
    this.#socket.send(String(this.blocks.at(-1)?.index));
  }

  /** Closes the connection, and ignores what the server sends until it notices. */
  close(): void {
    this.#leaving.abort();
    this.#socket.close();
  }

  /** Waits until the server has ended the connection. */
  async closed(): Promise<void> {
    await until(
      () => "the watcher is disconnected",
      () => this.isClosed,
    );
  }
}
