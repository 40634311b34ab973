import { ChainAudit } from "./audit.ts";
import { hex } from "./canonical.ts";
import type { TrustPolicy, VerifiedCheckpoint } from "./checkpoint.ts";
import type { Fault } from "./fault.ts";
import { Malformed } from "./note.ts";
import { type Puzzle, puzzleOf } from "./puzzle.ts";
import { type InclusionProof, verifyReceipt } from "./receipt.ts";
import { EMPTY_CHAIN } from "./validation.ts";

/** What somebody kept, under the name they know it by, such as its file's. */
export interface Kept<Value> {
  readonly name: string;
  readonly value: Value;
}

/** A whole chain to verify, and what was kept to verify it against. */
export interface Evidence {
  /** The blocks, from genesis on; nothing is assumed of what they are. */
  readonly blocks: AsyncIterable<unknown>;
  /** The newest checkpoint, where the chain's source has one. */
  readonly newest: VerifiedCheckpoint | undefined;
  readonly checkpoints: readonly Kept<VerifiedCheckpoint>[];
  readonly receipts: readonly Kept<InclusionProof>[];
  /** The hash of genesis that somebody saved: a ledger that was created anew has another one. */
  readonly genesis?: string | undefined;
}

/** What the verification needs of its surroundings: the domain itself has no clock. */
export interface Verifying {
  /** The current time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Is called after each block that was found right, with the length so far. */
  readonly onBlock: (length: number) => void;
}

/** Something that was found right. */
export type Finding =
  | { readonly check: "blocks"; readonly length: number }
  | { readonly check: "genesis"; readonly hash: string }
  | { readonly check: "newest-checkpoint"; readonly size: number }
  | { readonly check: "cosignatures"; readonly count: number; readonly witnesses: number }
  | { readonly check: "kept-checkpoint"; readonly name: string; readonly size: number }
  | { readonly check: "receipt"; readonly name: string; readonly index: number };

/** What could not be checked, since there was nothing to check it with: the ledger's signature, or its past. */
export type Gap = "signature" | "history";

/** What the verification of a whole chain found; without `fault`, all that was checked is right. */
export interface Report {
  readonly length: number;
  readonly head: string | undefined;
  readonly root: string;
  /** The hash of genesis, and the puzzle that it set: worth saving, to be compared the next time. */
  readonly genesis: string | undefined;
  readonly puzzle: Puzzle | undefined;
  readonly checked: readonly Finding[];
  readonly unchecked: readonly Gap[];
  readonly fault?: Fault;
}

/**
 * Verifies a whole chain and believes nothing that its source says: re-hashes every block, checks links, proofs of work
 * and records, rebuilds the Merkle tree, and compares it with checkpoints and receipts. It remembers the registration
 * numbers, some hundred bytes a block, and nothing else of a block.
 */
export async function verifyChain(
  { blocks, newest, checkpoints, receipts, genesis }: Evidence,
  policy: TrustPolicy,
  { now, onBlock }: Verifying,
): Promise<Report> {
  const sizes = [...(newest ? [newest.size] : []), ...sizesOf(checkpoints, receipts)];
  const audit = new ChainAudit(sizes, { now, expected: { genesis } });
  const wanted = new Set(receipts.map(({ value }) => value.leafIndex + 1));
  const hashes = new Map<number, string>();
  const checked: Finding[] = [];
  const unchecked: Gap[] = [];
  const report = async (fault?: Fault): Promise<Report> => {
    const root = hex(await audit.root());
    return {
      length: audit.length,
      head: audit.tip?.hash,
      root,
      genesis: audit.genesis?.hash,
      puzzle: audit.genesis && puzzleOf(audit.genesis),
      checked,
      unchecked,
      ...(fault ? { fault } : {}),
    };
  };

  for await (const block of blocks) {
    const fault = await audit.next(block);
    if (fault) return report(fault);
    const { tip, length } = audit;
    if (tip && wanted.has(length)) hashes.set(length, tip.hash);
    onBlock(length);
  }
  if (!audit.tip) return report(EMPTY_CHAIN);
  checked.push({ check: "blocks", length: audit.length });
  if (genesis !== undefined) checked.push({ check: "genesis", hash: genesis });

  if (newest) {
    const fault = audit.checkpointFault(newest);
    if (fault) return report(fault);
    checked.push({ check: "newest-checkpoint", size: newest.size });
    const { length: witnesses } = policy.witnesses ?? [];
    if (witnesses > 0) checked.push({ check: "cosignatures", count: newest.cosignedBy.length, witnesses });
  } else if (!checkpoints.some(({ value }) => value.size === audit.length)) {
    unchecked.push("signature");
  }
  for (const { name, value } of checkpoints) {
    const fault = audit.checkpointFault(value);
    if (fault) return report(fault);
    checked.push({ check: "kept-checkpoint", name, size: value.size });
  }
  for (const { name, value } of receipts) {
    const index = value.leafIndex + 1;
    const fault = await receiptFault(value, index, hashes.get(index), audit, policy);
    if (fault) return report(fault);
    checked.push({ check: "receipt", name, index });
  }
  if (checkpoints.length === 0) unchecked.push("history");
  return report();
}

/** The sizes of the trees that a chain is to be compared with, beside the newest: so many blocks are needed. */
export function sizesOf(
  checkpoints: readonly Kept<VerifiedCheckpoint>[],
  receipts: readonly Kept<InclusionProof>[],
): number[] {
  const claimed = receipts.map(({ value }) => claimedSize(value.checkpoint)).filter((size) => size !== undefined);
  return [...checkpoints.map(({ value }) => value.size), ...claimed];
}

/** The size in a receipt's checkpoint, before anything in it is believed; it only says which roots to keep. */
function claimedSize(note: string): number | undefined {
  const size = Number(note.split("\n")[1]);
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
}

async function receiptFault(
  proof: InclusionProof,
  index: number,
  hash: string | undefined,
  audit: ChainAudit,
  policy: TrustPolicy,
): Promise<Fault | undefined> {
  try {
    if (hash === undefined) throw new Malformed("the ledger has no such block");
    return audit.checkpointFault(await verifyReceipt(proof, hash, { ledger: policy.ledger }));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const detail = `The receipt does not prove block ${index} of this ledger.`;
    return { index, rule: "receipt", expected: "a receipt of this block", actual: error.message, detail };
  }
}
