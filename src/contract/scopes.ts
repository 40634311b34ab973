/**
 * The scopes of a token (RFC 6749, section 3.3): reading a chain, adding records to it, creating a ledger, deleting a
 * sandbox; reading the records of a sealed ledger, correcting records, erasing them, holding them against erasure; reading
 * the log of reads; enrolling one's own key as an author, enrolling those of others, revoking any; teaching a class.
 */
export const SCOPES = [
  "chain:read",
  "chain:mine",
  "ledger:create",
  "ledger:delete",
  "record:read",
  "record:correct",
  "record:erase",
  "record:hold",
  "audit:read",
  "key:enrol",
  "key:enrol-others",
  "key:revoke",
  "class:teach",
] as const;

export type Scope = (typeof SCOPES)[number];
