/**
 * The client of a ledger.
 *
 * @module
 */
export * from "./client.ts";
export * from "./erasures.ts";
export * from "./external-mining.ts";
export * from "./header-mining.ts";
export * from "./keys.ts";
export * from "./ledgers.ts";
export * from "./reads.ts";
export * from "./records.ts";
export * from "./registering.ts";
export * from "./signing/author-key.ts";
export * from "./signing/enrolment.ts";
export * from "./signing/sealing.ts";
export * from "./signing/sign-entry.ts";
export * from "./signing/signed-bodies.ts";
export * from "./signing/signing-context.ts";
