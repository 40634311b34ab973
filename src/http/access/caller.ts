/** Who sends a request, as the verified token says. */
export interface Caller {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** The claims that should hold scopes and are neither text nor a list of texts; they count for nothing. */
  readonly unreadable: readonly string[];
  /** The ledgers that the token opens: names, or the starts of names with `*` behind them. */
  readonly ledgers: readonly string[];
  /** When the token ends, in whole milliseconds since 1970; at the latest in 2100, which every timer accepts. */
  readonly expires: number;
}

/** What a token says, and how long that may be relied on. */
export interface Verified {
  readonly caller: Caller;
  /** Until when the keys count that it was verified with, in milliseconds since 1970. */
  readonly until: number;
}
