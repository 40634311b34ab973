import { counted } from "../chain/text/counted.ts";
import { LOG_PATHS, type LogName } from "../client/log-paths.ts";

export type { LogName } from "../client/routes/evidence.ts";

/** Where the routes of a log are, how its contents are called and counted, and the file of a witness's state. */
interface Log {
  readonly path: string;
  readonly many: string;
  readonly count: (count: number) => string;
  readonly file: string;
}

/** The logs of a ledger. */
export const LOGS: Readonly<Record<LogName, Log>> = {
  blocks: { path: LOG_PATHS.blocks, many: "blocks", count: (count) => counted(count, "block"), file: "cosigned.note" },
  reads: {
    path: LOG_PATHS.reads,
    many: "entries",
    count: (count) => counted(count, "entry", "entries"),
    file: "cosigned-reads.note",
  },
};
