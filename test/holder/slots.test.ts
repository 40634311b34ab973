import { afterEach, expect, test, vi } from "vitest";
import { Slots } from "../../src/holder/slots.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Who waits for a slot, and whether they got it. */
function taking(slots: Slots, holder: object): { taken: boolean } {
  const state = { taken: false };
  void slots.take(holder).then(() => (state.taken = true));
  return state;
}

test("as many go on as there are slots, and those that wait follow in order", async () => {
  const slots = new Slots(2);
  const [a, b, c, d] = [{}, {}, {}, {}];
  await slots.take(a);
  await slots.take(b);
  const [third, fourth] = [taking(slots, c), taking(slots, d)];
  await scheduler.wait(10);
  expect([third.taken, fourth.taken]).toEqual([false, false]);

  slots.release(a);
  await scheduler.wait(10);
  expect([third.taken, fourth.taken]).toEqual([true, false]);

  slots.release(c);
  await scheduler.wait(10);
  expect(fourth.taken).toBe(true);
});

test("who has a slot goes on, however many wait", async () => {
  const slots = new Slots(1);
  const holder = {};
  await slots.take(holder);
  const waiting = taking(slots, {});

  await slots.take(holder);

  expect(waiting.taken).toBe(false);
});

test("who took a slot and did not come back for it loses it", async () => {
  const slots = new Slots(1);
  await slots.take({});
  const later = Date.now() + 5_000;
  vi.spyOn(Date, "now").mockReturnValue(later);

  await slots.take({});

  expect(taking(slots, {}).taken).toBe(false);
});
