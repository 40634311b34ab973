/** Who vouches for the names of keys: the registrar that the founding names, or nobody but the operator. */
export type NamesVouchedBy = "registrar" | "operator";

/** What a validation says about the signatures on a chain, or on the part of it that was checked. */
export interface SignatureCounts {
  /** How many records and corrections an author signed. */
  readonly signed: number;
  /** How many records and corrections nobody signed: the operator's word alone. */
  readonly unsigned: number;
  /** How many keys were enrolled, those that were revoked since included. */
  readonly keys: number;
  /**
   * How many records, corrections and erasures are disputed: valid, but signed by a key in a block from its
   * `compromised_since` on.
   */
  readonly disputed: number;
  readonly names: NamesVouchedBy;
}
