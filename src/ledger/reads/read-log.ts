import type { VerifierKey } from "../../evidence/notes/note.ts";
import type { ReadReceipt } from "../../evidence/receipts/read-receipt.ts";
import type { CosignResult, ReadsPage } from "../results.ts";
import type { Consistency } from "../signing/signed-tree.ts";
import type { Audit } from "./audit.ts";

/** Which entries of the log of reads are asked for. */
export interface ReadsQuery {
  /** The number of the first entry, from 1. */
  readonly from: number;
  /** The most entries. */
  readonly limit: number;
  /** The number of a version of a record; only entries about that record are returned. */
  readonly record?: number | undefined;
}

/** The log of reads of a sealed ledger, with signed checkpoints of its own under the origin `…/reads`. */
export interface ReadLog extends Audit {
  page(query: ReadsQuery): Promise<ReadsPage>;
  /** See `Ledger.readsCheckpoint`. */
  checkpoint(cosignatures: number): Promise<string | undefined>;
  /** Proof that an entry is in the log, with all its disclosures; `undefined` if there is no such entry. */
  proof(number: number): Promise<ReadReceipt | undefined>;
  consistency(from: number, to: number): Promise<Consistency | undefined>;
  cosign(signed: string, witnesses: readonly VerifierKey[]): Promise<CosignResult>;
}
