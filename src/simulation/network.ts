import type { Action, Refusal } from "./actions.ts";
import type { Happening } from "./happening.ts";
import type { NetworkSettings } from "./settings.ts";
import type { NetworkState } from "./state.ts";

/** A network that runs in simulated time. Whoever draws it calls `advance` for each frame, and then reads `state`. */
export interface Network {
  /** The state now. It is the same object until something changes. */
  readonly state: NetworkState;
  /**
   * Handles everything up to a time, including it. Any steps to a time lead to the same state.
   *
   * @returns what happened
   */
  advance(until: number): readonly Happening[];
  /** Handles the next event only, whenever it is due. */
  step(): readonly Happening[];
  /**
   * Does something to the network now.
   *
   * @returns why it was refused, or `undefined` if it was done
   */
  act(action: Action): Refusal | undefined;
}

/** Actions with the simulated times at which they are due. */
export type Script = readonly { readonly at: number; readonly action: Action }[];

/** Makes a network at time 0. */
export type MakeNetwork = (settings: NetworkSettings, script?: Script) => Network;
