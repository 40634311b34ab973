import type { Action, Refusal } from "./actions.ts";
import type { BlockId, NodeId } from "./names.ts";
import type { AttackState, Message, RefusedBlock, RefusedTransfer, Reorganization } from "./state.ts";

/** Something that happened in a network, for a log and for announcements. */
export type Happening = { readonly at: number } & (
  | { readonly kind: "mined"; readonly node: NodeId; readonly block: BlockId }
  | { readonly kind: "arrived"; readonly message: Message }
  /** Messages that a partition cut off. */
  | { readonly kind: "lost"; readonly messages: readonly Message[] }
  /** A node's chain got longer without losing a block. */
  | { readonly kind: "extended"; readonly node: NodeId; readonly tip: BlockId }
  | { readonly kind: "reorganized"; readonly node: NodeId; readonly reorganization: Reorganization }
  | { readonly kind: "refused-block"; readonly node: NodeId; readonly refused: RefusedBlock }
  | { readonly kind: "refused-transfer"; readonly node: NodeId; readonly refused: RefusedTransfer }
  /** A scenario's action was done, or refused. */
  | { readonly kind: "acted"; readonly action: Action; readonly refusal?: Refusal }
  | { readonly kind: "attack"; readonly attack: AttackState }
);
