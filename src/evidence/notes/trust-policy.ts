import type { VerifierKey } from "./note.ts";

/** The signatures that a checkpoint must have to be trusted. */
export interface TrustPolicy {
  /** The ledger's keys, of which any one must have signed. There are several during a key rotation. */
  readonly ledger: readonly VerifierKey[];
  readonly witnesses?: readonly VerifierKey[];
  /** How many distinct witnesses must have cosigned; 0 by default. */
  readonly quorum?: number;
}
