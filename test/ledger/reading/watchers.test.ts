import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { mine, patient } from "../../support/worker/client.ts";
import { indexes, leaveAll, watch } from "../../support/worker/watching.ts";
import { created, ledger } from "../../support/storage/main.ts";
import { UNACKNOWLEDGED_LIMIT, editNotes, longChain, notes, opened } from "../../support/ledger/watched.ts";

afterEach(leaveAll);

describe("a watcher that does not acknowledge", () => {
  test("is sent the maximum of unacknowledged blocks, and continues from there when it acknowledges", async () => {
    const chain = await longChain(700);
    const watcher = await opened(1);
    await watcher.until(250);

    // A new block triggers sending to every watcher that may receive more.
    await mine(patient(9_000));
    const other = await opened(701);
    await other.until(1);
    expect(watcher.messages).toHaveLength(UNACKNOWLEDGED_LIMIT);

    watcher.socket.send("60");
    await watcher.until(310);
    watcher.socket.send("310");
    await watcher.until(560);
    watcher.socket.send("560");
    await watcher.until(701);
    expect(watcher.indexes).toEqual(indexes(1, 701));
    expect(watcher.blocks.slice(0, -1)).toEqual(chain);
    expect(watcher.closed).toBeUndefined();
  });

  test.each<[string, () => Promise<unknown>]>([
    ["the next block", () => mine(patient(9_000))],
    ["the alarm, when nothing is mined", () => runDurableObjectAlarm(ledger())],
    ["another watcher that connects", () => opened()],
  ])("is dropped once an acknowledgement is overdue, and told how to come back: by %s", async (_, happens) => {
    await longChain(400);
    const watcher = await opened(1);
    await watcher.until(UNACKNOWLEDGED_LIMIT);
    await editNotes({ waitingSince: Date.now() - 31_000 });

    await happens();

    expect(await watcher.end()).toEqual({ code: 4008, reason: expect.stringContaining("?from=") });
    expect(watcher.messages).toHaveLength(UNACKNOWLEDGED_LIMIT);
  });

  test("has an alarm set for its deadline, which drops it", async () => {
    await longChain(400);
    await runDurableObjectAlarm(ledger());
    const watcher = await opened(1);
    await watcher.until(UNACKNOWLEDGED_LIMIT);
    const [since] = await notes();

    // Set at the end of a round of sending. Until the token expires it would be much longer.
    await vi.waitFor(async () => {
      const alarm = await runInDurableObject(ledger(), (_, { storage }) => storage.getAlarm());
      expect(alarm).toBe((since?.waitingSince ?? 0) + 30_000);
    });
  });

  test("is given a grace period, which an acknowledgement renews", async () => {
    await longChain(600);
    const watcher = await opened(1);
    await watcher.until(UNACKNOWLEDGED_LIMIT);
    await editNotes({ waitingSince: Date.now() - 20_000 });
    await mine(patient(9_000));
    expect(watcher.closed).toBeUndefined();

    watcher.socket.send("250");
    await watcher.until(500);
    // It owes an acknowledgement again, but only from now on.
    const [note] = await notes();
    expect(note?.waitingSince).toBeGreaterThan(Date.now() - 20_000);
    watcher.socket.send("500");
    await watcher.until(601);

    expect(watcher.indexes).toEqual(indexes(1, 601));
    expect((await notes())[0]).not.toHaveProperty("waitingSince");
  });

  test("delays nobody: others are sent everything, and mining goes on", async () => {
    await longChain(400);
    const slow = await opened(1);
    const quick = await opened(401);
    await slow.until(UNACKNOWLEDGED_LIMIT);

    for (const number of [1, 2, 3]) expect((await mine(patient(9_000 + number))).status).toBe(201);

    await quick.until(3);
    expect(quick.indexes).toEqual([401, 402, 403]);
    expect(slow.messages).toHaveLength(UNACKNOWLEDGED_LIMIT);
  });
});

describe("an acknowledgement", () => {
  test("of fewer blocks than before takes nothing back", async () => {
    await longChain(400);
    const watcher = await opened(1);
    await watcher.until(UNACKNOWLEDGED_LIMIT);
    watcher.socket.send("100");
    watcher.socket.send("0");
    await watcher.until(350);

    watcher.socket.send("150");
    await watcher.until(400);

    expect(watcher.indexes).toEqual(indexes(1, 400));
  });

  test.each<[what: string, message: string | ArrayBuffer, code?: number]>([
    ["empty", ""],
    ["not a number", "x"],
    ["negative", "-1"],
    ["a fraction", "1.5"],
    ["not decimal", "0x1"],
    ["a block as JSON", `{"index":1}`],
    ["of an unsent block", "2"],
    ["too large for a number", "9".repeat(17)],
    ["of the maximum message length", "1".repeat(1024 * 1024)],
    ["binary", new TextEncoder().encode("1").buffer as ArrayBuffer, 1003],
  ])("that is %s closes the socket", async (_, message, code = 1007) => {
    await created();
    const watcher = await opened(1);
    await watcher.until(1);

    watcher.socket.send(message);

    expect(await watcher.end()).toEqual({ code, reason: expect.stringMatching(/\S/) });
    expect((await mine(patient(1))).status).toBe(201);
    expect(watcher.messages).toHaveLength(1);
  });

  test("of the newest block is accepted, and changes nothing for an up-to-date watcher", async () => {
    await created();
    const watcher = await opened(1);
    await watcher.until(1);

    watcher.socket.send("1");
    await mine(patient(1));

    await watcher.until(2);
    expect(watcher.indexes).toEqual([1, 2]);
    expect(watcher.closed).toBeUndefined();
  });
});

describe("a watcher whose token expires", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["the next block, which it does not get", () => mine(patient(2))],
    ["the alarm, when nothing is mined", () => runDurableObjectAlarm(ledger())],
  ])("is dropped by %s", async (_, happens) => {
    const watcher = await watch("/events");
    await mine(patient(1));
    await watcher.until(1);
    await editNotes({ expires: Date.now() - 1 });

    await happens();

    expect(await watcher.end()).toEqual({ code: 4001, reason: expect.stringContaining("token") });
    expect(watcher.indexes).toEqual([2]);
  });
});
