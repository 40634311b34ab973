import { expect, test } from "vitest";
import { headerOf, type SealedBlock } from "../../src/chain/sealed/header.ts";
import { ProvenFault } from "../../src/cli/command.ts";
import { Copy } from "../../src/cli/follow/copy.ts";
import { keepUp } from "../../src/cli/follow/following.ts";
import { LedgerClient, type Page, Refusal } from "../../src/client/client.ts";
import { faultyChains, sealedVectors, signedVectors } from "../support/chain/sealed-chains.ts";
import { emptyFolder } from "../support/cli/folder.ts";

const { chain } = sealedVectors;
const folder = emptyFolder();
const at = (index: number) => chain[index - 1] as SealedBlock;

/** An event stream that sends its messages once somebody listens, and then stays open. */
class Events extends EventTarget {
  readonly readyState = WebSocket.OPEN;
  readonly sent: string[] = [];
  readonly #messages: readonly unknown[];

  constructor(messages: readonly unknown[]) {
    super();
    this.#messages = messages;
  }

  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    super.addEventListener(...args);
    if (args[0] !== "message") return;
    setImmediate(() => {
      for (const message of this.#messages) {
        this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
      }
    });
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.dispatchEvent(new Event("close"));
  }
}

/** A sealed ledger with two blocks at first, whose events report more. */
class GrowingLedger extends LedgerClient {
  readonly fetched: number[] = [];
  readonly #events: readonly unknown[];
  readonly #blocks: readonly unknown[];
  readonly #first: number;

  /**
   * @param blocks what it serves as its blocks
   * @param first how many of them it has at first
   */
  constructor(events: readonly unknown[], blocks: readonly unknown[] = chain, first = 2) {
    super({ url: "http://ledger.example", token: async () => "token", retries: 0 });
    this.#events = events;
    this.#blocks = blocks;
    this.#first = first;
  }

  override async page(path: string): Promise<Page> {
    if (path.includes("from=")) throw new Refusal(404, { detail: "There is no such block." });
    const lines = this.#blocks.slice(0, this.#first).map((block) => JSON.stringify(block));
    return {
      hasNext: false,
      lines: (async function* () {
        yield* lines;
      })(),
    };
  }

  override async block(index: number): Promise<unknown> {
    this.fetched.push(index);
    const block = this.#blocks[index - 1];
    if (block === undefined) throw new Refusal(404, { detail: "There is no such block." });
    return block;
  }

  override async watch(): Promise<WebSocket> {
    return new Events(this.#events) as unknown as WebSocket;
  }
}

/** Follows a ledger until its copy has all blocks, or it fails. @returns the copy's length, and the error */
async function follow(ledger: LedgerClient, until = chain.length): Promise<{ length: number; error: unknown }> {
  const copy = await Copy.open(folder.path);
  const stop = new AbortController();
  let error: unknown;
  try {
    await keepUp(ledger, copy, stop.signal, () => copy.length === until && stop.abort());
  } catch (failure) {
    error = failure;
  }
  await copy.close();
  return { length: copy.length, error };
}

test("a follower fetches the block of each header that a sealed ledger's events send", async () => {
  const ledger = new GrowingLedger([headerOf(at(3)), headerOf(at(4))]);

  expect(await follow(ledger)).toEqual({ length: 4, error: undefined });
  expect(ledger.fetched).toEqual([3, 4]);
});

test("a follower takes whole blocks from the events as well", async () => {
  const ledger = new GrowingLedger([at(3), at(4)]);

  expect(await follow(ledger)).toEqual({ length: 4, error: undefined });
  expect(ledger.fetched).toEqual([]);
});

test.each<[string, unknown, readonly unknown[], string]>([
  ["events show another header than its chain", { ...headerOf(at(3)), proof: 0 }, chain, "fork"],
  ["events pass over a block", headerOf(at(4)), chain, "fork"],
  ["chain has another block", headerOf(at(3)), chain.with(2, { ...at(3), proof: 0 }), "hash"],
  ["chain has a block without entries", headerOf(at(3)), (chain as unknown[]).with(2, headerOf(at(3))), "format"],
  ["events send something else", { hello: 1 }, chain, "format"],
])("a ledger whose %s is proven faulty", async (_, event, blocks, rule) => {
  const { error } = await follow(new GrowingLedger([event], blocks));

  expect(error).toBeInstanceOf(ProvenFault);
  expect((error as ProvenFault).fault).toMatchObject({ index: 3, rule });
});

test("a ledger that reports a block and does not serve it cannot be followed, and is not called faulty", async () => {
  const { length, error } = await follow(new GrowingLedger([headerOf(at(3))], chain.slice(0, 2)));

  expect(length).toBe(2);
  expect(error).toBeInstanceOf(Refusal);
});

/** A copy with these blocks, saved by a follower that has ended. */
async function save(blocks: readonly unknown[]): Promise<void> {
  const copy = await Copy.open(folder.path);
  for (const block of blocks) expect(await copy.add(block)).toBeUndefined();
  await copy.close();
}

test("a follower that starts again verifies the signatures of keys that its copy holds", async () => {
  const { chain: signed } = signedVectors;
  await save(signed.slice(0, 2));
  for (let length = 2; length < signed.length; length++) {
    const ledger = new GrowingLedger([headerOf(signed[length] as SealedBlock)], signed, length);
    expect(await follow(ledger, length + 1)).toEqual({ length: length + 1, error: undefined });
  }
});

test.each(faultyChains.filter(({ fault }) => /^(?:key|seen|signature)$/.test(fault.rule)))(
  "a follower that starts again finds $name in the next block",
  async ({ chain: blocks, fault }) => {
    const held = fault.index - 1;
    await save(blocks.slice(0, held));
    const { length, error } = await follow(
      new GrowingLedger([headerOf(blocks[held] as SealedBlock)], blocks, held),
      Infinity,
    );

    expect(length).toBe(held);
    expect((error as ProvenFault).fault).toMatchObject(fault);
  },
);

test("a follower that is stopped while it connects to the events ends", async () => {
  const copy = await Copy.open(folder.path);
  const stop = new AbortController();
  const ledger = new GrowingLedger([]);
  const watch = ledger.watch.bind(ledger);
  ledger.watch = () => {
    stop.abort();
    return watch();
  };
  await keepUp(ledger, copy, stop.signal, () => undefined);
  await copy.close();

  expect(copy.length).toBe(2);
});
