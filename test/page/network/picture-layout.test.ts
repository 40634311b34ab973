import * as fc from "fast-check";
import { expect, test } from "vitest";
import { messagePoint, nodePoints, SIZE } from "../../../src/page/views/network/picture/picture-layout.ts";

test.each([3, 4, 5])("%i nodes are apart from each other, and inside the drawing", (count) => {
  const points = [...nodePoints([..."ABCDE"].slice(0, count)).values()];
  for (const [place, { x, y }] of points.entries()) {
    expect(x > 50 && x < SIZE.width - 50 && y > 50 && y < SIZE.height - 50).toBe(true);
    for (const other of points.slice(place + 1)) expect(Math.hypot(x - other.x, y - other.y)).toBeGreaterThan(150);
  }
});

test("a message leaves its sender and ends at its receiver; without motion it stays where it is", () => {
  const points = nodePoints(["A", "B", "C"]);
  const carries = { kind: "block", block: "b2" } as const;
  fc.assert(
    fc.property(
      fc.nat(1e6),
      fc.integer({ min: 1, max: 1e4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (sent, time, part) => {
        const message = { id: 1, from: "A", to: "C", sent, arrives: sent + time, carries };
        const at = (now: number, moves = true) => messagePoint(message, points, now, moves);
        expect(at(sent)).toEqual(points.get("A"));
        expect(at(sent + time)).toEqual(points.get("C"));
        expect(at(sent + part * time, false)).toEqual(at(sent, false));
      },
    ),
  );
});
