/**
 * The client: a typed function for each route of a ledger, and for what authors sign. It needs `fetch` and `crypto.subtle`.
 *
 * @module
 */
export type { Block } from "../chain/block.ts";
export { type AnyBlock, type AnyTip, isSealed } from "../chain/kind.ts";
export type { PatientRecord } from "../chain/records/record.ts";
export type { Header, SealedBlock } from "../chain/sealed/header.ts";
export type { ProblemName } from "../contract/problems.ts";
export type { LedgerDescription } from "../contract/schemas/ledger.ts";
export type { BatchLine } from "../contract/schemas/mempool.ts";
export type { MinedBody, Work } from "../contract/schemas/mining.ts";
export type { VerdictBody } from "../contract/schemas/verdict.ts";
export type { EntryReceipt } from "../evidence/receipts/entry-receipt.ts";
export type { ReadReceipt } from "../evidence/receipts/read-receipt.ts";
export type { Receipt } from "../evidence/receipts/receipt.ts";
export * from "./routes/blocks.ts";
export * from "./routes/classes.ts";
export { type ClientOptions, LedgerClient, type TokenSource } from "./client.ts";
export * from "./routes/erasures.ts";
export * from "./transport/errors.ts";
export * from "./routes/evidence.ts";
export { type Callbacks, type ExternalMiner, mineExternally } from "./external/external-mining.ts";
export * from "./external/header-mining.ts";
export * from "./routes/keys.ts";
export * from "./routes/ledgers.ts";
export * from "./routes/mempool.ts";
export * from "./routes/mining.ts";
export * from "./routes/reads.ts";
export * from "./routes/records.ts";
export * from "./registering.ts";
export * from "./signing/author-key.ts";
export * from "./signing/enrolment.ts";
export * from "./signing/sealing.ts";
export * from "./signing/sign-entry.ts";
export * from "./signing/signed-bodies.ts";
export * from "./signing/signing-context.ts";
export * from "./routes/validity.ts";
export * from "./watching.ts";
