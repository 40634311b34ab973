import { batch, effect, signal } from "@preact/signals";
import { JsonFault } from "../chain/text/json.ts";
import type { Block } from "../chain/block.ts";
import type { AnyTip } from "../chain/kind.ts";
import type { Entry } from "../chain/sealed/entry.ts";
import type { Header, SealedBlock } from "../chain/sealed/header.ts";
import { type LedgerClient, Refusal, Unreachable } from "../client/client.ts";
import { parse } from "../client/transport/lines.ts";
import { OPEN, type Socket } from "../client/sockets/socket.ts";
import { backoff, pause } from "../client/transport/waiting.ts";
import type { LedgerDescription } from "../contract/schemas/ledger.ts";
import { shownEntries } from "./any-block.ts";
import { client } from "./session/session.ts";

/** The number of blocks per request. */
const PAGE_LENGTH = 100;

/** How many sealed blocks' entries are kept. A block has up to 1,000 entries, and few blocks are in view at once. */
const ENTRIES_KEPT = 64;

/** The code with which the ledger closes a watcher's socket when the token has expired. */
const TOKEN_ENDED = 4001;

/** The state of the watching. `refused` means that only the user can help, with another token or ledger. */
export type WatchState = "opening" | "live" | "interrupted" | "refused";

/**
 * The part of a ledger's chain that the page has loaded. The ledger's events keep it up to date. Of a sealed ledger it
 * holds the blocks' headers, and the entries of those blocks that are looked at.
 */
export class WatchedChain {
  readonly client: LedgerClient;
  readonly description = signal<LedgerDescription | undefined>(undefined);
  /** The number of blocks in the ledger. */
  readonly length = signal(0);
  readonly state = signal<WatchState>("opening");
  /** Why the chain is not live. */
  readonly error = signal<Error | undefined>(undefined);
  /** The newest block that arrived while the page watched. */
  readonly arrived = signal<AnyTip | undefined>(undefined);
  readonly #blocks = signal<ReadonlyMap<number, AnyTip>>(new Map());
  /** By the hashes of their blocks, the latest last. */
  readonly #entries = signal<ReadonlyMap<string, readonly Entry[]>>(new Map());
  readonly #entriesAsked = new Set<string>();
  readonly #asked = new Set<number>();
  /** Pages that could not be loaded. The chain is not live until they are. */
  readonly #missing = new Set<number>();
  readonly #end = new AbortController();
  #socket: Socket | undefined;
  #failures = 0;

  constructor(ledger: LedgerClient) {
    this.client = ledger;
    void this.#watch();
  }

  /** The loaded blocks by index. Components that read it are redrawn when blocks arrive. */
  get blocks(): ReadonlyMap<number, AnyTip> {
    return this.#blocks.value;
  }

  /** Whether it is the chain of a sealed ledger. */
  get isSealed(): boolean {
    return this.description.value?.records === "sealed";
  }

