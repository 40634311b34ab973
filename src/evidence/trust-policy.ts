import type { VerifierKey } from "./note.ts";

/** Whose signatures a checkpoint must have to be believed. */
export interface TrustPolicy {
  /** The keys under any of which the ledger signs: several while its key changes. */
  readonly ledger: readonly VerifierKey[];
  readonly witnesses?: readonly VerifierKey[];
  /** How many different witnesses must have cosigned; none when absent. */
  readonly quorum?: number;
}
