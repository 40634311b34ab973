import { perform } from "./acting.ts";
import type { Action, Refusal } from "./actions.ts";
import { mined } from "./editing.ts";
import type { Happening } from "./happening.ts";
import type { NetworkNode } from "./node.ts";
import { Random } from "./random.ts";
import type { NetworkSettings } from "./settings.ts";
import { stateOf } from "./snapshot.ts";
import type { Message, NetworkState } from "./state.ts";
import { type Event, World } from "./world.ts";

/** Actions with the simulated times at which they are due. */
export type Script = readonly { readonly at: number; readonly action: Action }[];

/** A network that runs in simulated time. Whoever draws it calls `advance` for each frame, and then reads `state`. */
export class Network {
  readonly #world: World;
  /** Two streams, so that the same seed draws the same nodes with work and with stake. */
  readonly #waits: Random;
  readonly #draws: Random;
  #state: NetworkState | undefined;

  constructor(settings: NetworkSettings, script: Script = []) {
    this.#world = new World(settings);
    this.#waits = new Random(settings.seed, 1);
    this.#draws = new Random(settings.seed, 2);
    for (const { at, action } of script) this.#world.queue.add(at, { kind: "action", action });
    this.#scheduleTurn();
  }

  /** The state now. It is the same object until something changes. */
  get state(): NetworkState {
    const { now } = this.#world;
    if (!this.#state) this.#state = stateOf(this.#world);
    else if (this.#state.now !== now) this.#state = { ...this.#state, now };
    return this.#state;
  }

  /**
   * Handles everything up to a time, including it. Any steps to a time lead to the same state.
   *
   * @returns what happened since the last call
   */
  advance(until: number): readonly Happening[] {
    while (this.#handleNext(until));
    this.#world.now = Math.max(this.#world.now, until);
    return this.#world.takeHappenings();
  }

  /**
   * Handles the next event only, whenever it is due.
   *
   * @returns what happened since the last call
   */
  step(): readonly Happening[] {
    this.#handleNext(Infinity);
    return this.#world.takeHappenings();
  }

  /**
   * Does something to the network now.
   *
   * @returns why it was refused, or `undefined` if it was done
   */
  act(action: Action): Refusal | undefined {
    const refusal = perform(this.#world, action);
    this.#world.report({ kind: "acted", action, ...(refusal && { refusal }) });
    this.#changed();
    return refusal;
  }

  #handleNext(until: number): boolean {
    const due = this.#world.queue.take(until);
    if (!due) return false;
    this.#world.now = Math.max(this.#world.now, due.at);
    this.#handle(due.event);
    return true;
  }

  #handle(event: Event): void {
    if (event.kind === "action") {
      this.act(event.action);
      return;
    }
    if (event.kind === "turn") this.#turn();
    else this.#deliver(event.message);
    this.#changed();
  }

  /** Draws who may add the next block, and lets it. */
  #turn(): void {
    const { nodes, weights, mining } = this.#world;
    const drawn = nodes[this.#draws.pick(nodes.map(({ id }) => weights.get(id) ?? 0))];
    if (drawn && mining) this.#mine(drawn);
    this.#scheduleTurn();
  }

  #scheduleTurn(): void {
    const { consensus, settings, now, queue } = this.#world;
    queue.add(now + consensus.wait(settings.interval, this.#waits), { kind: "turn" });
  }

  #mine(node: NetworkNode): void {
    const { attack, tree, now } = this.#world;
    if (attack?.mine(node)) return;
    const proven = node.reproving ? mined(tree, node.chain, { minedBy: node.id, minedAt: now }) : undefined;
    if (proven) {
      node.rewrite(proven.tip);
      this.#world.report({ kind: "mined", node: node.id, block: proven.block.id });
    } else node.reproving = false;
    const block = proven?.block ?? node.mine();
    this.#world.broadcast(node.id, { kind: "block", block: block.id });
  }

  #deliver(message: Message): void {
    const { from, to, carries } = message;
    const node = this.#world.node(to);
    this.#world.report({ kind: "arrived", message });
    if (carries.kind === "block") node?.learn(carries.block, from);
    else node?.takeTransfer(carries.transfer, from);
  }

  #changed(): void {
    this.#world.attack?.decide();
    this.#state = undefined;
  }
}
