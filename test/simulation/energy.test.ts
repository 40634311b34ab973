import * as fc from "fast-check";
import { expect, test } from "vitest";
import { energyOf } from "../../src/simulation/energy.ts";

const inputs = {
  nodes: 4,
  wattsPerCore: 10,
  hashesPerSecond: 1e6,
  signaturesPerSecond: 1e3,
  hashesPerBlock: 2 ** 20,
  transfersPerBlock: 2,
};

// Worked by hand: 2²⁰ hashes and one for each of 4 nodes take 1.04858 s of a core; 4 signatures take 4 ms.
test.each([
  ["work", 10.4858],
  ["stake", 0.04004],
] as const)("a block costs what its hashes and signatures take of a core, with %s: %d joules", (consensus, joules) => {
  const energy = energyOf(consensus, inputs);
  expect(energy.perBlock).toBeCloseTo(joules, 6);
  expect(energy.perTransfer).toBeCloseTo(joules / 2, 6);
});

test("a transfer has no cost if none is confirmed", () => {
  expect(energyOf("work", { ...inputs, transfersPerBlock: 0 })).not.toHaveProperty("perTransfer");
});

test("both are proportional to the watts", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("work" as const, "stake" as const),
      fc.integer({ min: 1, max: 100 }),
      (kind, factor) => {
        const more = energyOf(kind, { ...inputs, wattsPerCore: 10 * factor });
        expect(more.perBlock).toBeCloseTo(factor * energyOf(kind, inputs).perBlock, 6);
      },
    ),
  );
});

test("only work costs more with each bit of difficulty: as much as the further hashes", () => {
  const [easy, hard] = [20, 21].map((bits) => ({ ...inputs, hashesPerBlock: 2 ** bits }));
  const cost = (kind: "work" | "stake") =>
    energyOf(kind, hard ?? inputs).perBlock - energyOf(kind, easy ?? inputs).perBlock;
  expect(cost("work")).toBeCloseTo((2 ** 20 / 1e6) * 10, 6);
  expect(cost("stake")).toBe(0);
});
