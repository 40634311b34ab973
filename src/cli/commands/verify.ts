import type { Fault } from "../../chain/fault.ts";
import { lacksNames } from "../../report/author-words.ts";
import { chainDocument, isIncomplete } from "../../report/chain-document.ts";
import { chainJson, readsJson, receiptsJson } from "../../report/json.ts";
import { readsDocument } from "../../report/reads-document.ts";
import { receiptsDocument } from "../../report/receipts-document.ts";
import { command, EXIT } from "../command.ts";
import { verifiedChain } from "../verify/chain-verification.ts";
import { checkReportOptions, circumstancesOf, giveReport } from "../verify/report-options.ts";
import { OPTIONS, USAGE } from "../verify/verify-options.ts";
import { isReceiptsAlone, logOfReads, receiptsAlone } from "../verify/without-chain.ts";

/**
 * `npm run verify`: the offline verifier. It takes nothing on trust: it rehashes every block, checks links and proofs
 * of work, rebuilds the Merkle tree, and compares it with signed checkpoints, old and new.
 */
export const verify = command({
  usage: USAGE,
  failure: "Could not check: ",
  options: OPTIONS,
  async run(values, io) {
    await checkReportOptions(values);
    if (isReceiptsAlone(values)) {
      const { report, policy } = await receiptsAlone(values);
      const circumstances = circumstancesOf(values, policy);
      const json = receiptsJson(report, circumstances);
      const outcome = report.skipped.length > 0 ? EXIT.failed : EXIT.done;
      return giveReport(values, io, { document: receiptsDocument(report), json, circumstances, outcome });
    }
    if (values.log !== "blocks") {
      const { report, policy, save } = await logOfReads(values, io);
      const circumstances = circumstancesOf(values, policy);
      const json = readsJson(report, circumstances);
      const outcome = outcomeOf(report, report.skipped.length > 0);
      return giveReport(values, io, { document: readsDocument(report), json, circumstances, outcome, save });
    }
    const { report, hasAllNames, policy, save } = await verifiedChain(values, io);
    const circumstances = { ...circumstancesOf(values, policy), hasAllNames };
    const json = chainJson(report, circumstances);
    const isOpen = values.strict && (report.unchecked.length > 0 || lacksNames(report, hasAllNames));
    const outcome = outcomeOf(report, isOpen || isIncomplete(report));
    return giveReport(values, io, {
      document: chainDocument(report, circumstances),
      json,
      circumstances,
      outcome,
      save,
    });
  },
});

function outcomeOf({ fault }: { readonly fault?: Fault }, isOpen: boolean): number {
  if (fault) return EXIT.fault;
  return isOpen ? EXIT.failed : EXIT.done;
}
