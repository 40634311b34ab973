import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decentralization } from "../../src/class/decentralization.ts";

const amount = fc.integer({ min: 1, max: 1e6 });
const amounts = fc.array(amount, { minLength: 1, maxLength: 99 });

/** The figures of miners of which at least one has something. */
function figures(of: readonly number[]) {
  const found = decentralization(of);
  if (!found) throw new Error("there are no figures");
  return found;
}

/** Figures that others equal, but for the last digits, which rounding may change. */
function about({ miners, nakamoto, largest, herfindahl, gini, entropy }: ReturnType<typeof figures>) {
  const close = (value: number) => expect.closeTo(value, 9) as number;
  return {
    miners,
    nakamoto,
    largest: close(largest),
    herfindahl: close(herfindahl),
    gini: close(gini),
    entropy: close(entropy),
  };
}

// Worked by hand: the shares of the first are 1/2, 1/4, 1/8 and 1/8.
test.each([
  [[4, 2, 1, 1], { largest: 1 / 2, nakamoto: 2, herfindahl: 11 / 32, gini: 5 / 16, entropy: 1.75 }],
  [[3, 1], { largest: 3 / 4, nakamoto: 1, herfindahl: 5 / 8, gini: 1 / 4, entropy: 0.811278 }],
  [[5, 3, 2], { largest: 1 / 2, nakamoto: 2, herfindahl: 0.38, gini: 0.2, entropy: 1.485475 }],
  [[51, 49], { largest: 0.51, nakamoto: 1, herfindahl: 0.5002, gini: 0.01, entropy: 0.999711 }],
])("of the amounts %j the figures are %j", (of, { largest, nakamoto, herfindahl, gini, entropy }) => {
  const found = figures(of);
  expect([found.miners, found.nakamoto]).toEqual([of.length, nakamoto]);
  expect(found.largest).toBeCloseTo(largest, 6);
  expect(found.herfindahl).toBeCloseTo(herfindahl, 6);
  expect(found.gini).toBeCloseTo(gini, 6);
  expect(found.entropy).toBeCloseTo(entropy, 6);
});

test("the Gini coefficient is the mean difference of all pairs, relative to twice the mean", () => {
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 20 }), (of) => {
      const total = of.reduce((one, other) => one + other);
      const differences = of.flatMap((one) => of.map((other) => Math.abs(one - other)));
      const mean = differences.reduce((one, other) => one + other) / of.length ** 2;
      expect(figures(of).gini).toBeCloseTo(mean / (2 * (total / of.length)), 9);
    }),
  );
});

test("every figure stays within its bounds", () => {
  fc.assert(
    fc.property(amounts, (of) => {
      const count = of.length;
      const { miners, largest, nakamoto, herfindahl, gini, entropy } = figures(of);
      const within = (value: number, low: number, high: number) => {
        expect(value).toBeGreaterThanOrEqual(low - 1e-9);
        expect(value).toBeLessThanOrEqual(high + 1e-9);
      };
      expect(miners).toBe(count);
      within(largest, 1 / count, 1);
      within(nakamoto, 1, Math.floor(count / 2) + 1);
      within(herfindahl, 1 / count, 1);
      within(gini, 0, 1 - 1 / count);
      within(entropy, 0, Math.log2(count));
      expect(nakamoto === 1).toBe(largest > 0.5);
    }),
  );
});

test("miners with equal shares have the figures of perfect equality", () => {
  fc.assert(
    fc.property(amount, fc.integer({ min: 1, max: 99 }), (each, count) => {
      const found = figures(Array.from({ length: count }, () => each));
      expect(found.nakamoto).toBe(Math.floor(count / 2) + 1);
      expect(found.largest).toBeCloseTo(1 / count, 9);
      expect(found.herfindahl).toBeCloseTo(1 / count, 9);
      expect(found.gini).toBeCloseTo(0, 9);
      expect(found.entropy).toBeCloseTo(Math.log2(count), 9);
    }),
  );
});

test("a single miner has everything, whoever else has nothing", () => {
  fc.assert(
    fc.property(amount, fc.nat(98), (all, others) => {
      const one = { miners: 1, largest: 1, nakamoto: 1, herfindahl: 1, gini: 0, entropy: 0 };
      expect(figures([...Array.from({ length: others }, () => 0), all])).toEqual(one);
    }),
  );
});

test("only the shares count, and not their order: a block of more work changes nothing if all blocks have it", () => {
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 32 }), (of, difficulty) => {
      expect(figures(of.toReversed().map((blocks) => blocks * 2 ** difficulty))).toEqual(about(figures(of)));
    }),
  );
});

test("two miners that join never make mining less concentrated", () => {
  fc.assert(
    fc.property(amount, amount, fc.array(amount, { maxLength: 97 }), (one, other, rest) => {
      const [apart, joined] = [figures([one, other, ...rest]), figures([one + other, ...rest])];
      expect(joined.largest).toBeGreaterThanOrEqual(apart.largest);
      expect(joined.nakamoto).toBeLessThanOrEqual(apart.nakamoto);
      expect(joined.herfindahl).toBeGreaterThan(apart.herfindahl);
      expect(joined.entropy).toBeLessThan(apart.entropy);
    }),
  );
});

test.each([[[]], [[0]], [[0, 0, 0]]])("without any amount, as in %j, there are no figures", (of) => {
  expect(decentralization(of)).toBeUndefined();
});
