import { blockCount } from "./block-count.ts";

/** A log that a ledger signs checkpoints of: its blocks, or its log of reads. */
export type LogName = "blocks" | "reads";

/** Where the routes of a log are, how its contents are called and counted, and the file of a witness's state. */
interface Log {
  readonly path: string;
  readonly many: string;
  readonly count: (count: number) => string;
  readonly file: string;
}

/** The logs of a ledger. */
export const LOGS: Readonly<Record<LogName, Log>> = {
  blocks: { path: "", many: "blocks", count: blockCount, file: "cosigned.note" },
  reads: { path: "/reads", many: "entries", count: readCount, file: "cosigned-reads.note" },
};

/** A number of entries of the log of reads as the commands print it, such as `1 entry` or `2,500 entries`. */
function readCount(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "entry" : "entries"}`;
}
