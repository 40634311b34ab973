import { ChainAudit } from "./audit.ts";
import { type ListedEntry, AuthorWatch, type KeyHistory, type Pin } from "./authors.ts";
import { hex } from "../chain/hex.ts";
import type { VerifiedCheckpoint } from "./checkpoint.ts";
import { type TrustPolicy } from "./trust-policy.ts";
import type { Fault } from "../chain/fault.ts";
import { type Puzzle, puzzleOf } from "../chain/puzzle.ts";
import type { InclusionProof } from "./receipt.ts";
import { checkReceipt, isNaming, type ProvenEntry } from "./receipt-check.ts";
import type { SealedBlock } from "../chain/sealed/header.ts";
import type { SignatureCounts } from "../chain/sealed/signature-counts.ts";
import { EMPTY_CHAIN } from "../chain/verdict.ts";
import { sizesOf } from "./tree-sizes.ts";
import { VersionWatch } from "./version-watch.ts";
import { distinctKeys, eligibleWitnesses } from "./witnesses.ts";

/** Something that the user saved, under a name that they recognize, such as its file name. */
export interface Saved<Value> {
  readonly name: string;
  readonly value: Value;
}

/** A chain to verify, and the saved evidence to verify it against. */
export interface Evidence {
  /** The blocks from genesis on. Nothing is assumed about their shape. */
  readonly blocks: AsyncIterable<unknown>;
  /** The newest checkpoint, if the source of the chain has one. */
  readonly newest: VerifiedCheckpoint | undefined;
  readonly checkpoints: readonly Saved<VerifiedCheckpoint>[];
  readonly receipts: readonly Saved<InclusionProof>[];
  /** The hash of genesis as the user saved it. A ledger that was created again has a different one. */
  readonly genesis?: string | undefined;
  /** Keys that people are known to have. No receipt may show another key in such a name, or such a key in another. */
  readonly pins?: readonly Pin[];
  /** The thumbprint of a key, to list what it signed. */
  readonly author?: string | undefined;
  /** Copies of the chain that were saved earlier, to tell which block was rewritten. Nothing is assumed about them. */
  readonly copies?: readonly Saved<AsyncIterable<unknown>>[];
  /** Evidence that the source could not provide, and why. */
  readonly skipped?: readonly Skipped[];
  /** Whether the blocks are only the first part of the chain. Checkpoints that cover more blocks are then skipped. */
  readonly isPart?: boolean;
  /** A fault that the ledger itself reports. It is used if verification finds no other. */
  readonly admitted?: Fault | undefined;
}

/** What the verification needs from its caller. This code has no clock of its own. */
export interface Verifying {
  /** The current time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Called after each valid block with the length so far. */
  readonly onBlock: (length: number) => void;
}

/** A check that passed. */
export type Finding =
  /** `entries` counts those of a sealed ledger; absent on a plain one. */
  | { readonly check: "blocks"; readonly length: number; readonly entries?: number }
  /** Of a sealed ledger: what its authors signed, all verified, and the numbers of the disputed entries. */
  | ({ readonly check: "signatures"; readonly disputedEntries: readonly number[] } & SignatureCounts)
  | { readonly check: "genesis"; readonly hash: string }
  | { readonly check: "newest-checkpoint"; readonly size: number }
  | { readonly check: "cosignatures"; readonly count: number; readonly witnesses: number }
  | { readonly check: "kept-checkpoint"; readonly name: string; readonly size: number }
  /** A saved copy and the chain have the same first blocks; `length` counts them. */
  | { readonly check: "copy"; readonly name: string; readonly length: number }
  | {
      readonly check: "receipt";
      readonly name: string;
      readonly index: number;
      readonly hash: string;
      readonly entry?: ProvenEntry;
    }
  /** A pinned key is enrolled; `isNamed` says whether that is proved to be in its name. */
  | { readonly check: "pin"; readonly name: string; readonly key: KeyHistory; readonly isNamed: boolean }
  /** What the key that was asked about signed. */
  | { readonly check: "author"; readonly key: KeyHistory; readonly entries: readonly ListedEntry[] };

/** A check that was requested but could not be made. */
export interface Skipped {
  readonly check: Finding["check"] | "rest";
  /** The name of the {@link Saved} evidence, or of the {@link Pin}. */
  readonly name?: string;
  /** A clause for people to read. */
  readonly reason: string;
}

/**
 * The evidence that was missing: a key of the ledger, a checkpoint that it signed for all blocks, or a saved checkpoint
 * to compare the history with.
 */
export type Gap = "key" | "checkpoint" | "history";

/** The most faults that a report lists. */
export const FAULT_LIMIT = 100;

/**
 * Where a chain that was rewritten first differs from what saved evidence shows: later than block `unchanged`, at the
 * latest in block `differs`.
 */
export interface Divergence {
  readonly unchanged: number;
  readonly differs: number;
}

/** A verified cosignature: at that time, its witness saw the chain up to a block. */
export interface Witnessed {
  /** The name of the witness's key. */
  readonly witness: string;
  /** How many blocks the cosigned checkpoint covers. */
  readonly size: number;
  /** The time by the witness's clock, in RFC 3339 format. */
  readonly at: string;
  /** The name of the {@link Saved} checkpoint; absent for the newest one. */
  readonly name?: string;
}

