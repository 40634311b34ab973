import { AuthorWatch } from "./authors.ts";
import { ChainReading } from "./chain-reading.ts";
import { Checks } from "./checks.ts";
import { CopyReading } from "./copy-reading.ts";
import { divergenceOf } from "./divergence.ts";
import { Draft } from "../draft.ts";
import type { Evidence } from "../evidence.ts";
import type { Gap, Report } from "./findings.ts";
import { puzzleOf } from "../../chain/puzzle.ts";
import type { TrustPolicy } from "../notes/trust-policy.ts";
import { type SignedEvidence, signedIn } from "../signed-evidence.ts";
import { sizesOf } from "../notes/tree-sizes.ts";
import { VersionWatch } from "./version-watch.ts";

export type { Evidence } from "../evidence.ts";
export { FAULT_LIMIT } from "./findings.ts";
export type { Divergence, Finding, Gap, Report, Saved, Skipped, Witnessed } from "./findings.ts";

/** What the verification needs from its caller. This code has no clock of its own. */
export interface Verifying {
  /** The current time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Called after each valid block with the length so far. */
  readonly onBlock: (length: number) => void;
}

/**
 * Verifies a whole chain without trusting its source: rehashes every block, checks links, proofs of work and records,
 * rebuilds the Merkle tree, and compares it with checkpoints, receipts and copies. Of each plain block it keeps only the
 * registration number in memory, roughly a hundred bytes; of each sealed entry a byte. It goes on after a fault, until
 * there are more than a report lists. What rests on a faulty block is neither called right nor a fault, but listed as not
 * checked. So are the blocks that are missing when their source breaks off after a fault.
 *
 * @throws UnknownVersion if the ledger is of a later version of the format, so that it cannot be checked
 * @throws whatever the source of the blocks throws, if there is no fault to report
 */
export async function verifyChain(
  evidence: Evidence,
  policy: TrustPolicy,
  { now, onBlock }: Verifying,
): Promise<Report> {
  const { newest, checkpoints, receipts, genesis, pins = [], author } = evidence;
  const draft = new Draft(evidence.skipped ?? []);
  const sizes = [...(newest ? [newest.size] : []), ...sizesOf(checkpoints, receipts)];
  const wanted = receipts.map(({ value }) => value.leafIndex + 1);
  const watch = new AuthorWatch(pins, author);
  const versions = new VersionWatch(receipts.flatMap(({ value: { entry } }) => (entry ? [entry.number] : [])));
  const copies = (evidence.copies ?? []).map((copy) => new CopyReading(copy, sizes, wanted, { now }));
  const chain = new ChainReading(sizes, wanted, { now, expected: { genesis } });
  await chain.read(evidence.blocks, draft, { watch, versions, copies, onBlock });

  const checks = new Checks(evidence, policy, chain, draft);
  checks.blocks();
  checks.checkpoints();
  await checks.receipts(versions);
  const signed = await signedIn(evidence, policy);
  await checks.copies(copies, signed);
  checks.keys(watch);
  draft.addIfFirst(evidence.admitted);
  if (chain.broken && !draft.isFaulty) throw chain.broken.error;
  const divergence = await divergenceOf(chain, copies, signed);
  const { genesis: first } = chain.audit;
  return {
    ...chain.sound,
    genesis: first?.hash,
    puzzle: first && puzzleOf(first),
    unchecked: gapsOf(evidence, policy, signed, chain.audit.length),
    ...draft.parts,
    ...(divergence ? { divergence } : {}),
  };
}

/** What could not be checked for lack of evidence. */
function gapsOf(
  { checkpoints, skipped = [], admitted }: Evidence,
  { ledger }: TrustPolicy,
  signed: SignedEvidence,
  length: number,
): Gap[] {
  const isSigned =
    admitted !== undefined ||
    skipped.some(({ check }) => check === "newest-checkpoint") ||
    signed.checkpoints.some(({ size }) => size >= length);
  const gaps: Gap[] = [];
  if (!isSigned) gaps.push(ledger.length === 0 ? "key" : "checkpoint");
  if (checkpoints.length === 0) gaps.push("history");
  return gaps;
}
