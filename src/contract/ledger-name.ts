/** The ledger that stands under `/`; it is created on first use. */
export const MAIN = "main";

/** What a ledger may be called. */
export const LEDGER_NAME = /^[a-z0-9-]{1,40}$/;

/** The most characters that a ledger's name has. */
export const LEDGER_NAME_LENGTH = 40;
