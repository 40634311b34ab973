import { ChainAudit } from "./audit.ts";
import { hex } from "../chain/hex.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "./checkpoint.ts";
import { type TrustPolicy } from "./trust-policy.ts";
import type { Fault } from "../chain/fault.ts";
import { Malformed } from "../chain/malformed.ts";
import { type Puzzle, puzzleOf } from "../chain/puzzle.ts";
import { type InclusionProof, verifyReceipt } from "./receipt.ts";
import { EMPTY_CHAIN } from "../chain/validation.ts";
import { distinctKeys, eligibleWitnesses } from "./witnesses.ts";

/** What somebody saved, under the name they know it by, such as its file's. */
export interface Saved<Value> {
  readonly name: string;
  readonly value: Value;
}

/** A whole chain to verify, and what was saved to verify it against. */
export interface Evidence {
  /** The blocks, from genesis on; nothing is assumed of what they are. */
  readonly blocks: AsyncIterable<unknown>;
  /** The newest checkpoint, where the chain's source has one. */
  readonly newest: VerifiedCheckpoint | undefined;
  readonly checkpoints: readonly Saved<VerifiedCheckpoint>[];
  readonly receipts: readonly Saved<InclusionProof>[];
  /** The hash of genesis that somebody saved: a ledger that was created anew has another one. */
  readonly genesis?: string | undefined;
  /** What the source of the evidence could not offer for checking, and why. */
  readonly skipped?: readonly Skipped[];
  /** Whether the blocks are only the first part of the chain: then a checkpoint of more blocks proves nothing. */
  readonly isPart?: boolean;
  /** What the ledger says against itself. It is reported when nothing else is found. */
  readonly admitted?: Fault | undefined;
}

/** What the verification needs from its caller: the domain itself has no clock. */
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

/** A check that was asked for and could not be made. */
export interface Skipped {
  readonly check: Finding["check"] | "rest";
  /** What was to be checked, under the name of {@link Saved}. */
  readonly name?: string;
  /** A clause for a person. */
  readonly reason: string;
}

/** What nobody asked to check, since there was nothing to check it with: the ledger's signature, or its past. */
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
  /** The checks that were asked for and not made. */
  readonly skipped: readonly Skipped[];
  readonly fault?: Fault;
}

/** Why the checks behind a fault are not made. */
const AFTER_FAULT = "a fault was found before";

/**
 * Verifies a whole chain and believes nothing that its source says: re-hashes every block, checks links, proofs of work
 * and records, rebuilds the Merkle tree, and compares it with checkpoints and receipts. It remembers the registration
 * numbers, some hundred bytes a block, and nothing else of a block. It ends at the first fault, and lists the checks
 * that it did not make.
 */
