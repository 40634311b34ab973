import { NODE_IDS } from "./names.ts";
import type { Script } from "./network.ts";
import type { NetworkSettings } from "./settings.ts";

/** The runs that the view offers and the worksheets refer to. */
export const SCENARIO_NAMES = ["honest", "edited-copy", "partition", "double-spend", "stake"] as const;

export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** A run to begin with: a network, and what is done to it at which time. */
export interface Scenario {
  readonly settings: NetworkSettings;
  readonly script: Script;
}

const SECOND = 1000;

const usual = { consensus: "work", interval: 10 * SECOND, latency: SECOND } as const;

/** Weights for the nodes A, B and so on. */
function nodes(...weights: readonly number[]): NetworkSettings["nodes"] {
  return NODE_IDS.slice(0, weights.length).map((id, place) => ({ id, weight: weights[place] ?? 0 }));
}

/** Nodes mine and pay each other. Two blocks are found at about the same time, and the next one decides. */
const honest: Scenario = {
  settings: { ...usual, seed: 13, nodes: nodes(30, 30, 20, 20) },
  script: [
    { at: 40 * SECOND, action: { kind: "pay", from: "A", to: "B", coins: 1 } },
    { at: 80 * SECOND, action: { kind: "pay", from: "B", to: "C", coins: 1 } },
    { at: 120 * SECOND, action: { kind: "pay", from: "A", to: "D", coins: 1 } },
  ],
};

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  honest,

  /** D gives itself the reward of block 3. Nobody believes it; then it mines again, and does not catch up. */
  "edited-copy": {
    settings: { ...usual, seed: 84, nodes: nodes(30, 30, 20, 20) },
    script: [
      { at: 60 * SECOND, action: { kind: "edit", node: "D", index: 3, change: { rewardTo: "D" } } },
      { at: 90 * SECOND, action: { kind: "reprove", node: "D" } },
      { at: 240 * SECOND, action: { kind: "return", node: "D" } },
    ],
  },

  /** D and E are cut off and go on alone. When the network heals, their blocks lose, and their transfer waits again. */
  partition: {
    settings: { ...usual, seed: 37, nodes: nodes(20, 20, 20, 20, 20) },
    script: [
      {
        at: 60 * SECOND,
        action: {
          kind: "partition",
          groups: [
            ["A", "B", "C"],
            ["D", "E"],
          ],
        },
      },
      { at: 65 * SECOND, action: { kind: "pay", from: "D", to: "E", coins: 1 } },
      { at: 140 * SECOND, action: { kind: "partition", groups: [["A", "B", "C", "D", "E"]] } },
    ],
  },

  /** A has 51 % of the hash power, pays B with a reward, and takes it back after two confirmations. */
  "double-spend": {
    settings: { ...usual, seed: 20, nodes: nodes(51, 17, 16, 16) },
    script: [{ at: 50 * SECOND, action: { kind: "attack", node: "A", victim: "B", confirmations: 2, giveUp: 20 } }],
  },

  /** The honest run with stake instead of work: the same nodes are drawn, but in slots of equal length. */
  stake: { settings: { ...honest.settings, consensus: "stake" }, script: honest.script },
};
