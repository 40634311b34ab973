import { describe, expect, test } from "vitest";
import {
  doubleSpendProbability,
  doubleSpendRate,
  doubleSpends,
  hopelesslyBehind,
} from "../../src/simulation/double-spend.ts";
import { Network } from "../../src/simulation/network.ts";

const SHARES = [0.1, 0.2, 0.3, 0.4, 0.45];
const CONFIRMATIONS = [1, 2, 3, 6];
const TABLE = SHARES.flatMap((share) => CONFIRMATIONS.map((confirmations) => [share, confirmations] as const));

/**
 * The probability as the gambler's ruin gives it: step by step over who finds the next block until the payment is
 * confirmed, then the chance to get from that many blocks behind to one ahead, which is the odds to the power of their number.
 */
function byRecursion(share: number, confirmations: number, ahead = 1): number {
  if (confirmations === 0) return ahead > 0 ? 1 : (share / (1 - share)) ** (1 - ahead);
  // With a lead this long, the race is as good as decided.
  if (ahead > 60) return 1;
  let [sum, reached] = [0, 1];
  for (let found = 0; found < 60; found++) {
    sum += reached * (1 - share) * byRecursion(share, confirmations - 1, ahead + found - 1);
    reached *= share;
  }
  return sum;
}

/** Four standard deviations of the part of runs that succeed, and one run; one in 16,000 exceeds it. */
function tolerance(probability: number, runs: number): number {
  return 4 * Math.sqrt((probability * (1 - probability)) / runs) + 1 / runs;
}

describe("the theory", () => {
  test.each(TABLE.filter(([, confirmations]) => confirmations <= 3))(
    "agrees with a recursion over who finds each block, for a share of %d and %d confirmations",
    (share, confirmations) => {
      expect(doubleSpendProbability(share, confirmations)).toBeCloseTo(byRecursion(share, confirmations), 8);
    },
  );

  test("has no doubt where there is none", () => {
    expect(CONFIRMATIONS.map((confirmations) => doubleSpendProbability(0, confirmations))).toEqual([0, 0, 0, 0]);
    expect(SHARES.map((share) => doubleSpendProbability(share, 0))).toEqual([1, 1, 1, 1, 1]);
    expect([0.5, 0.51, 1].map((share) => doubleSpendProbability(share, 6))).toEqual([1, 1, 1]);
  });

  test("makes a double spend less likely with each confirmation, and more likely with more hash power", () => {
    for (const share of SHARES) {
      const falling = CONFIRMATIONS.map((confirmations) => doubleSpendProbability(share, confirmations));
      expect(falling).toEqual(falling.toSorted((one, other) => other - one));
    }
    for (const confirmations of CONFIRMATIONS) {
      const rising = SHARES.map((share) => doubleSpendProbability(share, confirmations));
      expect(rising).toEqual(rising.toSorted((one, other) => one - other));
    }
  });
});

describe("double spends that are tried", () => {
  const runs = 10_000;

  test.each(TABLE)(
    "succeed about as often as theory says, for a share of %d and %d confirmations",
    (share, confirmations) => {
      const theory = doubleSpendProbability(share, confirmations);
      expect(Math.abs(doubleSpendRate(share, confirmations, runs, 20) - theory)).toBeLessThan(tolerance(theory, runs));
    },
  );

  test("always succeed with 51 % of the hash power", () => {
    expect(doubleSpendRate(0.51, 6, 1000, 20)).toBe(1);
  });

  test("are the same for the same seed, one by one or counted", () => {
    const tries = doubleSpends(0.3, 2, 7);
    const succeeded = Array.from({ length: 500 }, () => tries.next().value).filter(Boolean).length;
    expect(doubleSpendRate(0.3, 2, 500, 7)).toBe(succeeded / 500);
    expect(doubleSpendRate(0.3, 2, 500, 8)).not.toBe(succeeded / 500);
  });

  test("are given up only when one in a million would succeed", () => {
    for (const share of SHARES) expect((share / (1 - share)) ** hopelesslyBehind(share)).toBeLessThanOrEqual(1e-6);
  });
});

test.each([
  [0.2, 1],
  [0.3, 2],
  [0.4, 3],
])(
  "in the network without latency, they succeed as often too, for a share of %d and %d confirmations",
  (share, confirmations) => {
    const runs = 200;
    const action = { kind: "attack", node: "A", victim: "B", confirmations, giveUp: hopelesslyBehind(share) } as const;
    const outcomes = Array.from({ length: runs }, (_, seed) => {
      const nodes = [share, (1 - share) / 2, (1 - share) / 2].map((weight, place) => ({
        id: "ABC".charAt(place),
        weight,
      }));
      const network = new Network({ seed, consensus: "work", nodes, interval: 1000, latency: 0 }, [{ at: 0, action }]);
      for (;;) {
        for (const each of network.step()) {
          if (each.kind !== "attack") continue;
          if (each.attack.stage === "succeeded" || each.attack.stage === "failed") return each.attack.stage;
        }
      }
    });
    const rate = outcomes.filter((stage) => stage === "succeeded").length / runs;
    const theory = doubleSpendProbability(share, confirmations);
    expect(Math.abs(rate - theory)).toBeLessThan(tolerance(theory, runs));
  },
);
