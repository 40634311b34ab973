/**
 * The scopes of a token (RFC 6749, section 3.3): reading a chain, adding records to it, creating a ledger, reading the
 * records of a sealed ledger.
 */
export const SCOPES = ["chain:read", "chain:mine", "ledger:create", "record:read"] as const;

export type Scope = (typeof SCOPES)[number];
