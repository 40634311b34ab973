import type { Route } from "./route.ts";
import * as chain from "./routes/chain.ts";
import * as events from "./routes/events.ts";
import * as evidence from "./routes/evidence.ts";
import { health } from "./routes/health.ts";
import * as ledgers from "./routes/ledgers.ts";
import * as mempool from "./routes/mempool.ts";
import * as mining from "./routes/mining.ts";
import * as validation from "./routes/validation.ts";

/** The routes of one ledger: those of `main` stand under `/`, those of every ledger behind its name. */
export const LEDGER_ROUTES: readonly Route[] = [chain, mining, mempool, validation, events, evidence].flatMap(
  (subject) => Object.values<Route>(subject),
);

/** The other routes, which stand in one place each. */
export const SINGLE_ROUTES: readonly Route[] = [...Object.values<Route>(ledgers), health];

/** Where the routes of a ledger stand that its name leads to. */
export const NAMED_LEDGER = "/ledgers/:name";
