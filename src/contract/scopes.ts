/** What a token may allow (OAuth 2.0 scopes, RFC 6749 section 3.3): to read, to put records on a chain, to create one. */
export const SCOPES = ["chain:read", "chain:mine", "ledger:create"] as const;

export type Scope = (typeof SCOPES)[number];
