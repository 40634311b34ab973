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
