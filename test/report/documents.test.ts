import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/chain/fault.ts";
import type { Report } from "../../src/evidence/checking/verification.ts";
import { chainDocument } from "../../src/report/chain-document.ts";
import { plain } from "../../src/report/words.ts";
import { RIGHT, RULES } from "../support/report/reports.ts";

const fault = (rule: Fault["rule"], index = 3): Fault => {
  return { index, rule, expected: "one", actual: "another", detail: "Something is wrong." };
};
const documentOf = (changes: Partial<Report>, about = {}) => chainDocument({ ...RIGHT, ...changes }, about);

describe("the verdict", () => {
  const skipped = [{ check: "copy", name: "a", reason: "it is damaged" }] as const;
  const enrolled = { entry: 2, block: 2, at: "2026-11-12T10:04:00.000Z" };
  const pin = (isNamed: boolean) =>
    ({ check: "pin", name: "dr-rao", key: { thumbprint: "t".repeat(43), enrolled }, isNamed }) as const;

  test.each<[string, string, Partial<Report>, object]>([
    ["right", "everything was checked", { unchecked: ["history"], checked: [pin(true)] }, {}],
    ["unsigned", "no key was given", { unchecked: ["key"] }, {}],
    ["unsigned", "no checkpoint covers all blocks", { unchecked: ["checkpoint"] }, {}],
    ["unsigned", "the key came from the ledger itself", {}, { isOwnKey: true }],
    ["incomplete", "a file could not be used", { skipped, unchecked: ["key"] }, {}],
    ["incomplete", "nothing told the name of a pinned key", { checked: [pin(false)] }, {}],
    ["faulty", "there is a fault, whatever else", { fault: fault("hash"), skipped }, { isOwnKey: true }],
  ])("is %s if %s", (outcome, _, changes, about) => {
    expect(documentOf(changes, about).verdict.outcome).toBe(outcome);
  });
});

test("thousands of receipts leave the other lines their places", () => {
  const name = "many.json";
  const skipped = [
    ...Array.from({ length: 2_000 }, () => ({ check: "receipt", name, reason: "it is damaged" }) as const),
    { check: "kept-checkpoint", name: "saved.note", reason: "it is damaged" } as const,
  ];
  const checked = [
    ...Array.from({ length: 2_000 }, () => ({ check: "receipt", name, index: 2, hash: "0".repeat(64) }) as const),
    { check: "copy", name: "copy", length: 2 } as const,
  ];
  const { open, right } = documentOf({ skipped, checked, unchecked: ["key", "history"] });
  expect(open.slice(0, 3).map(plain)).toEqual([
    expect.stringContaining("no key was given"),
    expect.stringContaining("no saved checkpoint"),
    "saved.note: it is damaged",
  ]);
  expect(right[0]?.text).toContain("copy");
});

describe("the advice", () => {
  test.each(RULES)(
    "after a fault of the rule %s is to keep the evidence, and then something of its own kind",
    (rule) => {
      const { advice } = documentOf({ fault: fault(rule) });

      expect(advice[0]).toMatch(/^keep everything as it is now/);
      expect(advice.length).toBeGreaterThan(1);
    },
  );

  test.each(RULES.filter((rule) => rule !== "pin" && rule !== "record-missing"))(
    "after a fault of the rule %s warns that a file may have been edited, and accuses nobody",
    (rule) => {
      const words = documentOf({ fault: fault(rule) }).advice.join("\n");

      expect(words).toMatch(/came from a file/);
      expect(words).toMatch(/neither who/);
    },
  );

  test("after many faults gives each piece of advice once", () => {
    const { advice } = documentOf({ fault: fault("hash"), furtherFaults: RULES.map((rule) => fault(rule)) });

    expect(new Set(advice).size).toBe(advice.length);
    expect(advice.join("\n")).toMatch(/came from a file[^]*the ledger's own signature[^]*ask the person/);
  });

  test("without a fault is to save what the next verification needs", () => {
    expect(documentOf({}).advice).toEqual([expect.stringMatching(/^save the newest checkpoint/)]);
  });
});

test.each([
  [40, 41, "blocks 1 to 40 are the ones that the ledger signed; the first that differs is block 41"],
  [40, 60, "blocks 1 to 40 are the ones that the ledger signed; the first that differs is one of the blocks 41 to 60"],
  [1, 2, "block 1 is the one that the ledger signed; the first that differs is block 2"],
  [0, 1, "the first that differs is block 1"],
  [0, 9, "the first that differs is one of the blocks 1 to 9"],
])(
  "a chain that is unchanged up to block %i and differs at the latest in block %i is described",
  (unchanged, differs, words) => {
    expect(documentOf({ fault: fault("checkpoint"), divergence: { unchanged, differs } }).divergence).toBe(words);
  },
);

test("a witness's time is the word of that witness", () => {
  const { witnessed } = documentOf({
    witnessed: [
      { witness: "w.example", size: 1, at: "2026-11-12T10:04:59Z" },
      { witness: "w.example", size: 1_234, at: "2026-11-13T10:04:59Z", name: "saved.note" },
    ],
  });

  expect(witnessed.map(plain)).toEqual([
    "the newest checkpoint: block 1 existed by 12 Nov 2026, 10:04 UTC, according to the witness w.example",
    "saved.note: blocks 1 to 1,234 existed by 13 Nov 2026, 10:04 UTC, according to the witness w.example",
  ]);
});
