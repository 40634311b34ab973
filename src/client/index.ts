/**
 * The client: a typed function for each route of a ledger, and for what authors sign. It needs `fetch` and `crypto.subtle`.
 *
 * @module
 */
export type { Block } from "../chain/block.ts";
export { type AnyBlock, type AnyTip, isSealed } from "../chain/kind.ts";
export type { PatientRecord } from "../chain/record.ts";
export type { Header, SealedBlock } from "../chain/sealed/header.ts";
export type { ProblemName } from "../contract/problems.ts";
export type { LedgerDescription } from "../contract/schemas/ledger.ts";
export type { BatchLine } from "../contract/schemas/mempool.ts";
export type { MinedBody, Work } from "../contract/schemas/mining.ts";
export type { VerdictBody } from "../contract/schemas/verdict.ts";
export type { EntryReceipt } from "../evidence/entry-receipt.ts";
export type { ReadReceipt } from "../evidence/read-receipt.ts";
export type { Receipt } from "../evidence/receipt.ts";
export * from "./blocks.ts";
export * from "./classes.ts";
export { type ClientOptions, LedgerClient, type TokenSource } from "./client.ts";
export * from "./erasures.ts";
export * from "./errors.ts";
export * from "./evidence.ts";
export { type Callbacks, type ExternalMiner, mineExternally } from "./external-mining.ts";
export * from "./header-mining.ts";
export * from "./keys.ts";
export * from "./ledgers.ts";
export * from "./mempool.ts";
export * from "./mining.ts";
export * from "./reads.ts";
export * from "./records.ts";
export * from "./registering.ts";
export * from "./signing/author-key.ts";
export * from "./signing/enrolment.ts";
export * from "./signing/sealing.ts";
export * from "./signing/sign-entry.ts";
export * from "./signing/signed-bodies.ts";
export * from "./signing/signing-context.ts";
export * from "./validity.ts";
export * from "./watching.ts";
