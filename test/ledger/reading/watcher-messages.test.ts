import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test } from "vitest";
import { mine, patient } from "../../support/worker/client.ts";
import { indexes, leaveAll, type Watcher } from "../../support/worker/watching.ts";
import { created, ledger } from "../../support/storage/main.ts";
import { editNotes, longChain, notes, opened, UNACKNOWLEDGED_LIMIT } from "../../support/ledger/watched.ts";

/** How many messages without news a subject may send at once. */
const BURST = 100;

afterEach(leaveAll);

/** Sends the same acknowledgement a number of times. */
function repeat(watcher: Watcher, times: number, message = "0"): void {
  for (let sent = 0; sent < times; sent++) watcher.socket.send(message);
}

/** Waits until the object has processed everything sent so far. */
async function untilTaken(watcher: Watcher): Promise<void> {
  const before = watcher.messages.length;
  await mine(patient(Math.floor(Math.random() * 1e9)));
  await watcher.until(before + 1);
}

describe("messages without news", () => {
  test("may be sent now and then, but close the socket when there are too many", async () => {
    await created();
    const watcher = await opened(1);
    await watcher.until(1);

    repeat(watcher, BURST - 1);
    await untilTaken(watcher);
    expect(watcher.closed).toBeUndefined();
    repeat(watcher, BURST);

    expect(await watcher.end()).toEqual({ code: 1008, reason: expect.stringContaining("nothing new") });
  });

  test("are counted over all sockets of a subject, and separately for each subject", async () => {
    await created();
    const [first, second, other] = [await opened(1), await opened(1), await opened(1, "ben")];
    for (const watcher of [first, second, other]) await watcher.until(1);

    repeat(first, BURST - 1);
    await untilTaken(first);
    repeat(second, BURST);
    repeat(other, BURST - 1);

    expect(await second.end()).toMatchObject({ code: 1008 });
    await untilTaken(other);
    expect([first.closed, other.closed]).toEqual([undefined, undefined]);
  });

  test("do not close the socket of a watcher that acknowledges every block", async () => {
    const length = 5 * BURST;
    await longChain(length);
    const watcher = await opened(1);
    watcher.acknowledges = true;

    await watcher.until(length);
    await untilTaken(watcher);

    expect(watcher.indexes.slice(0, length)).toEqual(indexes(1, length));
    expect(watcher.closed).toBeUndefined();
  });

  test("do not extend the time to acknowledge what was sent", async () => {
    await longChain(400);
    const watcher = await opened(1);
    await watcher.until(UNACKNOWLEDGED_LIMIT);
    await editNotes({ waitingSince: Date.now() - 20_000 });

    repeat(watcher, 5);
    await mine(patient(9_000));

    const [note] = await notes();
    expect(note?.waitingSince).toBeLessThan(Date.now() - 15_000);
  });

  test("are forgotten when the object hibernates, and counted from zero", async () => {
    await created();
    const watcher = await opened(1);
    await watcher.until(1);
    repeat(watcher, BURST - 1);
    await untilTaken(watcher);
    await evictDurableObject(ledger(), { webSockets: "hibernate" });

    repeat(watcher, BURST - 1);
    await untilTaken(watcher);
    repeat(watcher, BURST);

    expect(await watcher.end()).toMatchObject({ code: 1008 });
  });
});

test("messages on a closed socket are ignored", async () => {
  await created();
  const watcher = await opened(1);
  await watcher.until(1);

  const closings = await runInDurableObject(ledger(), (instance, state) => {
    const [socket] = state.getWebSockets();
    if (!socket) throw new Error("nobody watches");
    socket.close(4001, "for another reason");
    for (const message of ["x", "0", "1", new ArrayBuffer(8)]) instance.webSocketMessage(socket, message);
    return socket.readyState;
  });

  expect(closings).not.toBe(WebSocket.READY_STATE_OPEN);
  expect(await watcher.end()).toEqual({ code: 4001, reason: "for another reason" });
});
