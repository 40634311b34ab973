import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test } from "vitest";
import { bearer, mine, patient, request } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { indexes, leaveAll, upgrade, watch, watcherOf } from "../../support/worker/watching.ts";
import { created, ledger, storeChain, stored, untilMined } from "../../support/storage/main.ts";
import { validChain } from "../../support/worker/squares-chains.ts";
import {
  COMMON_WATCHERS,
  FEW_WATCHERS,
  longChain,
  open,
  opened,
  socketsOf,
  UNACKNOWLEDGED_LIMIT,
  WATCHERS_LIMIT,
} from "../../support/ledger/watched.ts";

afterEach(leaveAll);

describe("several hundred watchers", () => {
  test("are each sent every block, in order, while mining goes on", { tags: "long", timeout: 120_000 }, async () => {
    // Long enough that every proof is known, so blocks follow each other as fast as possible.
    await storeChain(await validChain(250));
    const watchers = await Promise.all(Array.from({ length: 300 }, () => opened()));

    await ledger().accept(
      Array.from({ length: 40 }, (_, number) => patient(1_000 + number)),
      "dr-rao",
    );
    await untilMined();

    for (const watcher of watchers) {
      await watcher.until(40);
      expect(watcher.indexes).toEqual(indexes(251, 290));
    }
    expect(await stored()).toEqual({ blocks: 290, pending: 0 });
  });

  test("are limited: one more is refused with 503 until one leaves", { timeout: 120_000 }, async () => {
    await created();
    const watchers = await Promise.all(
      Array.from({ length: WATCHERS_LIMIT }, (_, place) => opened(undefined, `ward-${place % 30}`)),
    );

    const response = await upgrade("/events", await bearer());

    await expectProblem(response, 503, "too-many-watchers");
    expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
    watchers[0]?.socket.close();
    await watchers[0]?.end();
    while ((await socketsOf()) === WATCHERS_LIMIT) await scheduler.wait(1);
    expect(await open()).toBeDefined();
  });

  test("of one subject leave room for others", { timeout: 120_000 }, async () => {
    await created();
    await Promise.all(Array.from({ length: COMMON_WATCHERS }, () => opened(undefined, "greedy")));

    const refused = await upgrade("/events", await bearer({ sub: "greedy" }));
    const { detail } = await expectProblem(refused, 429, "rate-limited");
    expect(detail).toContain("share of this ledger's watchers");
    expect(refused.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);

    for (let own = 0; own < FEW_WATCHERS; own++) watcherOf(await upgrade("/events", await bearer({ sub: "ben" })));
    expect((await upgrade("/events", await bearer({ sub: "ben" }))).status).toBe(429);
    watcherOf(await upgrade("/events", await bearer({ sub: "cem" })));
  });
});

describe("a watcher of an object that hibernates and wakes up", () => {
  test("is sent the next blocks, without a gap or a repeat", async () => {
    const watcher = await watch("/events?from=1");
    await mine(patient(1));
    await watcher.until(2);

    await evictDurableObject(ledger(), { webSockets: "hibernate" });
    await mine(patient(2));
    await watcher.until(3);
    await evictDurableObject(ledger(), { webSockets: "hibernate" });
    await mine(patient(3));
    await watcher.until(4);

    expect(watcher.indexes).toEqual([1, 2, 3, 4]);
    expect(watcher.closed).toBeUndefined();
  });

  test("wakes it with an acknowledgement, and is sent more", async () => {
    await longChain(400);
    const watcher = await opened(1);
    await watcher.until(UNACKNOWLEDGED_LIMIT);
    await evictDurableObject(ledger(), { webSockets: "hibernate" });

    watcher.socket.send("250");

    await watcher.until(400);
    expect(watcher.indexes).toEqual(indexes(1, 400));
  });
});

test("a watcher that is gone is forgotten", async () => {
  await (await request("/get_chain")).text();
  const watcher = await opened();
  expect(await socketsOf()).toBe(1);

  watcher.socket.close(1001, "going");

  while ((await socketsOf()) > 0) await scheduler.wait(1);
  expect((await mine(patient(1))).status).toBe(201);
});
