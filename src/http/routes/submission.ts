import type { PatientRecord } from "../../chain/record.ts";
import type { SubmittedWork } from "../../ledger/mining/submission.ts";
import { registrationConflict } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { ask } from "../ledger/ledgers.ts";
import { known, type MineAnswer, mined, tipOf } from "./mining-answers.ts";

/**
 * Has the ledger check the proof that an external miner found for a record.
 *
 * @throws Problem when the ledger does not take it
 */
export async function submit(c: AppContext, record: PatientRecord, work: SubmittedWork): Promise<MineAnswer> {
  const result = await ask(c, (ledger) => ledger.submit(record, c.var.caller.subject, work));
  switch (result.outcome) {
    case "mined":
      return mined(c, result);
    case "known":
      return known(result);
    case "conflict":
      throw registrationConflict(result.index);
    case "passed":
      throw new Problem(
        "tip-passed",
        `Block ${result.tip.index} was appended first. POST /work again and go on there.`,
        {
          members: { tip: tipOf(result.tip) },
        },
      );
    case "registered":
      throw new Problem(
        "tip-passed",
        "Somebody else registered this record meanwhile, and belongs into its block as author. POST /work again.",
        { members: { tip: tipOf(result.tip) } },
      );
    case "refused": {
      const [problem, detail] = REFUSALS[result.reason];
      throw new Problem(problem, detail);
    }
  }
}

const REFUSALS = {
  proof: ["proof-refused", "The proof solves the puzzle on no recent block. Check what you hash, and for which tip."],
  timestamp: [
    "timestamp-refused",
    "The timestamp lies before the tip's, or more than two minutes ahead. POST /work again, and set your clock.",
  ],
  "timestamp-missing": [
    "timestamp-refused",
    "This ledger's puzzle covers the timestamp. Send the candidate's timestamp that the proof was found for.",
  ],
} as const;
