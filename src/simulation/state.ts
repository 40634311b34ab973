/** What a network looks like at a moment. All of it is immutable: a later state is another object. */
import type { BlockFault, NetworkBlock } from "./block.ts";
import type { Transfer, TransferFault } from "./coins.ts";
import type { BlockId, NodeId } from "./names.ts";
import type { ConsensusKind } from "./settings.ts";

export interface NetworkState {
  /** Simulated milliseconds since the start. */
  readonly now: number;
  readonly consensus: ConsensusKind;
  readonly interval: number;
  readonly latency: number;
  readonly mining: boolean;
  readonly nodes: readonly NodeState[];
  /** The groups of nodes that exchange messages; one group of all nodes if the network is not divided. */
  readonly groups: readonly (readonly NodeId[])[];
  readonly links: readonly Link[];
  /** The messages under way, in the order of their arrival. */
  readonly messages: readonly Message[];
  /** All blocks that were ever made, in that order: a tree, since each names its parent. */
  readonly blocks: ReadonlyMap<BlockId, NetworkBlock>;
  /** Why nodes refuse a block, for those that they refuse. */
  readonly faults: ReadonlyMap<BlockId, BlockFault>;
  readonly agreement: Agreement;
  /** The last double spend that was started. */
  readonly attack?: AttackState;
}

export interface NodeState {
  readonly id: NodeId;
  readonly weight: number;
  /** Its part of all hash power or stake, from 0 to 1. */
  readonly share: number;
  /** The last block of the chain that it believes in. */
  readonly tip: BlockId;
  /** That chain, from genesis to the tip. */
  readonly chain: readonly NetworkBlock[];
  /** All blocks that it knows and did not refuse, also those beside its chain, in the order in which it learned them. */
  readonly known: readonly BlockId[];
  /** The transfers that wait to be mined. */
  readonly mempool: readonly Transfer[];
  readonly refusedBlocks: readonly RefusedBlock[];
  readonly refusedTransfers: readonly RefusedTransfer[];
  readonly reorganizations: readonly Reorganization[];
  /**
   * Present while the node holds on to an edited copy or a secret chain: it then believes in no chain without this
   * block. Others have outvoted it once their chain is longer.
   */
  readonly holdsOn?: BlockId;
  /** Whether it is making new proofs for its edited copy. */
  readonly reproving: boolean;
}

export interface RefusedBlock {
  readonly at: number;
  readonly from: NodeId;
  readonly block: BlockId;
  readonly fault: BlockFault;
}

export interface RefusedTransfer {
  readonly at: number;
  readonly from: NodeId;
  readonly transfer: Transfer;
  readonly fault: TransferFault;
}

/** A node left blocks of its chain for a chain with more work. */
export interface Reorganization {
  readonly at: number;
  /** The last block that both chains have. */
  readonly fork: BlockId;
  /** The blocks that it left, from the first after the fork to its old tip. Their number is the depth. */
  readonly abandoned: readonly BlockId[];
  readonly adopted: readonly BlockId[];
  /** The transfers of abandoned blocks that wait in the mempool again. */
  readonly returned: readonly Transfer[];
  /** The transfers of abandoned blocks that the new chain neither has nor allows. */
  readonly lost: readonly Transfer[];
}

/** Two nodes, and how long a message between them takes. */
export interface Link {
  readonly between: readonly [NodeId, NodeId];
  readonly latency: number;
  /** Whether they are in different groups. */
  readonly cut: boolean;
}

export interface Message {
  /** Never used twice. */
  readonly id: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly sent: number;
  readonly arrives: number;
  /**
   * A block comes with those of its ancestors that the receiver lacks. Real nodes ask for them in further messages; the
   * simulation leaves that out.
   */
  readonly carries:
    { readonly kind: "block"; readonly block: BlockId } | { readonly kind: "transfer"; readonly transfer: Transfer };
}

/** What the nodes agree on. */
export interface Agreement {
  /** The last block that all nodes have in their chains. */
  readonly common: BlockId;
  /** The tip of the nodes that have the most hash power or stake together. */
  readonly tip: BlockId;
  /** The nodes that have another tip. */
  readonly others: readonly NodeId[];
}

/**
 * A double spend. The attacker mines a block in secret in which a coin goes back to itself, and pays the victim with
 * the same coin in public. It goes on in secret until the payment has the confirmations for which the victim waits and
 * its own chain has more work; then it publishes. Meanwhile it adopts no public block, and gives up when it is too far
 * behind.
 */
export interface AttackState {
  readonly node: NodeId;
  readonly victim: NodeId;
  readonly confirmations: number;
  readonly giveUp: number;
  /**
   * `preparing`: it mines until it has a coin and the first secret block. It returns to this stage if the public chain
   * abandons the block after which the secret chain starts. `racing`: it has paid. `published`: the others have to decide.
   * `succeeded`: the victim's chain has the secret block. `failed`: the attacker gave up, or the network went on without
   * its chain.
   */
  readonly stage: "preparing" | "racing" | "published" | "succeeded" | "failed";
  /** The rest is absent while it prepares. */
  readonly payment?: Transfer;
  /** The last block that the public and the secret chain share. */
  readonly fork?: BlockId;
  /** How many blocks the secret chain, and the best public one that the attacker knows, have after the fork. */
  readonly secretBlocks?: number;
  readonly publicBlocks?: number;
}
