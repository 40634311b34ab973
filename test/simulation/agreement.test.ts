import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathTo } from "../support/simulation/chains.ts";
import { after, anyRuns, honestRuns, INTERVAL, networkOf } from "../support/simulation/networks.ts";

/** More than any message takes. */
const ARRIVAL = 4 * INTERVAL;

describe("after a partition has healed and mining has stopped", () => {
  test("all honest nodes believe in chains of equal work", () => {
    fc.assert(
      fc.property(honestRuns, (run) => {
        const network = after(run);
        network.act({ kind: "partition", groups: [run.settings.nodes.map(({ id }) => id)] });
        network.act({ kind: "mining", on: false });
        network.advance(network.state.now + ARRIVAL);
        const { nodes, messages } = network.state;
        expect(messages).toEqual([]);
        expect(new Set(nodes.map(({ chain }) => chain.at(-1)?.work)).size).toBe(1);
      }),
    );
  });

  test("they agree as soon as somebody has found one more block than the others", () => {
    fc.assert(
      fc.property(honestRuns, (run) => {
        const network = after(run);
        network.act({ kind: "partition", groups: [run.settings.nodes.map(({ id }) => id)] });
        network.act({ kind: "mining", on: false });
        network.advance(network.state.now + ARRIVAL);
        for (const { id } of run.settings.nodes) network.act({ kind: "weight", node: id, weight: id === "A" ? 1 : 0 });
        network.act({ kind: "mining", on: true });
        while (!network.step().some(({ kind }) => kind === "mined"));
        network.act({ kind: "mining", on: false });
        network.advance(network.state.now + ARRIVAL);
        const { agreement, nodes } = network.state;
        expect(agreement).toEqual({ common: agreement.tip, tip: nodes[0]?.tip, others: [] });
      }),
    );
  });
});

describe("a reorganization", () => {
  test("has the fork, the blocks and the depth that the tree says", () => {
    let seen = 0;
    fc.assert(
      fc.property(anyRuns, (run) => {
        const { state } = after(run);
        for (const { fork, abandoned, adopted } of state.nodes.flatMap(({ reorganizations }) => reorganizations)) {
          seen++;
          const [left, taken] = [abandoned, adopted].map((blocks) => pathTo(state, blocks.at(-1) ?? fork));
          const shared = left?.filter((id) => taken?.includes(id)) ?? [];
          expect(abandoned.length).toBeGreaterThan(0);
          expect({ fork, abandoned, adopted }).toEqual({
            fork: shared.at(-1),
            abandoned: left?.slice(shared.length),
            adopted: taken?.slice(shared.length),
          });
        }
      }),
      { seed: 20 },
    );
    expect(seen).toBeGreaterThan(50);
  });

  test("goes to more work, and says of each transfer of the abandoned blocks what became of it", () => {
    let moved = 0;
    fc.assert(
      fc.property(honestRuns, (run) => {
        const { nodes, blocks } = after(run).state;
        const transfersOf = (ids: readonly string[]) =>
          ids.flatMap((id) => blocks.get(id)?.transfers.map((transfer) => transfer.id) ?? []);
        for (const each of nodes.flatMap(({ reorganizations }) => reorganizations)) {
          expect(each.adopted.length).toBeGreaterThan(each.abandoned.length);
          const mined = transfersOf(each.abandoned).filter((id) => transfersOf(each.adopted).includes(id));
          const found = [...mined, ...each.returned.map(({ id }) => id), ...each.lost.map(({ id }) => id)];
          expect(found.toSorted()).toEqual(transfersOf(each.abandoned).toSorted());
          moved += found.length;
        }
      }),
      { seed: 20, numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(20);
  });
});

describe("who mines", () => {
  const weights = [4, 3, 2, 1];
  const blocks = 1000;

  test.each(["work", "stake"] as const)("follows from the shares, with %s", (consensus) => {
    const network = networkOf({ seed: 11, weights, consensus, latency: 0 });
    while (network.state.blocks.size <= blocks) network.step();
    for (const { id, share } of network.state.nodes) {
      const mined = Array.from(network.state.blocks.values()).filter(({ minedBy }) => minedBy === id).length;
      // Four standard deviations of a binomial distribution, which one in 16,000 draws exceeds; the seed is fixed.
      expect(Math.abs(mined - blocks * share)).toBeLessThan(4 * Math.sqrt(blocks * share * (1 - share)));
    }
  });

  test("is the same with stake as with work, but stake has slots of equal length", () => {
    const [work, stake] = (["work", "stake"] as const).map((consensus) => {
      const network = networkOf({ seed: 3, weights, consensus });
      while (network.state.blocks.size <= 100) network.step();
      return Array.from(network.state.blocks.values()).slice(1);
    });
    expect(stake?.map(({ minedBy }) => minedBy)).toEqual(work?.map(({ minedBy }) => minedBy));
    expect(stake?.map(({ minedAt }) => minedAt)).toEqual(stake?.map((_, place) => (place + 1) * INTERVAL));
    // The mean of 100 exponential times is within four tenths of their mean, the same four standard deviations.
    expect(Math.abs((work?.at(-1)?.minedAt ?? 0) / 100 - INTERVAL)).toBeLessThan(0.4 * INTERVAL);
  });

  test("is nobody if nobody has hash power", () => {
    const network = networkOf({ seed: 1, weights: [0, 0, 0] });
    network.advance(100 * INTERVAL);
    expect(network.state.blocks.size).toBe(1);
  });
});
