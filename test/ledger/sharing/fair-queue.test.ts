import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { FairQueue } from "../../../src/ledger/sharing/fair-queue.ts";

function filled(...subjects: string[]): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const [place, subject] of subjects.entries()) queue.add(subject, `${subject} ${place + 1}`);
  return queue;
}

function taken(queue: FairQueue<string>, isWanted: (item: string) => boolean = () => true): string[] {
  const find = (item: string) => (isWanted(item) ? item : undefined);
  const items: string[] = [];
  for (let item = queue.take(find); item !== undefined; item = queue.take(find)) items.push(item);
  return items;
}

test("subjects are served in turn, each one's items in order of arrival", () => {
  expect(taken(filled("a", "a", "a", "b", "c", "b"))).toEqual(["a 1", "b 4", "c 5", "a 2", "b 6", "a 3"]);
});

test("an item that is no longer wanted does not cost its subject the turn", () => {
  expect(taken(filled("a", "a", "b"), (item) => item !== "a 1")).toEqual(["a 2", "b 3"]);
});

test("every item is taken once, and no subject is served twice while another one waits its turn", () => {
  assert(
    property(array(constantFrom("a", "b", "c", "d"), { maxLength: 40 }), (subjects) => {
      const queue = filled(...subjects);
      expect(queue.size).toBe(subjects.length);
      const left = new Map<string, number>();
      for (const subject of subjects) left.set(subject, (left.get(subject) ?? 0) + 1);

      const items = taken(queue);

      expect(items.toSorted()).toEqual(subjects.map((subject, place) => `${subject} ${place + 1}`).toSorted());
      expect(queue.size).toBe(0);
      // In each round, every subject with items left is served exactly once.
      const order = items.map((item) => item.slice(0, 1));
      while (order.length > 0) {
        const waiting = [...left.keys()].filter((subject) => (left.get(subject) ?? 0) > 0);
        expect(order.splice(0, waiting.length).toSorted()).toEqual(waiting.toSorted());
        for (const subject of waiting) left.set(subject, (left.get(subject) ?? 0) - 1);
      }
    }),
  );
});
