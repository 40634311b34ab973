/** The scopes of a token (RFC 6749, section 3.3): reading a chain, adding records to it, creating a ledger. */
export const SCOPES = ["chain:read", "chain:mine", "ledger:create"] as const;

export type Scope = (typeof SCOPES)[number];
