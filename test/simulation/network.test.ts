import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Happening } from "../../src/simulation/happening.ts";
import { Network } from "../../src/simulation/network.ts";
import { faultsOf, pathTo } from "../support/simulation/chains.ts";
import { after, anyRuns, END, honestRuns, INTERVAL, networkOf } from "../support/simulation/networks.ts";

describe("a run", () => {
  test("is the same for the same seed and actions, event by event, in steps of any size", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3 * INTERVAL }), { maxLength: 30 });
    fc.assert(
      fc.property(anyRuns, steps, ({ settings, script }, sizes) => {
        const whole = new Network(settings, script);
        const expected = whole.advance(END);

        const inSteps = new Network(settings, script);
        let now = 0;
        const seen = sizes.flatMap((size) => inSteps.advance((now = Math.min(END, now + size))));
        expect([...seen, ...inSteps.advance(END)]).toEqual(expected);
        expect(inSteps.state).toEqual(whole.state);

        const byEvent = new Network(settings, script);
        const single: Happening[] = [];
        while (single.length < expected.length) single.push(...byEvent.step());
        expect(single).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test("differs for another seed", () => {
    const mined = [1, 2].map((seed) => networkOf({ seed, weights: [1, 1, 1] }).advance(END));
    expect(mined[0]).not.toEqual(mined[1]);
  });

  test("has snapshots that stay as they are, and are replaced only when something changes", () => {
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
});

describe("at every moment of any run", () => {
  /** Checks the network after each of its events. */
  function always(check: (network: Network) => void, runs = anyRuns) {
    fc.assert(
      fc.property(runs, ({ settings, script }) => {
        const network = new Network(settings, script);
        while (network.state.now < END) {
          network.step();
          check(network);
        }
      }),
      { numRuns: 40 },
    );
  }

  test("the chain of each node that holds on to nothing is valid, spends no coin twice, and has one coin for each reward", () => {
    always(({ state }) => {
      const chains = state.nodes.filter(({ holdsOn }) => holdsOn === undefined).map(({ chain }) => chain);
      expect(chains.flatMap(faultsOf)).toEqual([]);
    });
  });

  test("each node has the path to its tip as its chain, and the tree has each block that it knows", () => {
    always(({ state }) => {
      expect(state.nodes.map(({ chain }) => chain.map(({ id }) => id))).toEqual(
        state.nodes.map(({ tip }) => pathTo(state, tip)),
      );
      const unknown = state.nodes.flatMap(({ chain, known }) => chain.filter(({ id }) => !known.includes(id)));
      expect(unknown).toEqual([]);
      expect(state.nodes.flatMap(({ known }) => known).filter((id) => !state.blocks.has(id))).toEqual([]);
    });
  });

  test("each honest node believes in a chain with the most work that it knows", () => {
    always(({ state }) => {
      for (const { chain, known } of state.nodes) {
        const work = known.map((id) => state.blocks.get(id)?.work ?? 0);
        expect(chain.at(-1)?.work).toBe(Math.max(...work));
      }
    }, honestRuns);
  });

  test("what waits in a mempool could stand in the node's next block", () => {
    always(({ state }) => {
      for (const { id, chain, mempool, holdsOn } of state.nodes) {
        if (holdsOn !== undefined) continue;
        const next = { id: "next", parent: chain.at(-1)?.id ?? "", index: chain.length + 1, rewardTo: id };
        expect(faultsOf([...chain, { ...next, minedAt: 0, work: 0, transfers: mempool }])).toEqual([]);
      }
    });
  });

  test("messages are under way between connected nodes only, and arrive in the order listed", () => {
    always(({ state }) => {
      const arrivals = state.messages.map(({ arrives }) => arrives);
      expect(arrivals).toEqual(arrivals.toSorted((one, other) => one - other));
      expect(arrivals.every((at) => at >= state.now)).toBe(true);
      for (const { from, to } of state.messages) {
        expect(state.groups.some((group) => group.includes(from) && group.includes(to))).toBe(true);
      }
    });
  });
});

describe("a refused action", () => {
  test("changes nothing", () => {
    fc.assert(
      fc.property(anyRuns, anyRuns, (run, { script }) => {
        const network = after(run);
        const states = script.map(({ action }) => {
          const before = structuredClone(network.state);
          const refused = network.act(action) !== undefined;
          return { before, after: refused ? network.state : before };
        });
        expect(states.map((each) => each.after)).toEqual(states.map(({ before }) => before));
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    { kind: "weight", node: "A", weight: -1 },
    { kind: "weight", node: "Z", weight: 1 },
    { kind: "latency", latency: Number.NaN },
    { kind: "partition", groups: [["A"], ["A", "B"]] },
    { kind: "partition", groups: [["Z"]] },
    { kind: "pay", from: "A", to: "Z", coins: 1 },
    { kind: "pay", from: "A", to: "B", coins: 0.5 },
    { kind: "edit", node: "A", index: 1, change: { rewardTo: "A" } },
    { kind: "edit", node: "A", index: 99, change: { rewardTo: "A" } },
    { kind: "reprove", node: "A" },
    { kind: "return", node: "A" },
    { kind: "attack", node: "A", victim: "A", confirmations: 1, giveUp: 5 },
    { kind: "attack", node: "A", victim: "B", confirmations: -1, giveUp: 5 },
    { kind: "attack", node: "A", victim: "B", confirmations: 1, giveUp: 0 },
  ] as const)("is impossible: %j", (action) => {
    const network = networkOf({ seed: 1, weights: [1, 1, 1] });
    network.advance(END);
    expect(network.act(action)).toEqual({ rule: "impossible" });
  });
});