/** The result of verifying a whole chain. Without `fault`, all checks that were made have passed. */
export interface Report {
  readonly length: number;
  readonly head: string | undefined;
  readonly root: string;
  /** The hash of genesis and the puzzle that it set, to be saved for the next verification. */
  readonly genesis: string | undefined;
  readonly puzzle: Puzzle | undefined;
  readonly checked: readonly Finding[];
  readonly unchecked: readonly Gap[];
  /** The checks that were requested but not made. */
  readonly skipped: readonly Skipped[];
  /** The first fault. */
  readonly fault?: Fault;
  /** The faults after the first one, so that a report has up to {@link FAULT_LIMIT}. */
  readonly furtherFaults: readonly Fault[];
  /** Whether there are more faults than a report lists. */
  readonly hasMoreFaults?: true;
  /** Present if saved evidence tells where a rewritten chain differs. */
  readonly divergence?: Divergence;
  /** The cosignatures of the checkpoints that the chain agrees with. */
  readonly witnessed: readonly Witnessed[];
}

/** The reasons for skipping the checks that follow a fault, and those of keys on a plain ledger. */
const AFTER_FAULT = "an earlier check found a fault";
const KEYLESS = "the ledger is a plain one, which has no keys of authors";
const UNKNOWN_KEY = "the ledger never enrolled this key; compare the thumbprint, and whether the key waits to be mined";

/**
 * Verifies a whole chain without trusting its source: rehashes every block, checks links, proofs of work and records,
 * rebuilds the Merkle tree, and compares it with checkpoints and receipts. Of each plain block it keeps only the
 * registration number in memory, roughly a hundred bytes; of each sealed entry a byte. It stops at the first fault and
 * lists the checks that it did not make.
 *
 * @throws UnknownVersion if the ledger is of a later version of the format, so that it cannot be checked
 */
export async function verifyChain(
  evidence: Evidence,
  policy: TrustPolicy,
  { now, onBlock }: Verifying,
): Promise<Report> {
  const { blocks, newest, checkpoints, receipts, genesis, admitted, isPart = false, pins = [], author } = evidence;
  const sizes = [...(newest ? [newest.size] : []), ...sizesOf(checkpoints, receipts)];
  const audit = new ChainAudit(sizes, { now, expected: { genesis } });
  const wanted = new Set(receipts.map(({ value }) => value.leafIndex + 1));
  const hashes = new Map<number, string>();
  const watch = new AuthorWatch(pins, author);
  const versions = new VersionWatch(receipts.flatMap(({ value: { entry } }) => (entry ? [entry.number] : [])));
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
    ...pins.map(({ name }) => ({ check: "pin" as const, name })),
    ...(author === undefined ? [] : [{ check: "author" as const }]),
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
    // A fault in a block leaves the check "blocks" unfinished; in any other check, the faulty item itself was checked.
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
      unchecked: gapsOf(evidence, policy, audit.length),
      skipped: [...skipped, ...left.map((check) => ({ ...check, reason: AFTER_FAULT }))],
      ...(fault ? { fault } : {}),
      furtherFaults: [],
      witnessed: [],
    };
  };

  for await (const block of blocks) {
    const fault = await audit.next(block);
    if (fault) return report(fault);
    const { tip, length, sealed } = audit;
    if (sealed) {
      watch.note(block as SealedBlock, sealed);
      versions.note(block as SealedBlock);
    }
    if (tip && wanted.has(length)) hashes.set(length, tip.hash);
    onBlock(length);
  }
  if (!audit.tip) return report(EMPTY_CHAIN);
  const entries = "last_entry" in audit.tip ? { entries: audit.tip.last_entry } : {};
  right({ check: "blocks", length: audit.length, ...entries });
  const { sealed } = audit;
  if (sealed) checked.push({ check: "signatures", ...sealed.signatures, disputedEntries: sealed.disputed });
  if (genesis !== undefined) right({ check: "genesis", hash: genesis });

  const beyond = `only the first ${audit.length} blocks are available`;
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
    const outcome = await checkReceipt(value, hashes.get(index), audit, { policy, isPart, beyond, pins, versions });
    if ("fault" in outcome) return report(outcome.fault);
    if ("hash" in outcome) right({ check: "receipt", name, index, ...outcome });
    else skip(outcome.reason);
  }
  for (const pin of pins) {
    const key = sealed && watch.history(pin.thumbprint, sealed);
    const isNamed = checked.some((finding) => finding.check === "receipt" && isNaming(finding.entry, pin));
    if (key) right({ check: "pin", name: pin.name, key, isNamed });
    else skip(sealed ? (isPart ? beyond : UNKNOWN_KEY) : KEYLESS);
  }
  if (author !== undefined) {
    const key = sealed && watch.history(author, sealed);
    if (sealed && key) right({ check: "author", key, entries: watch.entries(sealed) });
    else skip(sealed ? (isPart ? beyond : UNKNOWN_KEY) : KEYLESS);
  }
  return report(admitted);
}

/** What could not be checked for lack of evidence. */
function gapsOf(
  { newest, checkpoints, skipped = [], admitted }: Evidence,
  { ledger }: TrustPolicy,
  length: number,
): Gap[] {
  const isSigned =
    newest !== undefined ||
    admitted !== undefined ||
    skipped.some(({ check }) => check === "newest-checkpoint") ||
    checkpoints.some(({ value }) => value.size >= length);
  const gaps: Gap[] = [];
  if (!isSigned) gaps.push(ledger.length === 0 ? "key" : "checkpoint");
  if (checkpoints.length === 0) gaps.push("history");
  return gaps;
}
