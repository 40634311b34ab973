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
      await giveReport(values, io, { document: receiptsDocument(report), json, circumstances });
      return report.skipped.length > 0 ? EXIT.failed : EXIT.done;
    }
    if (values.log !== "blocks") {
      const { report, policy } = await logOfReads(values, io);
      const circumstances = circumstancesOf(values, policy);
      const json = readsJson(report, circumstances);
      await giveReport(values, io, { document: readsDocument(report), json, circumstances });
      return report.fault ? EXIT.fault : report.skipped.length > 0 ? EXIT.failed : EXIT.done;
    }
    const { report, hasAllNames, policy } = await verifiedChain(values, io);
    const circumstances = { ...circumstancesOf(values, policy), hasAllNames };
    const json = chainJson(report, circumstances);
    await giveReport(values, io, { document: chainDocument(report, circumstances), json, circumstances });
    if (report.fault) return EXIT.fault;
    const isOpen = values.strict && (report.unchecked.length > 0 || lacksNames(report, hasAllNames));
    return isOpen || isIncomplete(report) ? EXIT.failed : EXIT.done;
  },
});
