import * as fc from "fast-check";
import { expect, test } from "vitest";
import { confirmationsOf } from "../../src/simulation/confirmations.ts";
import type { AttackState, NetworkState } from "../../src/simulation/state.ts";
import { pathTo } from "../support/simulation/chains.ts";
import { INTERVAL, networkOf } from "../support/simulation/networks.ts";

const [ATTACKER, VICTIM] = ["A", "B"];

interface Attacked {
  readonly seed: number;
  readonly share: number;
  readonly confirmations: number;
  readonly consensus?: "work" | "stake";
  readonly latency?: number;
}

/** An attack by a node with this part of the hash power, and what the network looked like at each of its stages. */
function attacked({ seed, share, confirmations, ...rest }: Attacked) {
  const network = networkOf({ seed, weights: [share, (1 - share) / 2, (1 - share) / 2], ...rest });
  network.act({ kind: "attack", node: ATTACKER, victim: VICTIM, confirmations, giveUp: 20 });
  const stages: { readonly attack: AttackState; readonly network: NetworkState }[] = [];
  while (!["succeeded", "failed"].includes(network.state.attack?.stage ?? "")) {
    for (const each of network.step()) {
      if (each.kind === "attack") stages.push({ attack: each.attack, network: network.state });
    }
  }
  return { network, stages };
}

const seeds = fc.integer({ min: 0, max: 1000 });
const consensus = fc.constantFrom("work" as const, "stake" as const);

test("the attacker publishes when the payment has its confirmations and its own chain is longer", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 3 }), consensus, (seed, confirmations, kind) => {
      const { stages } = attacked({ seed, share: 0.45, confirmations, consensus: kind });
      for (const { attack, network } of stages.filter((each) => each.attack.stage === "published")) {
        expect(attack.secretBlocks).toBeGreaterThan(attack.publicBlocks ?? 0);
        // The victim may not have learned yet of the blocks that the attacker has from others.
        const seen = network.nodes.map(({ chain }) => {
          const paid = chain.find(({ transfers }) => transfers.some(({ id }) => id === attack.payment?.id));
          return confirmationsOf({ chain }, paid?.id ?? "");
        });
        expect(Math.max(...seen)).toBeGreaterThanOrEqual(confirmations);
      }
    }),
    { numRuns: 50 },
  );
});

test("after success the victim's chain moves the coin back to the attacker, and the payment is on no chain", () => {
  fc.assert(
    fc.property(seeds, consensus, (seed, kind) => {
      const { network } = attacked({ seed, share: 0.75, confirmations: 2, consensus: kind, latency: 0 });
      network.advance(network.state.now + 30 * INTERVAL);
      const { nodes, attack } = network.state;
      expect(attack?.stage).toBe("succeeded");
      for (const { chain } of nodes) {
        const moves = chain.flatMap(({ transfers }) => transfers);
        const [coin] = attack?.payment?.coins ?? [];
        expect(moves.find(({ coins }) => coins[0]?.coin === coin?.coin)).toMatchObject({ receiver: ATTACKER });
        expect(moves.some(({ id }) => id === attack?.payment?.id)).toBe(false);
      }
    }),
    { numRuns: 50 },
  );
});

test("every attack ends, also when the public chain leaves the block that the coin came from", () => {
  // In these runs of a thousand, the first race could not end: the payment's coin was on no public chain any longer.
  for (const seed of [69, 142, 146]) {
    const { stages } = attacked({ seed, share: 0.7, confirmations: 2 });
    expect(stages.map(({ attack }) => attack.stage)).toContain("preparing");
  }
});

test("while it races, nobody else knows a secret block, even after a partition has healed", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const network = networkOf({ seed, weights: [1, 1, 1] });
      network.act({ kind: "attack", node: ATTACKER, victim: VICTIM, confirmations: 1000, giveUp: 1000 });
      while (network.state.attack?.stage !== "racing") network.step();
      const { fork = "" } = network.state.attack;
      const secret = network.state.nodes[0]?.holdsOn ?? "";
      network.act({ kind: "partition", groups: [["A", "C"], ["B"]] });
      network.advance(network.state.now + 10 * INTERVAL);
      network.act({ kind: "partition", groups: [["A", "B", "C"]] });
      network.advance(network.state.now + 10 * INTERVAL);
      expect(network.state.blocks.get(secret)?.parent).toBe(fork);
      const knowing = network.state.nodes.filter(({ known }) =>
        known.some((id) => pathTo(network.state, id).includes(secret)),
      );
      expect(knowing.filter(({ id }) => id !== ATTACKER)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("an attacker that gives up, or is told to return, forgets its chain and believes what the others do", () => {
  const giving = attacked({ seed: 3, share: 0.1, confirmations: 3 }).network;
  const told = networkOf({ seed: 3, weights: [1, 1, 1] });
  told.act({ kind: "attack", node: ATTACKER, victim: VICTIM, confirmations: 1000, giveUp: 1000 });
  while (told.state.attack?.stage !== "racing") told.step();
  told.advance(told.state.now + 10 * INTERVAL);
  expect(told.act({ kind: "return", node: ATTACKER })).toBeUndefined();
  for (const network of [giving, told]) {
    network.act({ kind: "mining", on: false });
    network.advance(network.state.now + INTERVAL);
    const { state } = network;
    const [attacker, victim] = state.nodes;
    expect(state.attack).toMatchObject({ stage: "failed" });
    expect(attacker?.holdsOn).toBeUndefined();
    expect(attacker?.chain.at(-1)?.work).toBe(victim?.chain.at(-1)?.work);
  }
});

test("only one attack runs at a time, and a node that holds on to an edited copy starts none", () => {
  const network = networkOf({ seed: 5, weights: [1, 1, 1] });
  const attack = { kind: "attack", node: ATTACKER, victim: VICTIM, confirmations: 1, giveUp: 5 } as const;
  network.advance(10 * INTERVAL);
  const rewardTo = network.state.nodes[2]?.chain[1]?.rewardTo === "A" ? "B" : "A";
  network.act({ kind: "edit", node: "C", index: 2, change: { rewardTo } });
  expect(network.act({ ...attack, node: "C" })).toEqual({ rule: "impossible" });
  expect(network.act(attack)).toBeUndefined();
  expect(network.act({ ...attack, node: VICTIM, victim: ATTACKER })).toEqual({ rule: "impossible" });
  expect(network.act({ kind: "edit", node: ATTACKER, index: 2, change: { rewardTo: "C" } })).toEqual({
    rule: "impossible",
  });
  expect(network.act({ kind: "return", node: ATTACKER })).toBeUndefined();
  expect(network.act(attack)).toBeUndefined();
});
