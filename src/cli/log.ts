import { counted } from "../chain/counted.ts";

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
  blocks: { path: "", many: "blocks", count: (count) => counted(count, "block"), file: "cosigned.note" },
  reads: {
    path: "/reads",
    many: "entries",
    count: (count) => counted(count, "entry", "entries"),
    file: "cosigned-reads.note",
  },
};
