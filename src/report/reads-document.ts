import { counted } from "../chain/text/counted.ts";
import type { Fault } from "../chain/fault.ts";
import type { Skipped } from "../evidence/checking/verification.ts";
import { adviceOnFaults } from "./advice.ts";
import { type ReportDocument, verdictOf } from "./document.ts";
import { skippedText } from "./finding-words.ts";
import { quoted } from "./words.ts";

/** A saved checkpoint that the log agrees with. */
export interface KeptOfReads {
  readonly name: string;
  readonly size: number;
  /** The number of the entry, if it is the checkpoint of a receipt. */
  readonly number?: number;
}

/** The result of comparing a log of reads with its saved checkpoints. */
export interface LogReport {
  readonly origin: string;
  /** The size of the newest checkpoint. */
  readonly size: number;
  /** The newest checkpoint as it was served: with a saved one that it contradicts it proves a fault. */
  readonly checkpoint: string;
  /** The saved checkpoints, those of receipts included, whose history the log still contains. */
  readonly kept: readonly KeptOfReads[];
  /** What could not be compared. */
  readonly skipped: readonly Skipped[];
  readonly fault?: Fault;
}

/** What no log of reads can show. */
export const UNLOGGED =
  "whether the log names every read: it cannot name those of somebody who opens the ledger's storage with its keys";

const SAVE =
  "save the newest checkpoint of the log where the operator cannot reach it, with the date: the next verification compares the log with it";

/** The report on a log of reads. */
export function readsDocument({ origin, size, checkpoint, kept, skipped, fault }: LogReport): ReportDocument {
  const faults = fault ? [fault] : [];
  return {
    title: "verification of a log of reads",
    verdict: verdictOf(fault ? "faulty" : skipped.length > 0 ? "incomplete" : "right"),
    right: [
      `the newest checkpoint of the log of reads ${quoted(origin)}, of ${entries(size)}: its signature`,
      ...kept.map(({ name, size: covered, number }) => {
        const entry = number === undefined ? "" : `entry ${number}, among `;
        return `${quoted(name)}: the log still contains ${entry}the ${entries(covered)} that it was signed for`;
      }),
    ].map((text) => ({ text, details: [] })),
    witnessed: [],
    open: [...skipped.map(skippedText), UNLOGGED],
    faults,
    advice: fault ? adviceOnFaults(faults) : [SAVE],
    ...(fault
      ? {
          evidence: {
            lead: "together with the saved checkpoint, the newest one proves the fault. Keep both:",
            text: checkpoint,
          },
        }
      : {}),
  };
}

function entries(count: number): string {
  return counted(count, "entry", "entries");
}
