import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { noteArrival, Thread, Turns } from "../../../src/ledger/sharing/turns.ts";

/** The work in one turn, in hashes, while others are active; then the shortest and longest turn. */
const SHARED_TURN = 1_024;
const LEAST = 256;
const LONGEST_TURN = 16_384;

/** One thread for each test: on the isolate's own thread, work left over from other tests could still take turns. */
let thread: Thread;
beforeEach(() => {
  thread = new Thread();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Whether spending this many digests yields to others. If it does not, it is over before anything else can happen. */
async function waits(turns: Turns, digests: number): Promise<boolean> {
  let isOver = false;
  const spent = turns.spend(digests).then(() => (isOver = true));
  for (let ticks = 0; ticks < 10; ticks++) await Promise.resolve();
  const waited = !isOver;
  await spent;
  return waited;
}

/** Makes this many tasks wait for their next turn. */
function waiting(count: number): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, () => new Turns(thread).spend(SHARED_TURN)));
}

describe("a task that counts its work", () => {
  test("continues until the work fills a turn, and then yields to others", async () => {
    const turns = new Turns(thread);

    for (let spent = 0; spent < SHARED_TURN - LEAST; spent += LEAST) expect(await waits(turns, LEAST)).toBe(false);
    expect(await waits(turns, LEAST)).toBe(true);
    expect(await waits(turns, LEAST)).toBe(false);
  });

  test("yields after more than a turn at once, and starts counting again", async () => {
    const turns = new Turns(thread);

    expect(await waits(turns, 10 * SHARED_TURN)).toBe(true);
    expect(await waits(turns, SHARED_TURN - 1)).toBe(false);
    expect(await waits(turns, 1)).toBe(true);
  });

  test("lets in a request that arrives meanwhile", async () => {
    const order: string[] = [];
    const turns = new Turns(thread);
    setTimeout(() => order.push("another"), 0);
    for (let turn = 0; turn < 10; turn++) await turns.spend(SHARED_TURN);
    order.push("the task");

    expect(order).toEqual(["another", "the task"]);
  });
});

describe("the turns of a task that runs alone", () => {
  /** Runs a task alone until its turns reach their maximum length. */
  async function alone(): Promise<Turns> {
    const turns = new Turns(thread);
    for (let turn = 0; turn < 10; turn++) await turns.spend(LONGEST_TURN);
    return turns;
  }

  test("double, up to a maximum", async () => {
    const turns = new Turns(thread);
    // The first turn begins with the task itself.
    await turns.spend(SHARED_TURN);
    for (let length = SHARED_TURN; length <= LONGEST_TURN; length *= 2) {
      expect(await waits(turns, length - 1)).toBe(false);
      expect(await waits(turns, 1)).toBe(true);
    }
    expect(await waits(turns, LONGEST_TURN - 1)).toBe(false);
    expect(await waits(turns, 1)).toBe(true);
  });

  test("are short again after a request or a message", async () => {
    const turns = await alone();
    noteArrival(thread);
    await turns.spend(LONGEST_TURN);

    expect(await waits(turns, SHARED_TURN - 1)).toBe(false);
    expect(await waits(turns, 1)).toBe(true);
  });

  test("are short again when another task works", async () => {
    const turns = await alone();
    await new Turns(thread).spend(1);
    await turns.spend(LONGEST_TURN);

    expect(await waits(turns, SHARED_TURN)).toBe(true);
  });

  test("are shorter while another task waits, however long they were", async () => {
    const turns = await alone();
    const other = waiting(1);

    expect(await waits(turns, SHARED_TURN / 2)).toBe(true);
    await other;
  });
});

describe("the turns of several tasks", () => {
  test("shrink with the number of waiting tasks, down to a minimum", async () => {
    const others = waiting(3);
    expect(await waits(new Turns(thread), SHARED_TURN / 4 - 1)).toBe(false);
    expect(await waits(new Turns(thread), SHARED_TURN / 4)).toBe(true);
    await others;

    const crowd = waiting(100);
    expect(await waits(new Turns(thread), LEAST - 1)).toBe(false);
    expect(await waits(new Turns(thread), LEAST)).toBe(true);
    await crowd;
  });

  test("are full-length again when the others are done", async () => {
    await waiting(100);

    expect(await waits(new Turns(thread), SHARED_TURN - 1)).toBe(false);
  });

  test("are not shortened by waiting tasks of an object that has ended", async () => {
    const never = vi.spyOn(scheduler, "wait").mockReturnValue(Promise.withResolvers<void>().promise);
    for (let task = 0; task < 20; task++) void new Turns(thread).spend(SHARED_TURN);
    never.mockRestore();
    expect(await waits(new Turns(thread), LEAST)).toBe(true);

    const later = Date.now() + 1_000;
    vi.spyOn(Date, "now").mockReturnValue(later);

    expect(await waits(new Turns(thread), SHARED_TURN - 1)).toBe(false);
  });
});
