/**
 * What proves that a record is in a ledger and that its history was not changed: checkpoints and their signatures,
 * receipts, disclosures, and the verification of a whole chain against what was saved. It needs `crypto.subtle`, and
 * neither a clock nor a network.
 *
 * @module
 */
export { ChainAudit } from "./checking/audit.ts";
export type { KeyHistory, ListedEntry, Pin } from "./checking/authors.ts";
export {
  type Checkpoint,
  checkpointText,
  type Cosignature,
  openCheckpoint,
  parseCheckpoint,
  Untrusted,
  type VerifiedCheckpoint,
} from "./notes/checkpoint.ts";
export {
  commitmentOf,
  digestOf,
  type Disclosed,
  discloseFields,
  discloseSubject,
  type Fields,
  fieldsOf,
  openDisclosures,
  openRecord,
  parseDisclosure,
  type SealedFields,
} from "./receipts/disclosures.ts";
export {
  type EntryProof,
  type EntryReceipt,
  parseEntryReceipt,
  type ReceiptGap,
  type VerifiedEntry,
  verifyEntryReceipt,
} from "./receipts/entry-receipt.ts";
export { type LoggedRead, openRead, openWholeRead } from "./receipts/logged-read.ts";
export {
  cosignText,
  cosignatureTime,
  type Note,
  type NoteSignature,
  noteText,
  openSigner,
  openVerifier,
  parseNote,
  parseVerifierKey,
  SIGNATURE_TYPE,
  type SignatureType,
  type Signer,
  type SigningJwk,
  signText,
  type VerifiedSignature,
  type VerifierKey,
  verifierKeyText,
  verifyNote,
} from "./notes/note.ts";
export {
  parseReadReceipt,
  type ReadProof,
  type ReadReceipt,
  type VerifiedRead,
  verifyReadReceipt,
} from "./receipts/read-receipt.ts";
export { type InclusionProof, parseReceipt, proofText, type Receipt, verifyReceipt } from "./receipts/receipt.ts";
export { checkReceiptsAlone, type ReceiptsReport } from "./receipts/receipts-alone.ts";
export type { ProvenEntry } from "./receipts/proven-entry.ts";
export { type OpenedSaved, openSaved } from "./saved.ts";
export { sizesOf } from "./notes/tree-sizes.ts";
export type { TrustPolicy } from "./notes/trust-policy.ts";
export { parsePolicy } from "./notes/policy-file.ts";
export {
  compareCheckpoints,
  type ComparedCheckpoint,
  type ComparedLog,
  type Contradiction,
  type Roots,
  rootsOf,
} from "./checking/comparison.ts";
export {
  type Divergence,
  type Evidence,
  type Finding,
  type Gap,
  type Report,
  type Saved,
  type Skipped,
  verifyChain,
  type Verifying,
  type Witnessed,
} from "./checking/verification.ts";
