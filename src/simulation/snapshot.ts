import type { Agreement, NetworkState, NodeState } from "./state.ts";
import type { World } from "./world.ts";

/** What a network looks like now. */
export function stateOf(world: World): NetworkState {
  const { settings, topology, tree, weights } = world;
  const total = Array.from(weights.values()).reduce((sum, weight) => sum + weight, 0);
  const nodes = world.nodes.map((node) => {
    const weight = weights.get(node.id) ?? 0;
    return node.state(weight, total > 0 ? weight / total : 0);
  });
  return {
    now: world.now,
    consensus: settings.consensus,
    interval: settings.interval,
    latency: topology.latency,
    mining: world.mining,
    nodes,
    groups: topology.groups,
    links: topology.links,
    messages: world.messages,
    blocks: new Map(tree.blocks),
    faults: tree.faults,
    agreement: agreementOf(nodes),
    ...(world.attack && { attack: world.attack.state }),
  };
}

function agreementOf(nodes: readonly NodeState[]): Agreement {
  const [first, ...rest] = nodes;
  if (!first) throw new Error("a network has nodes");
  const held = (tip: string) => nodes.reduce((sum, node) => (node.tip === tip ? sum + node.share : sum), 0);
  const tip = nodes.map((node) => node.tip).reduce((best, other) => (held(other) > held(best) ? other : best));
  const common = first.chain.findLast((block) => rest.every(({ chain }) => chain[block.index - 1]?.id === block.id));
  return {
    common: common?.id ?? tip,
    tip,
    others: nodes.filter((node) => node.tip !== tip).map(({ id }) => id),
  };
}
