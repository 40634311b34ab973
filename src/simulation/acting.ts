import type { Action, Refusal } from "./actions.ts";
import { Attack } from "./attack.ts";
import { REWARD, type TransferDraft } from "./coins.ts";
import { edited, mined, signedAgain } from "./editing.ts";
import type { NodeId } from "./names.ts";
import type { NetworkNode } from "./node.ts";
import type { World } from "./world.ts";

const IMPOSSIBLE: Refusal = { rule: "impossible" };

/**
 * Does an action.
 *
 * @returns why it was refused, or `undefined` if it was done
 */
export function perform(world: World, action: Action): Refusal | undefined {
  switch (action.kind) {
    case "weight":
      if (!world.node(action.node) || !isQuantity(action.weight)) return IMPOSSIBLE;
      world.weights.set(action.node, action.weight);
      return undefined;
    case "latency":
      if (!isQuantity(action.latency)) return IMPOSSIBLE;
      world.topology.latency = action.latency;
      return undefined;
    case "mining":
      world.mining = action.on;
      return undefined;
    case "partition":
      return divide(world, action.groups);
    case "pay":
      return pay(world, action);
    case "submit":
      return submit(world, action.node, action.transfer);
    case "edit":
      return edit(world, action);
    case "reprove":
      return reprove(world, action.node);
    case "prove":
      return prove(world, action);
    case "return":
      return letGo(world, action.node);
    case "attack":
      return attack(world, action);
  }
}

type Of<K extends Action["kind"]> = Extract<Action, { readonly kind: K }>;

function divide(world: World, groups: readonly (readonly NodeId[])[]): Refusal | undefined {
  const met = world.topology.divide(groups);
  if (!met) return IMPOSSIBLE;
  const lost = world.messages.filter(({ from, to }) => !world.topology.areConnected(from, to));
  world.queue.filter((event) => event.kind !== "message" || !lost.includes(event.message));
  if (lost.length > 0) world.report({ kind: "lost", messages: lost });
  for (const [one, other] of met) {
    exchange(world, world.node(one), world.node(other));
    exchange(world, world.node(other), world.node(one));
  }
  return undefined;
}

/** Sends what the other node lacks. An attacker keeps its secret chain to itself. */
function exchange(world: World, from: NetworkNode | undefined, to: NetworkNode | undefined): void {
  if (!from || !to) return;
  const secret = world.attack?.isPlannedBy(from) ? from.holdsOn : undefined;
  const tip = secret === undefined ? from.tip : from.best(secret);
  if (!to.hasSeen(tip.id)) world.send(from.id, to.id, { kind: "block", block: tip.id });
  for (const transfer of from.mempool) {
    if (!to.hasTransfer(transfer)) world.send(from.id, to.id, { kind: "transfer", transfer });
  }
}

function pay(world: World, { from, to, coins }: Of<"pay">): Refusal | undefined {
  const node = world.node(from);
  if (!node || !world.node(to) || !Number.isSafeInteger(coins) || coins < 1) return IMPOSSIBLE;
  const free = node.freeCoins;
  if (free.length < coins) return { rule: "funds", coins: free.length };
  const moved = free.slice(0, coins).map(({ coin, lastMoved }) => ({ coin, lastMoved }));
  return submit(world, from, { sender: from, receiver: to, amount: coins * REWARD, coins: moved });
}

function submit(world: World, id: NodeId, draft: TransferDraft): Refusal | undefined {
  const node = world.node(id);
  if (!node || !world.node(draft.sender) || !world.node(draft.receiver)) return IMPOSSIBLE;
  const transfer = world.sign(draft, id);
  const fault = node.transferFault(transfer);
  if (fault) return { rule: "transfer", transfer, fault };
  node.takeTransfer(transfer, id);
  world.broadcast(id, { kind: "transfer", transfer });
  return undefined;
}

function edit(world: World, { node: id, index, change }: Of<"edit">): Refusal | undefined {
  const node = world.node(id);
  if (!node || world.attack?.isPlannedBy(node)) return IMPOSSIBLE;
  const tip = edited(world.tree, node.chain, index, change, (draft) => world.sign(draft, id));
  if (!tip) return IMPOSSIBLE;
  node.reproving = false;
  node.rewrite(tip);
  // An edit that restored the original is over.
  if (world.tree.fault(tip.id)) world.broadcast(id, { kind: "block", block: tip.id });
  else node.letGo();
  return undefined;
}

function reprove(world: World, id: NodeId): Refusal | undefined {
  const node = world.node(id);
  const first = node?.chain.find(({ proofOf }) => proofOf !== undefined);
  if (!node || !first) return IMPOSSIBLE;
  if (!world.consensus.signs) {
    node.reproving = true;
    return undefined;
  }
  if (first.minedBy !== id) return { rule: "leader", leader: first.minedBy ?? "" };
  node.rewrite(signedAgain(world.tree, node.chain, id));
  world.broadcast(id, { kind: "block", block: node.tip.id });
  return undefined;
}

function prove(world: World, { node: id, nonce }: Of<"prove">): Refusal | undefined {
  const node = world.node(id);
  if (!node || world.consensus.signs || !Number.isSafeInteger(nonce) || nonce < 0) return IMPOSSIBLE;
  const proven = mined(world.tree, node.chain, { minedBy: id, nonce });
  if (!proven) return IMPOSSIBLE;
  node.rewrite(proven.tip);
  world.report({ kind: "mined", node: id, block: proven.block.id });
  world.broadcast(id, { kind: "block", block: proven.block.id });
  return undefined;
}

function letGo(world: World, id: NodeId): Refusal | undefined {
  const node = world.node(id);
  if (!node) return IMPOSSIBLE;
  if (world.attack?.isPlannedBy(node)) world.attack.giveUp();
  else if (node.holdsOn === undefined) return IMPOSSIBLE;
  else node.letGo();
  return undefined;
}

function attack(world: World, action: Of<"attack">): Refusal | undefined {
  const attacker = world.node(action.node);
  const victim = world.node(action.victim);
  const { confirmations, giveUp } = action;
  if (!attacker || !victim || attacker === victim || attacker.holdsOn !== undefined) return IMPOSSIBLE;
  if (!Number.isSafeInteger(confirmations) || confirmations < 0 || !(giveUp > 0)) return IMPOSSIBLE;
  if (world.attack && !world.attack.isOver) return IMPOSSIBLE;
  world.attack = new Attack(action, {
    tree: world.tree,
    attacker,
    victim,
    sign: (draft) => world.sign(draft, attacker.id),
    broadcast: (carries) => world.broadcast(attacker.id, carries),
    report: (occurrence) => world.report(occurrence),
  });
  return undefined;
}

function isQuantity(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
