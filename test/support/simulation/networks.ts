import * as fc from "fast-check";
import type { Action } from "../../../src/simulation/actions.ts";
import { Network, type Script } from "../../../src/simulation/network.ts";
import type { ConsensusKind, NetworkSettings } from "../../../src/simulation/settings.ts";

/** The mean time between blocks in these runs. */
export const INTERVAL = 1000;

/** When the actions of a run have ended: after some 20 blocks. */
export const END = 20 * INTERVAL;

/** A network, and what is done to it at which time. */
export interface Run {
  readonly settings: NetworkSettings;
  readonly script: Script;
}

/** A run up to the end of its actions. */
export function after({ settings, script }: Run): Network {
  const network = new Network(settings, script);
  network.advance(END);
  return network;
}

/** A network of nodes with these weights, in which messages take a tenth of the time between blocks. */
export function networkOf({
  seed,
  weights,
  consensus = "work",
  latency = INTERVAL / 10,
}: {
  readonly seed: number;
  readonly weights: readonly number[];
  readonly consensus?: ConsensusKind;
  readonly latency?: number;
}): Network {
  const nodes = weights.map((weight, place) => ({ id: "ABCDE".charAt(place), weight }));
  return new Network({ seed, consensus, nodes, interval: INTERVAL, latency });
}

const seeds = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** Networks of three to five nodes, also such in which messages take longer than a block, with what their users do. */
export const honestRuns = runs((nodes) => honestActions(nodes));

/** Runs in which nodes also edit their copies and make new proofs, and one tries a double spend. */
export const anyRuns = runs((nodes) => fc.oneof(honestActions(nodes), dishonestActions(nodes)));

function runs(actionsOf: (nodes: readonly string[]) => fc.Arbitrary<Action>): fc.Arbitrary<Run> {
  return fc.integer({ min: 3, max: 5 }).chain((count) => {
    const nodes = ["A", "B", "C", "D", "E"].slice(0, count);
    const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count });
    return fc.record({
      settings: fc.record({
        seed: seeds,
        consensus: fc.constantFrom("work" as const, "stake" as const),
        nodes: weights.map((each) => nodes.map((id, place) => ({ id, weight: each[place] ?? 0 }))),
        interval: fc.constant(INTERVAL),
        latency: fc.integer({ min: 0, max: 2 * INTERVAL }),
      }),
      script: fc.array(fc.record({ at: fc.integer({ min: 0, max: END }), action: actionsOf(nodes) }), {
        maxLength: 20,
      }),
    });
  });
}

function honestActions(nodes: readonly string[]): fc.Arbitrary<Action> {
  const node = fc.constantFrom(...nodes);
  const block = fc.integer({ min: 1, max: 20 }).map((number) => `b${number}`);
  const groups = fc
    .array(fc.integer({ min: 0, max: 2 }), { minLength: nodes.length, maxLength: nodes.length })
    .map((places) => [0, 1, 2].map((group) => nodes.filter((_, place) => places[place] === group)));
  const transfer = fc.record({
    sender: node,
    receiver: node,
    amount: fc.constantFrom(0, 10, 20),
    coins: fc.array(fc.record({ coin: block, lastMoved: block }), { maxLength: 2 }),
  });
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("pay" as const),
        from: node,
        to: node,
        coins: fc.integer({ min: 1, max: 3 }),
      }),
    },
    fc.record({ kind: fc.constant("submit" as const), node, transfer }),
    fc.record({ kind: fc.constant("latency" as const), latency: fc.integer({ min: 0, max: 2 * INTERVAL }) }),
    fc.record({ kind: fc.constant("weight" as const), node, weight: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ kind: fc.constant("partition" as const), groups }),
  );
}

function dishonestActions(nodes: readonly string[]): fc.Arbitrary<Action> {
  const node = fc.constantFrom(...nodes);
  return fc.oneof(
    fc.record({
      kind: fc.constant("edit" as const),
      node,
      index: fc.integer({ min: 1, max: 12 }),
      change: fc.oneof(
        node.map((rewardTo) => ({ rewardTo })),
        fc.constant({ transfers: [] }),
      ),
    }),
    fc.record({ kind: fc.constant("reprove" as const), node }),
    fc.record({ kind: fc.constant("prove" as const), node, nonce: fc.nat() }),
    fc.record({ kind: fc.constant("return" as const), node }),
    fc.record({
      kind: fc.constant("attack" as const),
      node,
      victim: node,
      confirmations: fc.integer({ min: 0, max: 3 }),
      giveUp: fc.integer({ min: 1, max: 5 }),
    }),
  );
}
