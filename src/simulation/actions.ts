/** What can be done to a network while it runs. Actions are plain objects, so that a scenario can hold them. */
import type { NodeId } from "./names.ts";
import type { Transfer, TransferDraft, TransferFault } from "./coins.ts";

export type Action =
  /** Sets a node's hash power or stake. */
  | { readonly kind: "weight"; readonly node: NodeId; readonly weight: number }
  /** Sets the mean latency. Messages that are under way keep their time. */
  | { readonly kind: "latency"; readonly latency: number }
  /** Starts or stops the mining of all nodes. */
  | { readonly kind: "mining"; readonly on: boolean }
  /**
   * Divides the network: only nodes of one group exchange messages, and those under way between groups are lost. A node
   * in no group is alone. One group of all nodes heals the network: nodes that meet exchange what they lack.
   */
  | { readonly kind: "partition"; readonly groups: readonly (readonly NodeId[])[] }
  /** A node pays with coins that it owns and that wait in no transfer, the oldest first. */
  | { readonly kind: "pay"; readonly from: NodeId; readonly to: NodeId; readonly coins: number }
  /** A node signs any transfer, even a wrong one, takes it into its mempool if it is allowed, and sends it to all. */
  | { readonly kind: "submit"; readonly node: NodeId; readonly transfer: TransferDraft }
  /** A node edits a block of its own copy, links the later blocks to it, and sends its copy to all. */
  | { readonly kind: "edit"; readonly node: NodeId; readonly index: number; readonly change: BlockChange }
  /**
   * The node that edited its copy makes new proofs for it. With work, it mines the edited block and all later ones
   * again, one after the other, at the speed of its hash power. With stake, it signs its own blocks again at once, and
   * must leave out those of the others.
   */
  | { readonly kind: "reprove"; readonly node: NodeId }
  /**
   * The node gives the first block of its edited copy that has no fitting proof a nonce that somebody found by hand. Only
   * with work. Whoever does it has checked that the nonce fits, since the simulation computes no hashes.
   */
  | { readonly kind: "prove"; readonly node: NodeId; readonly nonce: number }
  /** The node drops its edited copy or its secret chain, and takes the best chain that it knows. */
  | { readonly kind: "return"; readonly node: NodeId }
  /** Starts a double spend: see `AttackState`. */
  | {
      readonly kind: "attack";
      readonly node: NodeId;
      readonly victim: NodeId;
      /** How many confirmations the victim waits for before it delivers. */
      readonly confirmations: number;
      /** How many blocks the attacker's chain may fall behind before the attacker gives up. */
      readonly giveUp: number;
    };

/** What an edit changes in a block. An edit that restores the original makes its proof fit again. */
export interface BlockChange {
  readonly rewardTo?: NodeId;
  /** All transfers that the block has from now on. The editor signs those that it changed, since nobody else would. */
  readonly transfers?: readonly TransferDraft[];
}

/** Why an action was refused. It then changed nothing. */
export type Refusal =
  /** There is no such node, block or edited copy, or a number is out of range. */
  | { readonly rule: "impossible" }
  /** The node does not own so many coins that wait in no transfer. */
  | { readonly rule: "funds"; readonly coins: number }
  /** The node's own rules refuse the transfer. */
  | { readonly rule: "transfer"; readonly transfer: Transfer; readonly fault: TransferFault }
  /** With stake, only the leader of its slot can sign a block again. */
  | { readonly rule: "leader"; readonly leader: NodeId };
