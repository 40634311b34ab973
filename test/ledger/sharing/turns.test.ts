import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { noteArrival, Thread, Turns } from "../../../src/ledger/sharing/turns.ts";

/** A turn's work when somebody else came up lately, the least that there is, and the most. */
const SHARED_TURN = 1_024;
const LEAST = 256;
const LONGEST_TURN = 16_384;

/** A thread for each test: on this isolate's own, what other tests left behind may still have turns. */
let thread: Thread;
beforeEach(() => {
  thread = new Thread();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Whether spending so much lets others run first: what does not is over before anything else happens. */
async function waits(turns: Turns, digests: number): Promise<boolean> {
  let isOver = false;
  const spent = turns.spend(digests).then(() => (isOver = true));
  for (let ticks = 0; ticks < 10; ticks++) await Promise.resolve();
  const waited = !isOver;
  await spent;
  return waited;
}

/** Has so many tasks wait for their next turn. */
function waiting(count: number): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, () => new Turns(thread).spend(SHARED_TURN)));
}

describe("a task that counts its work", () => {
  test("goes on until it adds up to a turn, and then lets others run", async () => {
    const turns = new Turns(thread);

    for (let spent = 0; spent < SHARED_TURN - LEAST; spent += LEAST) expect(await waits(turns, LEAST)).toBe(false);
    expect(await waits(turns, LEAST)).toBe(true);
    expect(await waits(turns, LEAST)).toBe(false);
  });

  test("lets others run after more than a turn at once, and starts anew", async () => {
    const turns = new Turns(thread);

    expect(await waits(turns, 10 * SHARED_TURN)).toBe(true);
    expect(await waits(turns, SHARED_TURN - 1)).toBe(false);
    expect(await waits(turns, 1)).toBe(true);
  });

  test("lets a request in that comes meanwhile", async () => {
    const order: string[] = [];
    const turns = new Turns(thread);
    setTimeout(() => order.push("another"), 0);
    for (let turn = 0; turn < 10; turn++) await turns.spend(SHARED_TURN);
    order.push("the task");

    expect(order).toEqual(["another", "the task"]);
  });
});

describe("the turns of a task that stays alone", () => {
  /** Has a task go on alone until its turns are as long as they get. */
  async function alone(): Promise<Turns> {
    const turns = new Turns(thread);
    for (let turn = 0; turn < 10; turn++) await turns.spend(LONGEST_TURN);
    return turns;
  }

  test("double, up to a longest one", async () => {
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
  test("are the shorter the more of them wait, down to a least length", async () => {
    const others = waiting(3);
    expect(await waits(new Turns(thread), SHARED_TURN / 4 - 1)).toBe(false);
    expect(await waits(new Turns(thread), SHARED_TURN / 4)).toBe(true);
    await others;

    const crowd = waiting(100);
    expect(await waits(new Turns(thread), LEAST - 1)).toBe(false);
    expect(await waits(new Turns(thread), LEAST)).toBe(true);
    await crowd;
  });

  test("are whole again when the others have had theirs", async () => {
    await waiting(100);

    expect(await waits(new Turns(thread), SHARED_TURN - 1)).toBe(false);
  });

  test("are not shortened by what waits in an object that has ended", async () => {
    const never = vi.spyOn(scheduler, "wait").mockReturnValue(Promise.withResolvers<void>().promise);
    for (let task = 0; task < 20; task++) void new Turns(thread).spend(SHARED_TURN);
    never.mockRestore();
    expect(await waits(new Turns(thread), LEAST)).toBe(true);

    const later = Date.now() + 1_000;
    vi.spyOn(Date, "now").mockReturnValue(later);

    expect(await waits(new Turns(thread), SHARED_TURN - 1)).toBe(false);
  });
});
