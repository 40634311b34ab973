import { describe, expect, test } from "vitest";
import { figureText, judge, markdown, type Measurement, type Target } from "./report.ts";
import { inTurns, median, percentile } from "./statistics.ts";

const PEER = { value: 100, unit: "MB/s", name: "Python" };

/** The verdict on a figure with one target. */
function metBy(value: number, target: Target, peer: Measurement["peer"] | null = PEER): boolean | null {
  return judge({ what: "x", here: { value, unit: "MB/s" }, ...(peer && { peer }), targets: [target] }).met;
}

describe("the verdict on a figure", () => {
  test.each<[string, Target, number, number]>([
    ["at least a number", { kind: "at least", least: 300 }, 300, 299.9],
    ["below a number", { kind: "below", most: 500 }, 499.9, 500],
    ["a multiple of the peer's figure", { kind: "times the peer", least: 1.2 }, 120, 119.9],
    ["a maximum above the peer's figure", { kind: "above the peer", most: 50 }, 150, 150.1],
  ])("respects the limit of a target: %s", (_, target, met, missed) => {
    expect(metBy(met, target)).toBe(true);
    expect(metBy(missed, target)).toBe(false);
  });

  test("is open if the required peer is missing", () => {
    expect(metBy(1000, { kind: "times the peer", least: 1 }, null)).toBe(null);
    expect(metBy(0, { kind: "above the peer", most: 1 }, null)).toBe(null);
    expect(metBy(1000, { kind: "at least", least: 1 }, null)).toBe(true);
  });

  test("is missed if one of several targets is, even if another is open", () => {
    const targets: Target[] = [
      { kind: "times the peer", least: 1 },
      { kind: "at least", least: 10 },
    ];
    expect(judge({ what: "x", here: { value: 5, unit: "MB/s" }, targets }).met).toBe(false);
  });

  test("includes the ratio to the peer, and none without one", () => {
    const here = { value: 250, unit: "MB/s" };
    expect(judge({ what: "x", here, peer: PEER, targets: [] }).ratio).toBe(2.5);
    expect(judge({ what: "x", here, targets: [] })).not.toHaveProperty("ratio");
  });
});

describe("the table", () => {
  test("has a line for each figure, with its peer's, the ratio, the target and the verdict, and the notes below", () => {
    const table = markdown(
      [
        {
          what: "get_chain",
          here: { value: 123.456, unit: "MB/s" },
          peer: PEER,
          targets: [{ kind: "times the peer", least: 1 }],
          note: "five times each",
        },
        { what: "p99", here: { value: 501, unit: "ms" }, targets: [{ kind: "below", most: 500 }] },
      ].map((measurement) => judge(measurement as Measurement)),
    );

    expect(table.split("\n")).toEqual([
      "| what | here | its peer | ratio | target | |",
      "| --- | --- | --- | --- | --- | --- |",
      "| get_chain | 123 MB/s | 100 MB/s, Python | 1.23 × | at least 1 × the peer | met |",
      "| p99 | 501 ms | – | – | below 500 ms | missed |",
      "",
      "- get_chain: five times each",
    ]);
  });

  test("says for a target without its peer that it was not measured", () => {
    const open = judge({
      what: "is_valid",
      here: { value: 1, unit: "blocks/s" },
      targets: [{ kind: "times the peer", least: 1.2 }],
    });
    expect(markdown([open])).toContain("| – | – | at least 1.2 × the peer | not measured |");
  });

  test.each([
    [1234567, "1,234,567 ms"],
    [99.96, "100 ms"],
    [12.345, "12.3 ms"],
    [0.01234, "0.0123 ms"],
    [0, "0 ms"],
  ])("writes %d as %s", (value, text) => {
    expect(figureText({ value, unit: "ms" })).toBe(text);
  });
});

describe("the statistics", () => {
  const hundred = Array.from({ length: 100 }, (_, before) => 100 - before);

  test("take percentiles by the nearest rank, whatever the order of the values", () => {
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 100)).toBe(100);
    expect(percentile([7], 99)).toBe(7);
    expect(median([9, 1, 10])).toBe(9);
  });

  test("are undefined without values", () => {
    expect(() => median([])).toThrow(RangeError);
  });

  test("measure several things in turns, and return the median of each", async () => {
    const order: string[] = [];
    const measure = (name: string, values: number[]) => async () => {
      order.push(name);
      return values.shift() ?? Number.NaN;
    };

    const medians = await inTurns(3, { a: measure("a", [3, 1, 2]), b: measure("b", [10, 30, 20]) });

    expect(medians).toEqual({ a: 2, b: 20 });
    expect(order.join("")).toBe("ababab");
  });
});
