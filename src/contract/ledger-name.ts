/** The ledger that is served at `/`. It is created on first use. */
export const MAIN = "main";

/** The form of a ledger's name. */
export const LEDGER_NAME = /^[a-z0-9-]{1,40}$/;

/** The maximum length of a ledger's name, in characters. */
export const LEDGER_NAME_LENGTH = 40;
