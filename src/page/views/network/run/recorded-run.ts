import type { Action, Refusal } from "../../../../simulation/actions.ts";
import type { Happening } from "../../../../simulation/happening.ts";
import { Network, type Script } from "../../../../simulation/network.ts";
import type { Scenario } from "../../../../simulation/scenarios.ts";
import type { NetworkState } from "../../../../simulation/state.ts";

/** How far a step looks for the next thing that happens, in simulated milliseconds, and how finely. */
const STEP = { pace: 50, atMost: 600_000 } as const;

/** A run of a scenario that keeps what its user did, so that it can be repeated exactly. */
export class RecordedRun {
  readonly #network: Network;
  #pending: Script;
  #done: Script = [];

  /** @param repeated what the user did in an earlier run of the same scenario */
  constructor({ settings, script }: Scenario, repeated: Script = []) {
    this.#network = new Network(settings, script);
    this.#pending = repeated;
  }

  get state(): NetworkState {
    return this.#network.state;
  }

  /** What the user did, or will do again. */
  get recorded(): Script {
    return [...this.#done, ...this.#pending];
  }

  /** Runs up to a time. The user's earlier actions come after whatever else is due at their time, as they did then. */
  advance(until: number): readonly Happening[] {
    const happened: Happening[] = [];
    for (let [next] = this.#pending; next && next.at <= until; [next] = this.#pending) {
      happened.push(...this.#network.advance(next.at));
      this.#network.act(next.action);
      this.#done = [...this.#done, next];
      this.#pending = this.#pending.slice(1);
    }
    return [...happened, ...this.#network.advance(until)];
  }

  /** Runs until something happens that `counts`, and to the end of that moment. */
  step(counts: (happening: Happening) => boolean): readonly Happening[] {
    const happened: Happening[] = [];
    const end = this.state.now + STEP.atMost;
    while (!happened.some(counts) && this.state.now < end) happened.push(...this.advance(this.state.now + STEP.pace));
    return happened;
  }

  /**
   * Does something now, and keeps it, even if it was refused: a refused transfer has used up a name.
   *
   * @returns why it was refused
   */
  act(action: Action): Refusal | undefined {
    const { now } = this.state;
    this.#done = [...this.#done, { at: now, action }];
    return this.#network.act(action);
  }
}
