/**
 * What a chain is: its blocks and entries, their canonical form and hashes, the puzzles, and the rules of validation. It
 * needs `crypto.subtle`, and neither a clock nor a network.
 *
 * @module
 */
export {
  authorOf,
  type Block,
  canonicalBlock,
  type CandidateBlock,
  candidateBlock,
  GENESIS,
  hashBlock,
  sealBlock,
  type UnhashedBlock,
  withProof,
} from "./block.ts";
export type { Expected } from "./block-rules.ts";
export { canonicalBytes, canonicalText, sha256 } from "./text/canonical.ts";
export type { EntryRule, Fault, HistoryRule, OpeningRule, Rule } from "./fault.ts";
export { fromHex, hex } from "./text/hex.ts";
export { JsonFault, parseIJson } from "./text/json.ts";
export { type AnyBlock, type AnyTip, isSealed } from "./kind.ts";
export type { LinkedBlock } from "./linked-block.ts";
export { Malformed } from "./text/malformed.ts";
export {
  consistencyPath,
  type Hash,
  inclusionPath,
  leafHash,
  nodeHash,
  type ReadNode,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./merkle-tree.ts";
export { expectedAttempts, isSolved, squaresText } from "./proof-of-work.ts";
export { type Puzzle, puzzleOf } from "./puzzle.ts";
export { type PatientRecord, RECORD_LIMITS, sameRecord } from "./records/record.ts";
export { fieldFault, subjectFault } from "./records/record-text.ts";
export {
  type Authorship,
  type AuthorPolicy,
  canonicalEntry,
  type CorrectionEntry,
  type Entry,
  entryLeaf,
  type ErasureEntry,
  type FoundingEntry,
  type KeyEntry,
  type PublicJwk,
  type RecordEntry,
  type RevocationEntry,
  type Seen,
} from "./sealed/entry.ts";
export { signedText, verifySignature, type Vouching } from "./sealed/entry-signature.ts";
export {
  type CandidateHeader,
  canonicalHeader,
  type Header,
  headerOf,
  type SealedBlock,
  sealHeader,
  type UnhashedHeader,
} from "./sealed/header.ts";
export { type OpenedKey, openKey, thumbprintOf } from "./sealed/public-key.ts";
export type { SignatureCounts } from "./sealed/signature-counts.ts";
export { UnknownVersion } from "./sealed/unknown-version.ts";
export { targetOf } from "./target.ts";
export type { Verdict } from "./validation.ts";
export { type AnyOptions, validateChain, type Validator, validatorFor } from "./validator.ts";
