import type { Action, Refusal } from "./actions.ts";
import type { BlockId, NodeId } from "./names.ts";
import type { AttackState, Message, RefusedBlock, RefusedTransfer, Reorganization } from "./state.ts";

/** What may happen in a network. */
export type Occurrence =
  | { readonly kind: "mined"; readonly node: NodeId; readonly block: BlockId }
  | { readonly kind: "arrived"; readonly message: Message }
  /** Messages that a partition cut off. */
  | { readonly kind: "lost"; readonly messages: readonly Message[] }
  /** A node's chain got longer without losing a block. */
  | { readonly kind: "extended"; readonly node: NodeId; readonly tip: BlockId }
  | { readonly kind: "reorganized"; readonly node: NodeId; readonly reorganization: Reorganization }
  | { readonly kind: "refused-block"; readonly node: NodeId; readonly refused: RefusedBlock }
  | { readonly kind: "refused-transfer"; readonly node: NodeId; readonly refused: RefusedTransfer }
  /** An action was done, or refused. */
  | { readonly kind: "acted"; readonly action: Action; readonly refusal?: Refusal }
  /** A double spend reached its next stage. */
  | { readonly kind: "attack"; readonly attack: AttackState };

/** Something that happened, for a log and for announcements. */
export type Happening = Occurrence & { readonly at: number };
