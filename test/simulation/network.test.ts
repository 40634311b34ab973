import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Happening } from "../../src/simulation/happening.ts";
import { Network } from "../../src/simulation/network.ts";
import { after, anyRuns, INTERVAL } from "../support/simulation/networks.ts";

const END = 20 * INTERVAL;

test("the same seed and actions give the same run, event by event, in steps of any size", () => {
  fc.assert(
    fc.property(
      anyRuns,
      fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 30 }),
      ({ settings, script }, steps) => {
        const [whole, inSteps, byEvent] = [1, 2, 3].map(() => new Network(settings, script));
        const expected = whole?.advance(END);
        let now = 0;
        const seen: Happening[] = steps.flatMap((step) => inSteps?.advance((now = Math.min(END, now + step))) ?? []);
        expect([...seen, ...(inSteps?.advance(END) ?? [])]).toEqual(expected);
        expect(inSteps?.state).toEqual(whole?.state);
        const single: Happening[] = [];
        while (single.length < (expected?.length ?? 0)) single.push(...(byEvent?.step() ?? []));
        expect(single).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

test("a state is a snapshot: what happens later does not change it, and it is replaced by the next change", () => {
  fc.assert(
    fc.property(anyRuns, (run) => {
      const network = after(run);
      const { state } = network;
      const copy = structuredClone(state);
      expect(network.state).toBe(state);
      network.advance(END + 10 * INTERVAL);
      expect(state).toEqual(copy);
      expect(network.state).not.toBe(state);
    }),
    { numRuns: 30 },
  );
});
