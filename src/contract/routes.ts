import type { Route } from "./route.ts";
import { getBlock, getChain, getMiners } from "./routes/chain.ts";
import {
  closeClass,
  exchangeCode,
  getClass,
  getCodes,
  getPlace,
  issueCode,
  openClass,
  putReport,
  startAgain,
  withdrawCode,
} from "./routes/classes.ts";
import { eraseRecord, getErasure, holdRecord, releaseRecord } from "./routes/erasure.ts";
import { watchEvents } from "./routes/events.ts";
import {
  getCheckpoint,
  getConsistency,
  getReceipt,
  getTile,
  getVerifierKeys,
  postCosignatures,
} from "./routes/evidence.ts";
import { health } from "./routes/health.ts";
import { enrolKey, getKey, getKeys, revokeKey } from "./routes/keys.ts";
import { createLedger, deleteLedger, getLedger } from "./routes/ledgers.ts";
import { getMempool, getPendingRecord, postRecords } from "./routes/mempool.ts";
import { mineBlock, postWork } from "./routes/mining.ts";
import {
  getReadProof,
  getReads,
  getReadsCheckpoint,
  getReadsConsistency,
  getReadsVerifierKeys,
  postReadsCosignatures,
} from "./routes/reads.ts";
import { correctRecord, getRecord, getRecordProof, getRecordVersions, searchRecords } from "./routes/records.ts";
import { isValid, isValidSince } from "./routes/validation.ts";

/** The routes of a ledger, in the order of the OpenAPI description. */
export const LEDGER_ROUTES: readonly Route[] = [
  getChain,
  getBlock,
  getMiners,
  mineBlock,
  postWork,
  getMempool,
  getPendingRecord,
  postRecords,
  getRecord,
  getRecordVersions,
  getRecordProof,
  searchRecords,
  correctRecord,
  eraseRecord,
  getErasure,
  holdRecord,
  releaseRecord,
  getKeys,
  getKey,
  enrolKey,
  revokeKey,
  isValid,
  isValidSince,
  watchEvents,
  getVerifierKeys,
  getCheckpoint,
  getReceipt,
  getConsistency,
  getTile,
  postCosignatures,
  getReads,
  getReadProof,
  getReadsVerifierKeys,
  getReadsCheckpoint,
  getReadsConsistency,
  postReadsCosignatures,
];

/** The prefix of a named ledger's routes. Those of `main` are also served without it. */
export const NAMED_LEDGER = "/ledgers/:name";

/** The routes that are not repeated under {@link NAMED_LEDGER}. */
export const SINGLE_ROUTES: readonly Route[] = [
  getLedger,
  createLedger,
  deleteLedger,
  openClass,
  getClass,
  closeClass,
  getCodes,
  issueCode,
  withdrawCode,
  getPlace,
  putReport,
  startAgain,
  exchangeCode,
  health,
];
