import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Lottery } from "../../src/simulation/lottery.ts";

const shares = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 }).map((weights) => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
});
const seed = fc.integer();

/** The wins of each miner in some rounds. */
function winsOf(from: number, of: readonly number[], rounds: number): number[] {
  const lottery = new Lottery(from, of, 10_000);
  const wins = of.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    const { winner } = lottery.next();
    wins[winner] = (wins[winner] ?? 0) + 1;
  }
  return wins;
}

test("the same seed gives the same rounds", () => {
  fc.assert(
    fc.property(seed, shares, (from, of) => {
      expect(winsOf(from, of, 50)).toEqual(winsOf(from, of, 50));
    }),
  );
});

test("whoever has to search for the shortest time wins each round", () => {
  fc.assert(
    fc.property(seed, shares, (from, of) => {
      const { times, winner } = new Lottery(from, of, 10_000).next();
      expect(times).toHaveLength(of.length);
      expect(times[winner]).toBe(Math.min(...times));
    }),
  );
});

test("the share of wins follows the share of the speed, whatever the seed, and the slowest wins sometimes", () => {
  const rounds = 20_000;
  fc.assert(
    fc.property(seed, (from) => {
      const of = [0.5, 0.3, 0.15, 0.05];
      const wins = winsOf(from, of, rounds);
      for (const [place, share] of of.entries()) {
        // Five standard deviations of a binomial distribution.
        const spread = 5 * Math.sqrt(rounds * share * (1 - share));
        expect(Math.abs((wins[place] ?? 0) - rounds * share)).toBeLessThan(spread);
      }
    }),
    { numRuns: 10 },
  );
});
