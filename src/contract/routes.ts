import type { Route } from "./route.ts";
import { getBlock, getChain, getMiners } from "./routes/chain.ts";
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
import { createLedger, getLedger } from "./routes/ledgers.ts";
import { getMempool, getPendingRecord, postRecords } from "./routes/mempool.ts";
import { mineBlock, postWork } from "./routes/mining.ts";
import { isValid, isValidSince } from "./routes/validation.ts";

/** The routes of one ledger, in the order in which they are described. */
export const LEDGER_ROUTES: readonly Route[] = [
  getChain,
  getBlock,
  getMiners,
  mineBlock,
  postWork,
  getMempool,
  getPendingRecord,
  postRecords,
  isValid,
  isValidSince,
  watchEvents,
  getVerifierKeys,
  getCheckpoint,
  getReceipt,
  getConsistency,
  getTile,
  postCosignatures,
];

/** Where the routes of every ledger stand that its name leads to; those of `main` stand under `/` as well. */
export const NAMED_LEDGER = "/ledgers/:name";

/** The routes that stand in one place each. */
export const SINGLE_ROUTES: readonly Route[] = [getLedger, createLedger, health];
