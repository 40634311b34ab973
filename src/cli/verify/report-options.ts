import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { ParseArgsOptionsConfig } from "node:util";
import { printable } from "../../chain/text/printable.ts";
import { ledgerAddress } from "../../client/transport/address.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import type { Circumstances } from "../../report/circumstances.ts";
import type { ReportDocument } from "../../report/document.ts";
import { reportHtml } from "../../report/html-report.ts";
import { reportText } from "../../report/text.ts";
import { EXIT, UsageError } from "../command.ts";
import { replaceDurably } from "../durable-file.ts";
import { type Io, print } from "../io.ts";

/** The options that say how a report is given. */
export const REPORT_OPTIONS = {
  json: { type: "boolean", default: false },
  report: { type: "string" },
  by: { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

/** The help text for {@link REPORT_OPTIONS}. */
export const REPORT_USAGE = `  --json              print the report as JSON
  --report FILE       also save the report as one HTML file that prints well; the file must not exist yet
  --by NAME           who verifies, for the report and the JSON`;

interface ReportValues {
  readonly json: boolean;
  readonly report?: string | undefined;
  readonly by?: string | undefined;
}

/** Where the evidence came from. */
interface SourceValues {
  readonly url?: string | undefined;
  readonly file?: string | undefined;
  readonly receipt: readonly string[];
}

/** A report in the forms that the command gives it. */
export interface GivenReport {
  readonly document: ReportDocument;
  readonly json: string;
  readonly circumstances: Circumstances;
  /** The exit code of the verification. */
  readonly outcome: number;
  /** Saves what else is to be kept. */
  readonly save?: () => Promise<void>;
}

/**
 * Checks the options before the verification, which may take long.
 *
 * @throws UsageError if `--by` has no effect
 * @throws Error if the report could not be saved. A report never replaces a file: that may be evidence, or an earlier
 *   report, which is worth keeping too
 */
export async function checkReportOptions({ json, report, by }: ReportValues): Promise<void> {
  if (by !== undefined && !json && report === undefined) {
    throw new UsageError("--by says who verifies in the saved report and in the JSON: give --report or --json.");
  }
  if (report === undefined) return;
  if (existsSync(report)) throw new Error("--report names a file that exists: give the name of a new one.");
  const folder = await stat(dirname(report)).catch(() => undefined);
  if (!folder?.isDirectory()) throw new Error("--report is in a folder that does not exist: create the folder first.");
}

/** What a report says besides the findings, as of now. */
export function circumstancesOf(
  { url, file, receipt, by }: SourceValues & ReportValues,
  policy: TrustPolicy,
): Circumstances {
  const source = url === undefined ? (file ?? receipt.join(", ")) : ledgerAddress(url);
  return { verifiedBy: by, at: new Date().toISOString(), source, policy };
}

/**
 * Prints a report, and saves it and what else is to be kept. If something cannot be saved, the command fails, unless it
 * ends with the code of a fault anyway.
 *
 * @returns the exit code
 */
export async function giveReport(
  { json, report }: ReportValues,
  io: Io,
  { document, json: line, circumstances, outcome, save }: GivenReport,
): Promise<number> {
  io.stdout.write(json ? line : reportText(document));
  // Only its owner may read the file, since receipts may disclose patient data.
  const saveReport = async () =>
    report === undefined ? undefined : replaceDurably(report, await reportHtml(document, circumstances));
  let code = outcome;
  for (const saving of [save, saveReport]) {
    try {
      await saving?.();
    } catch (error) {
      print(io.stderr, `Could not save: ${printable((error as Error).message)}`);
      if (code === EXIT.done) code = EXIT.failed;
    }
  }
  return code;
}