  /** Loads a range of blocks, except those that are loaded or being loaded. */
  load(from: number, to: number): void {
    for (let page = pageOf(from); page <= pageOf(Math.min(to, this.length.peek())); page++) {
      if (!this.#asked.has(page)) void this.#loadPage(page);
    }
  }

  /** Retries the pages that could not be loaded. */
  loadMissing(): void {
    for (const page of this.#missing) if (!this.#asked.has(page)) void this.#loadPage(page);
  }

  /** Returns one block of a plain ledger, and loads it if necessary. */
  async block(index: number): Promise<Block> {
    return (this.#blocks.peek().get(index) ?? (await this.client.get(`/blocks/${index}`))) as Block;
  }

  /** Requests one block as the ledger serves it now; on a sealed ledger without its entries. */
  async presentBlock(index: number): Promise<AnyTip> {
    if (!this.isSealed) return (await this.client.get(`/blocks/${index}`)) as Block;
    const path = `/get_chain?from=${index}&limit=1&entries=none`;
    for await (const line of this.client.lines(path, { signal: this.#end.signal })) return blockIn(line);
    throw new Unreachable("the ledger's answer is empty");
  }

  /** The entries of a sealed block if they are loaded. Components that read them are redrawn when they arrive. */
  entries({ hash }: Header): readonly Entry[] | undefined {
    return this.#entries.value.get(hash);
  }

  /** Loads the entries of a sealed block, unless they are loaded or being loaded. */
  async loadEntries({ index, hash }: Header): Promise<void> {
    if (this.#entriesAsked.has(hash)) return;
    this.#entriesAsked.add(hash);
    try {
      const block = (await this.client.get(`/blocks/${index}`, { signal: this.#end.signal })) as SealedBlock;
      // A card must not show another block's entries below its header.
      if (block.hash === hash) this.#keepEntries(hash, shownEntries(block));
    } catch {
      // The card then shows their count alone, which its header holds, and asks again when it is drawn again.
      this.#entriesAsked.delete(hash);
    }
  }

  #keepEntries(hash: string, entries: readonly Entry[]): void {
    const kept = new Map(this.#entries.peek());
    kept.set(hash, entries);
    const [oldest = ""] = kept.keys();
    if (kept.size > ENTRIES_KEPT && kept.delete(oldest)) this.#entriesAsked.delete(oldest);
    this.#entries.value = kept;
  }

  close(): void {
    this.#end.abort();
    // A socket that is still opening closes itself later. Closing it now would be reported as an error.
    if (this.#socket?.readyState === OPEN) this.#socket.close();
  }

  async #loadPage(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const loaded: AnyTip[] = [];
      const part = this.isSealed ? "&entries=none" : "";
      const path = `/get_chain?from=${page * PAGE_LENGTH + 1}&limit=${PAGE_LENGTH}${part}`;
      const lines = this.client.lines(path, { signal: this.#end.signal });
      for await (const line of lines) loaded.push(blockIn(line));
      this.#add(loaded);
      this.#missing.delete(page);
      if (this.#socket?.readyState === OPEN) this.#recover();
    } catch (error) {
      this.#asked.delete(page);
      this.#missing.add(page);
      this.#fail(error as Error);
    }
  }

  #add(added: readonly AnyTip[]): void {
    const blocks = new Map(this.#blocks.peek());
    for (const block of added) blocks.set(block.index, block);
    this.#blocks.value = blocks;
  }

  async #watch(): Promise<void> {
    try {
      const described = (await this.client.get("")) as LedgerDescription;
      if (this.#end.signal.aborted) return;
      // The blocks that were added during an interruption are no news for the socket, and belong to a page that is loaded.
      const page = pageOf(this.length.peek() + 1);
      if (described.length > this.length.peek() && this.#asked.delete(page)) this.#missing.add(page);
      batch(() => {
        this.description.value = described;
        // If the ledger became shorter, do not follow it: keep its blocks and show the error.
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

  #receive(socket: Socket, data: string): void {
    let block: AnyTip;
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
    // If the token was not renewed, the next request is refused, and the user has to sign in again.
    if (code !== undefined && code !== TOKEN_ENDED) this.state.value = "interrupted";
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
 * Parses the block in a line or message. Whether its content is right is for the verification to judge.
 *
 * @throws Unreachable when the block cannot be parsed
 */
function blockIn(text: string): AnyTip {
  const block = parse(text);
  if (block instanceof JsonFault) throw new Unreachable(`the ledger's answer ${block.message}`);
  return block as AnyTip;
}

function pageOf(index: number): number {
  return Math.floor((index - 1) / PAGE_LENGTH);
}

/** The chain of the current ledger, while a user is signed in. */
export const chain = signal<WatchedChain | undefined>(undefined);

/** Opens the chain again, for instance after its ledger was created. */
export function reopen(): void {
  chain.peek()?.close();
  const ledger = client.peek();
  chain.value = ledger && new WatchedChain(ledger);
}

effect(() => {
  // Read the signal, so that the effect depends on it.
  void client.value;
  reopen();
});
