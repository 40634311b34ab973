import type { NodeId } from "./names.ts";
import type { Random } from "./random.ts";
import type { Link } from "./state.ts";

/** Who can send messages to whom, and how long they take. */
export class Topology {
  readonly #nodes: readonly NodeId[];
  /** Each pair of nodes, and how its latency relates to the mean. */
  readonly #pairs: readonly { readonly between: readonly [NodeId, NodeId]; readonly factor: number }[];
  groups: readonly (readonly NodeId[])[];
  latency: number;

  constructor(nodes: readonly NodeId[], latency: number, random: Random) {
    this.#nodes = nodes;
    this.#pairs = nodes.flatMap((one, place) =>
      nodes.slice(place + 1).map((other) => ({ between: [one, other] as const, factor: 0.5 + random.uniform() })),
    );
    this.groups = [nodes];
    this.latency = latency;
  }

  get links(): readonly Link[] {
    return this.#pairs.map(({ between, factor }) => ({
      between,
      latency: Math.round(factor * this.latency),
      cut: !this.areConnected(...between),
    }));
  }

  areConnected(one: NodeId, other: NodeId): boolean {
    return this.groups.some((group) => group.includes(one) && group.includes(other));
  }

  latencyOf(one: NodeId, other: NodeId): number {
    return this.links.find(({ between }) => between.includes(one) && between.includes(other))?.latency ?? 0;
  }

  /** @returns the pairs of nodes that can exchange messages now and could not before, or `undefined` for wrong groups */
  divide(groups: readonly (readonly NodeId[])[]): readonly (readonly [NodeId, NodeId])[] | undefined {
    const named = groups.flat();
    if (new Set(named).size < named.length || !named.every((node) => this.#nodes.includes(node))) return undefined;
    const apart = this.links.filter(({ cut }) => cut);
    const alone = this.#nodes.filter((node) => !named.includes(node)).map((node) => [node]);
    this.groups = [...groups.filter(({ length }) => length > 0), ...alone];
    return apart.map(({ between }) => between).filter((pair) => this.areConnected(...pair));
  }
}
