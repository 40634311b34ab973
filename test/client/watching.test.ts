import * as fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { LedgerClient, NotALedger, Refusal, watchBlocks, type Watching } from "../../src/client/index.ts";
import { type Connection, EventsServer } from "../support/client/events-server.ts";
import { until } from "../support/e2e/until.ts";

/** Called whenever the client waits before it connects again. */
let onWait = () => {};

// No wait takes long, and a connection that is silent is given up soon.
vi.mock(import("../../src/client/transport/waiting.ts"), async (load) => ({
  ...(await load()),
  SILENCE: 50 as never,
  pause: async () => {
    await new Promise((resolve) => setImmediate(resolve));
    onWait();
  },
}));

const server = new EventsServer();
beforeEach(() => {
  server.reset();
  onWait = () => {};
});

const client = (token = async () => "t0ken") => new LedgerClient({ url: server.url, token, retries: 0 });

/** Watches until a number of blocks has come. @returns their indexes */
async function watched(count: number, watching: Watching = { from: 1 }): Promise<number[]> {
  const indexes: number[] = [];
  for await (const { index } of watchBlocks(client(), watching)) if (indexes.push(index) === count) break;
  return indexes;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place);

/** Waits until nobody is connected any more. */
const allClosed = () =>
  until(
    () => "the connections are closed",
    () => server.open === 0,
  );

describe("who watches a ledger", () => {
  test("gets each block once and in order, however often and however the connection breaks", async () => {
    const connection = fc.record({ breaksAfter: fc.nat(7), how: fc.constantFrom("reset", "close", "silence") });
    const refusal = fc.record({ refusal: fc.constantFrom(401, 429, 503) });
    const connections: fc.Arbitrary<Connection[]> = fc.array(fc.oneof(connection, refusal), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(connections, async (breaking) => {
        server.reset();
        server.mine(20);
        server.connections = [...breaking];

        expect(await watched(20)).toEqual(range(1, 20));
      }),
      { numRuns: 15 },
    );
    await allClosed();
  });

  test("gets the blocks from the one that was asked for, and otherwise those that are mined from then on", async () => {
    server.mine(5);
    expect(await watched(3, { from: 3 })).toEqual([3, 4, 5]);

    server.connections = [{ before: () => server.mine(2) }];
    expect(await watched(2, {})).toEqual([6, 7]);
  });

  test("gets the blocks that are mined while it waits", async () => {
    const mining = setInterval(() => server.mine(), 1);
    expect(await watched(10)).toEqual(range(1, 10));
    clearInterval(mining);
  });

  test("acknowledges what it has taken, so that a ledger sends it no more than it can take", async () => {
    server.mine(700);
    let taken = 0;
    for await (const { index } of watchBlocks(client(), { from: 1 })) {
      if (index === 1) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(server.acknowledged.at(-1) ?? 0).toBeLessThanOrEqual(taken);
      taken = index;
      if (index === 700) break;
    }
    expect(server.asked).toEqual([1]);
    expect(server.acknowledged).toEqual([100, 200, 300, 400, 500, 600]);
  });

  test("is refused if the ledger refuses its token, and goes on trying if the ledger is away", async () => {
    server.mine();
    server.connections = [{ refusal: 401 }];
    server.status = 401;
    await expect(watched(1)).rejects.toThrow(Refusal);

    server.connections = [{ refusal: 503 }, { refusal: 503 }, { refusal: 503 }];
    server.status = 503;
    expect(await watched(1)).toEqual([1]);
    expect(server.connections).toEqual([]);
  });

  test("sends a new token with each connection", async () => {
    server.mine(3);
    server.connections = [{ breaksAfter: 1 }, { breaksAfter: 1 }];
    let tokens = 0;
    for await (const { index } of watchBlocks(
      client(async () => `t${(tokens += 1)}`),
      { from: 1 },
    )) {
      if (index === 3) break;
    }
    // Each of the two that broke off asks why, too.
    expect(tokens).toBe(5);
  });

  test.each([0, -1, 1.5, NaN, Infinity])("cannot begin at block %j", async (from) => {
    await expect(watched(1, { from })).rejects.toThrow(RangeError);
    expect(server.asked).toEqual([]);
  });

  test.each<[string, (block: object) => unknown]>([
    ["the one before", () => ({ index: 1 })],
    ["no block", () => "block"],
    ["nothing", () => null],
  ])("is told if what comes is %s", async (_, edit) => {
    server.mine(3);
    server.edit = (block) => ((block as { index: number }).index === 2 ? edit(block) : block);

    await expect(watched(3)).rejects.toThrow(NotALedger);
    await allClosed();
  });
});

describe("who stops watching", () => {
  /** Watches until the signal ends it. @returns how many blocks came */
  async function untilStopped(stop: AbortController, onBlock = () => {}): Promise<number> {
    let count = 0;
    for await (const _ of watchBlocks(client(), { from: 1, signal: stop.signal })) {
      count += 1;
      onBlock();
    }
    await allClosed();
    return count;
  }

  test("before it began gets nothing", async () => {
    server.mine();
    const stop = new AbortController();
    stop.abort();

    expect(await untilStopped(stop)).toBe(0);
    expect(server.asked).toEqual([]);
  });

  test("while it connects gets nothing", async () => {
    server.mine();
    const stop = new AbortController();
    server.connections = [{ before: () => stop.abort() }];

    expect(await untilStopped(stop)).toBe(0);
  });

  test("while it waits for a block ends", async () => {
    server.mine(2);
    const stop = new AbortController();
    let seen = 0;
    const count = await untilStopped(stop, () => {
      seen += 1;
      if (seen === 2) setTimeout(() => stop.abort(), 5);
    });
    expect(count).toBe(2);
  });

  test("while there are more blocks gets no further one", async () => {
    server.mine(9);
    const stop = new AbortController();

    expect(await untilStopped(stop, () => stop.abort())).toBe(1);
  });

  test("while it waits before it connects again ends", async () => {
    const stop = new AbortController();
    server.connections = [{ refusal: 503 }, { refusal: 503 }];
    onWait = () => stop.abort();

    expect(await untilStopped(stop)).toBe(0);
    expect(server.connections).toHaveLength(1);
  });

  test("while it waits for a token ends", async () => {
    const stop = new AbortController();
    const waiting = client(() => {
      setTimeout(() => stop.abort(), 5);
      return new Promise(() => {});
    });
    for await (const _ of watchBlocks(waiting, { from: 1, signal: stop.signal })) expect.unreachable();
    expect(server.asked).toEqual([]);
  });

  test("by leaving the loop closes its connection", async () => {
    server.mine(3);

    expect(await watched(2)).toEqual([1, 2]);
    await allClosed();
  });
});
