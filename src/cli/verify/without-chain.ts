import { parseNote } from "../../evidence/notes/note.ts";
import { isOriginOfReads } from "../../evidence/receipts/read-receipt.ts";
import { checkReceiptsAlone, type ReceiptsReport } from "../../evidence/receipts/receipts-alone.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import type { LogReport } from "../../report/reads-document.ts";
import { UsageError } from "../command.ts";
import type { Io } from "../io.ts";
import { policyGiven } from "../keys/policy-given.ts";
import { tokenSource } from "../keys/token-source.ts";
import { openClient } from "../open-client.ts";
import { historyGiven, saveIn } from "./history.ts";
import { checkLogOfReads } from "./log-of-reads.ts";
import { savedEvidence } from "./saved-evidence.ts";
import { NO_KEY, type VerifyValues } from "./verify-options.ts";

/** A report, and the keys that it rests on. */
interface Verified<Report> {
  readonly report: Report;
  readonly policy: TrustPolicy;
}

/** Whether receipts are to be checked without the chain. */
export function isReceiptsAlone({ url, file, receipt, log }: VerifyValues): boolean {
  return url === undefined && file === undefined && receipt.length > 0 && log === "blocks";
}

/**
 * Compares the log of reads with saved checkpoints.
 *
 * @returns the report, and what saves the newest checkpoint in the history, if one was given
 * @throws UsageError when another option is about the chain, or one is missing
 */
export async function logOfReads(
  values: VerifyValues,
  io: Io,
): Promise<Verified<LogReport> & { readonly save: () => Promise<void> }> {
  const { log, url, file, checkpoint, genesis, receipt, "witness-key": witnessTexts, quorum, pin, author } = values;
  if (log !== "reads") throw new UsageError("--log must be blocks or reads.");
  const others = values.copy.length + genesis.length + witnessTexts.length + pin.length;
  const isOther = others > 0 || file !== undefined || quorum !== undefined || author !== undefined;
  const saved = checkpoint.length + receipt.length + (values.history === undefined ? 0 : 1);
  if (isOther || url === undefined || saved === 0) {
    throw new UsageError(
      "--log reads takes --url, --vkey, and --checkpoint, --history or --receipt, and none of the other checks.",
    );
  }
  const policy = await policyGiven(values);
  if (policy.ledger.length === 0) throw new Error(NO_KEY);
  if (!policy.ledger.every(({ name }) => isOriginOfReads(name))) {
    throw new Error("The key is not that of a log of reads: give the one from GET /reads/vkey.");
  }
  const token = tokenSource(values["token-file"], url, io.env, "audit:read");
  const history = await historyGiven(values);
  const checkpoints = [...checkpoint, ...(history?.files ?? [])];
  const evidence = await savedEvidence(checkpoints, receipt, { ledger: policy.ledger });
  const report = await checkLogOfReads(openClient(values, io, token), evidence, policy);
  return { report, policy, save: () => saveIn(history, parseNote(report.checkpoint), report, io) };
}

/**
 * Checks receipts against the ledger's key alone.
 *
 * @throws UsageError when another option needs the chain
 */
export async function receiptsAlone(values: VerifyValues): Promise<Verified<ReceiptsReport>> {
  const { receipt, checkpoint, genesis, "witness-key": witnessTexts, quorum, pin, author, history } = values;
  const ofChain = values.copy.length + checkpoint.length + genesis.length + witnessTexts.length + pin.length;
  if (ofChain > 0 || quorum !== undefined || author !== undefined || history !== undefined) {
    throw new UsageError("Give either --url or --file, or only receipts and the ledger's key.");
  }
  const { ledger } = await policyGiven(values);
  if (ledger.length === 0) throw new Error(NO_KEY);
  const policy = { ledger };
  return { report: await checkReceiptsAlone(await savedEvidence([], receipt, policy), policy), policy };
}