export async function verifyChain(
  evidence: Evidence,
  policy: TrustPolicy,
  { now, onBlock }: Verifying,
): Promise<Report> {
  const { blocks, newest, checkpoints, receipts, genesis, admitted, isPart = false } = evidence;
  const sizes = [...(newest ? [newest.size] : []), ...sizesOf(checkpoints, receipts)];
  const audit = new ChainAudit(sizes, { now, expected: { genesis } });
  const wanted = new Set(receipts.map(({ value }) => value.leafIndex + 1));
  const hashes = new Map<number, string>();
  const checked: Finding[] = [];
  const skipped: Skipped[] = [...(evidence.skipped ?? [])];
  const witnesses = distinctKeys(eligibleWitnesses(policy)).length;
  const isCosigned = newest !== undefined && witnesses > 0 && !skipped.some(({ check }) => check === "cosignatures");
  const open: Omit<Skipped, "reason">[] = [
    { check: "blocks" },
    ...(genesis === undefined ? [] : [{ check: "genesis" as const }]),
    ...(newest ? [{ check: "newest-checkpoint" as const }] : []),
    ...(isCosigned ? [{ check: "cosignatures" as const }] : []),
    ...checkpoints.map(({ name }) => ({ check: "kept-checkpoint" as const, name })),
    ...receipts.map(({ name }) => ({ check: "receipt" as const, name })),
  ];
  const right = (finding: Finding) => {
    open.shift();
    checked.push(finding);
  };
  const skip = (reason: string) => {
    const next = open.shift();
    if (next) skipped.push({ ...next, reason });
  };
  const report = async (fault?: Fault): Promise<Report> => {
    // Of the blocks, those behind the faulty one are not checked; of everything else, what is faulty was.
    const [first] = open;
    const left = first?.check === "blocks" ? open : open.slice(1);
    const root = hex(await audit.root());
    return {
      length: audit.length,
      head: audit.tip?.hash,
      root,
      genesis: audit.genesis?.hash,
      puzzle: audit.genesis && puzzleOf(audit.genesis),
      checked,
      unchecked: gapsOf(evidence, audit.length),
      skipped: [...skipped, ...left.map((check) => ({ ...check, reason: AFTER_FAULT }))],
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
  right({ check: "blocks", length: audit.length });
  if (genesis !== undefined) right({ check: "genesis", hash: genesis });

  const beyond = `only the first ${audit.length} blocks are here`;
  if (newest) {
    const fault = audit.checkpointFault(newest);
    if (fault) return report(fault);
    right({ check: "newest-checkpoint", size: newest.size });
    if (isCosigned) right({ check: "cosignatures", count: newest.cosignedBy.length, witnesses });
  }
  for (const { name, value } of checkpoints) {
    if (isPart && value.size > audit.length) {
      skip(beyond);
      continue;
    }
    const fault = audit.checkpointFault(value);
    if (fault) return report(fault);
    right({ check: "kept-checkpoint", name, size: value.size });
  }
  for (const { name, value } of receipts) {
    const index = value.leafIndex + 1;
    const outcome = await checkReceipt(value, hashes.get(index), audit, { policy, isPart, beyond });
    if (typeof outcome === "object") return report(outcome);
    if (outcome === undefined) right({ check: "receipt", name, index });
    else skip(outcome);
  }
  return report(admitted);
}

/** What there was nothing to check with. */
function gapsOf({ newest, checkpoints, skipped = [], admitted }: Evidence, length: number): Gap[] {
  const isSigned =
    newest !== undefined ||
    admitted !== undefined ||
    skipped.some(({ check }) => check === "newest-checkpoint") ||
    checkpoints.some(({ value }) => value.size === length);
  return [...(isSigned ? [] : ["signature" as const]), ...(checkpoints.length === 0 ? ["history" as const] : [])];
}

/** The sizes of the trees that a chain is to be compared with, beside the newest: so many blocks are needed. */
export function sizesOf(
  checkpoints: readonly Saved<VerifiedCheckpoint>[],
  receipts: readonly Saved<InclusionProof>[],
): number[] {
  const claimed = receipts.map(({ value }) => claimedSize(value.checkpoint)).filter((size) => size !== undefined);
  return [...checkpoints.map(({ value }) => value.size), ...claimed];
}

/** The size in a receipt's checkpoint, before anything in it is believed; it only says which roots to keep. */
function claimedSize(note: string): number | undefined {
  const size = Number(note.split("\n")[1]);
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
}

/** What a receipt is checked with. */
interface ReceiptCheck {
  readonly policy: TrustPolicy;
  readonly isPart: boolean;
  /** The reason to give where the chain is a part that ends before the receipt's tree. */
  readonly beyond: string;
}

/**
 * Checks a receipt. Only the signature on its checkpoint binds the ledger: where the chain agrees with the checkpoint,
 * a receipt that does not fit the block is damaged, and no fault of the ledger's.
 *
 * @param hash the hash of the block that it is for, where the chain has that block
 * @returns the fault that it proves, or else a clause why it proves nothing; nothing when it is right
 */
async function checkReceipt(
  proof: InclusionProof,
  hash: string | undefined,
  audit: ChainAudit,
  { policy, isPart, beyond }: ReceiptCheck,
): Promise<Fault | string | undefined> {
  let fault: Fault | undefined;
  try {
    const checkpoint = await openCheckpoint(proof.checkpoint, { ledger: policy.ledger });
    if (isPart && checkpoint.size > audit.length) return beyond;
    if (proof.leafIndex >= checkpoint.size) throw new Malformed("its checkpoint does not cover its block");
    fault = audit.checkpointFault(checkpoint);
    if (hash === undefined) throw new Malformed("the ledger has no such block");
    await verifyReceipt(proof, hash, { ledger: policy.ledger });
    return fault;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    if (!fault) return error.message;
    const index = proof.leafIndex + 1;
    const detail = `The ledger signed a tree with another block ${index}, or with more blocks, than it has now.`;
    return { index, rule: "receipt", expected: "a receipt of this block", actual: error.message, detail };
  }
}
