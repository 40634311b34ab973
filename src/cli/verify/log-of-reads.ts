import type { Fault } from "../../chain/fault.ts";
import { jsonLine, printable } from "../../chain/printable.ts";
import { Malformed } from "../../chain/malformed.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../../evidence/checkpoint.ts";
import { verifyReadReceipt } from "../../evidence/read-receipt.ts";
import type { OpenedEvidence } from "../../client/saved/saved-proofs.ts";
import type { TrustPolicy } from "../../evidence/trust-policy.ts";
import type { Skipped } from "../../evidence/verification.ts";
import type { LedgerClient } from "../../client/client.ts";
import { LOGS } from "../log.ts";
import { historyFault, orContradicted } from "../log-history.ts";
import { describeSkipped } from "./verify-report.ts";

/** A saved checkpoint that the log agrees with. */
interface Kept {
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
  readonly kept: readonly Kept[];
  /** What could not be compared. */
  readonly skipped: readonly Skipped[];
  readonly fault?: Fault;
}

/** What an unbroken log leaves open. */
const OPEN =
  "whether the log names every read: it cannot name those of somebody who opens the ledger's storage with its keys";

const { count } = LOGS.reads;

/**
 * Checks that a ledger's log of reads still contains what its saved checkpoints cover: it fetches the newest checkpoint
 * and a consistency proof for each saved one, as a witness does. It stops at the first fault.
 *
 * @param saved checkpoints and receipts of the log, and what its keys did not sign
 * @param policy the keys of the log, and the witnesses that must have cosigned its newest checkpoint
 * @throws Malformed if the newest checkpoint is not one that they signed
 * @throws ProvenFault if the ledger itself reports that it contradicts what it signed
 */
export async function checkLogOfReads(
  client: LedgerClient,
  saved: OpenedEvidence,
  policy: TrustPolicy,
): Promise<LogReport> {
  return orContradicted(async () => {
    const { ledger, quorum = 0 } = policy;
    const query = quorum > 0 ? `?cosignatures=${quorum}` : "";
    const checkpoint = await client.text(`${LOGS.reads.path}/checkpoint${query}`);
    const newest = await openCheckpoint(checkpoint, policy);
    const { origin, size } = newest;
    const kept: Kept[] = [];
    const skipped = [...saved.skipped];
    const report = { origin, size, checkpoint, kept, skipped };
    const compare = async (each: Kept, before: VerifiedCheckpoint) => {
      if (before.origin !== origin) throw new Malformed("it is from another log of reads");
      const fault = await historyFault({ client, log: "reads" }, before, newest);
      if (!fault) kept.push(each);
      return fault && { ...fault, detail: `${each.name}: ${fault.detail}` };
    };
    const checks = [
      ...saved.checkpoints.map(({ name, value }) => ({
        check: "kept-checkpoint" as const,
        name,
        run: () => compare({ name, size: value.size }, value),
      })),
      ...saved.reads.map(({ name, value }) => ({
        check: "receipt" as const,
        name,
        run: async () => {
          const { checkpoint: before, number } = await verifyReadReceipt(value, { ledger });
          return compare({ name, size: before.size, number }, before);
        },
      })),
    ];
    for (const { check, name, run } of checks) {
      try {
        const fault = await run();
        if (fault) return { ...report, fault };
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        skipped.push({ check, name, reason: error.message });
      }
    }
    return report;
  });
}

/** The report on a log of reads as one line of JSON, for machines. */
export function logJson(report: LogReport): string {
  const { origin, size, checkpoint, fault } = report;
  const checked = describe(report);
  const valid = fault === undefined;
  return `${jsonLine({ valid, origin, size, checked, unchecked: openIn(report), checkpoint, fault })}\n`;
}

/** The report on a log of reads as lines of text, for people. */
export function logText(report: LogReport): string {
  const { fault, checkpoint } = report;
  const lines = [
    ...describe(report).map((line) => `right        ${printable(line)}`),
    ...openIn(report).map((line) => `not checked  ${printable(line)}`),
    ...(fault
      ? [
          `FAULT        ${printable(fault.detail)}`,
          `             expected ${printable(fault.expected)}`,
          `             actual   ${printable(fault.actual)}`,
          "",
          "With the saved checkpoint, this newest one proves it. Keep both:",
          ...checkpoint
            .trimEnd()
            .split("\n")
            .map((line) => printable(line)),
        ]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function describe({ origin, size, kept }: LogReport): string[] {
  return [
    `the newest checkpoint of the log of reads ${origin}, of ${count(size)}: its signature`,
    ...kept.map(({ name, size: covered, number }) => {
      const entry = number === undefined ? "" : `entry ${number}, among `;
      return `${name}: the log still contains ${entry}the ${count(covered)} that it was signed for`;
    }),
  ];
}

function openIn({ skipped }: LogReport): string[] {
  return [...skipped.map(describeSkipped), OPEN];
}
