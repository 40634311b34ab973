import type { TrustPolicy } from "../evidence/notes/trust-policy.ts";

/** What a report says about its verification besides the findings. */
export interface Circumstances {
  /** Who verified, in the verifier's own words; absent if not stated. */
  readonly verifiedBy?: string | undefined;
  /** When the verification ended, in RFC 3339 format. */
  readonly at: string;
  /** Where the blocks came from: an address without query and fragment, or the names of files. */
  readonly source: string;
  /** The keys that were trusted. */
  readonly policy: TrustPolicy;
  /** Whether the key came from the ledger itself, so that its signature proves only consistency. */
  readonly isOwnKey?: boolean;
  /** Whether the ledger told in which name each of its keys is enrolled. */
  readonly hasAllNames?: boolean;
}
