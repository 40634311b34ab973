import { batch, effect, signal } from "@preact/signals";
import type { Block } from "../chain/block.ts";
import { JsonFault } from "../chain/json.ts";
import { type LedgerClient, Refusal, Unreachable } from "../client/client.ts";
import { parse } from "../client/lines.ts";
import { backoff, pause } from "../client/waiting.ts";
import type { LedgerDescription } from "../contract/schemas/ledger.ts";
import { client, expire } from "./session/session.ts";
import { strings } from "./strings.ts";

/** Blocks asked for at once. */
const PAGE_LENGTH = 100;

/** The ledger closes a watcher's socket with this code when the token has ended. */
const TOKEN_ENDED = 4001;

/** How the watching stands: `refused` means that only the user can help, by another token or ledger. */
export type WatchState = "opening" | "live" | "interrupted" | "refused";

/** A ledger's chain as far as the page has loaded it, kept up to date by the ledger's events. */
export class WatchedChain {
  readonly client: LedgerClient;
  readonly description = signal<LedgerDescription | undefined>(undefined);
  /** How many blocks the ledger has. */
  readonly length = signal(0);
  readonly state = signal<WatchState>("opening");
  /** Why the chain is not live. */
  readonly error = signal<Error | undefined>(undefined);
  /** The newest block that came while the page watched. */
  readonly arrived = signal<Block | undefined>(undefined);
  readonly #blocks = signal<ReadonlyMap<number, Block>>(new Map());
  readonly #asked = new Set<number>();
  /** Pages that could not be loaded: the chain is not live before they are. */
  readonly #missing = new Set<number>();
  readonly #end = new AbortController();
  #socket: WebSocket | undefined;
  #failures = 0;

  constructor(ledger: LedgerClient) {
    this.client = ledger;
    void this.#watch();
  }

  /** The loaded blocks by index. A component that reads it is drawn again when blocks come. */
  get blocks(): ReadonlyMap<number, Block> {
    return this.#blocks.value;
  }

  /** Loads the blocks from one index to another, as far as they are not loaded or being loaded. */
  load(from: number, to: number): void {
    for (let page = pageOf(from); page <= pageOf(Math.min(to, this.length.peek())); page++) {
      if (!this.#asked.has(page)) void this.#loadPage(page);
    }
  }

  /** Loads what could not be loaded before. */
  loadMissing(): void {
    for (const page of this.#missing) if (!this.#asked.has(page)) void this.#loadPage(page);
  }

  /** One block, loaded if need be. */
  async block(index: number): Promise<Block> {
    return this.#blocks.peek().get(index) ?? ((await this.client.get(`/blocks/${index}`)) as Block);
  }

  close(): void {
    this.#end.abort();
    // One that is still being opened closes itself then: closing it now would be reported as a failure.
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.close();
  }

  async #loadPage(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const loaded: Block[] = [];
      const path = `/get_chain?from=${page * PAGE_LENGTH + 1}&limit=${PAGE_LENGTH}`;
      const lines = this.client.lines(path, { signal: this.#end.signal });
      for await (const line of lines) loaded.push(blockIn(line));
      this.#add(loaded);
      this.#missing.delete(page);
      if (this.#socket?.readyState === WebSocket.OPEN) this.#recover();
    } catch (error) {
      this.#asked.delete(page);
      this.#missing.add(page);
      this.#fail(error as Error);
    }
  }

  #add(added: readonly Block[]): void {
    const blocks = new Map(this.#blocks.peek());
    for (const block of added) blocks.set(block.index, block);
    this.#blocks.value = blocks;
  }

  async #watch(): Promise<void> {
    try {
      const described = (await this.client.get("")) as LedgerDescription;
      if (this.#end.signal.aborted) return;
      batch(() => {
        this.description.value = described;
        // A ledger that became shorter is not followed: the blocks it showed stay, and so does the error.
        this.length.value = Math.max(this.length.peek(), described.length);
      });
      const socket = await this.client.watch(this.length.peek() + 1);
      this.#socket = socket;
      socket.addEventListener("open", () => {
        if (this.#end.signal.aborted) return socket.close();
        this.#failures = 0;
        this.loadMissing();
        this.#recover();
      });
      socket.addEventListener("message", ({ data }) => this.#receive(socket, String(data)));
      socket.addEventListener("close", ({ code }) => void this.#reopen(code));
    } catch (error) {
      this.#fail(error as Error);
      if (!(error instanceof Refusal)) void this.#reopen();
    }
  }

  #receive(socket: WebSocket, data: string): void {
    let block: Block;
    try {
      block = blockIn(data);
    } catch (error) {
      return this.#fail(error as Error);
    }
    batch(() => {
      this.#add([block]);
      this.length.value = block.index;
      this.arrived.value = block;
    });
    socket.send(String(block.index));
  }

  async #reopen(code?: number): Promise<void> {
    if (this.#end.signal.aborted) return;
    if (code === TOKEN_ENDED) return expire(strings.signIn.expired);
    if (code !== undefined) this.state.value = "interrupted";
    await pause(backoff(this.#failures++), this.#end.signal);
    if (!this.#end.signal.aborted) void this.#watch();
  }

  #recover(): void {
    if (this.#missing.size > 0) return;
    batch(() => {
      this.state.value = "live";
      this.error.value = undefined;
    });
  }

  #fail(error: Error): void {
    if (this.#end.signal.aborted) return;
    batch(() => {
      this.error.value = error;
      this.state.value = error instanceof Refusal ? "refused" : "interrupted";
    });
  }
}

/**
 * The block in a line or message.
 *
 * @throws Unreachable when it cannot be read; what the block says, the verification judges
 */
function blockIn(text: string): Block {
  const block = parse(text);
  if (block instanceof JsonFault) throw new Unreachable(`the ledger's answer ${block.message}`);
  return block as Block;
}

function pageOf(index: number): number {
  return Math.floor((index - 1) / PAGE_LENGTH);
}

/** The chain of the present ledger, while somebody is signed in. */
export const chain = signal<WatchedChain | undefined>(undefined);

/** Opens the chain again, for instance after its ledger was created. */
export function reopen(): void {
  chain.peek()?.close();
  const ledger = client.peek();
  chain.value = ledger && new WatchedChain(ledger);
}

effect(() => {
  // Named, so that the effect follows it.
  void client.value;
  reopen();
});
