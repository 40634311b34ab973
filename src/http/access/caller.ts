/** The sender of a request, according to the verified token. */
export interface Caller {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** The scope claims that were ignored because they are neither a string nor a list of strings. */
  readonly unreadable: readonly string[];
  /** The ledgers that the token opens: names, or prefixes of names followed by `*`. */
  readonly ledgers: readonly string[];
  /** The IDs of the patients that the token is narrowed to; absent if it is not. An empty list opens nobody. */
  readonly patients?: readonly string[];
  /** The thumbprint of the key that the token is bound to (RFC 9449, section 6.1); absent if it is not. */
  readonly boundTo?: string;
  /** The class that the token's subject is a student of; absent if the token names none. */
  readonly class?: string;
  /** Which of the student's codes the token was issued for, counted from 1; absent if for none. */
  readonly code?: number;
  /** When the token expires, in whole milliseconds since 1970; at the latest in 2100, which every timer accepts. */
  readonly expires: number;
}

/** The caller of a verified token, and how long the verification holds. */
export interface Verified {
  readonly caller: Caller;
  /** Until when the keys that verified it are valid, in milliseconds since 1970. */
  readonly until: number;
}
