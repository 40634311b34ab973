import type { PatientRecord } from "../../chain/record.ts";
import type { SubmittedWork } from "../../ledger/mining/submission.ts";
import { registrationConflict } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { ask } from "../ledger/ledgers.ts";
import { known, type MineAnswer, mined, tipOf } from "./mining-answers.ts";

/**
 * Submits the proof that an external miner found for a record.
 *
 * @throws Problem if the ledger does not accept it
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
        `Block ${result.tip.index} was appended first. POST /work again and continue from there.`,
        {
          members: { tip: tipOf(result.tip) },
        },
      );
    case "registered":
      throw new Problem(
        "tip-passed",
        "Someone else registered this record first, and its block must name them as the author. POST /work again.",
        { members: { tip: tipOf(result.tip) } },
      );
    case "refused": {
      const [problem, detail] = REFUSALS[result.reason];
      throw new Problem(problem, detail);
    }
  }
}

const REFUSALS = {
  proof: [
    "proof-refused",
    "The proof does not solve the puzzle on any recent block. Check what you hash, and for which tip.",
  ],
  timestamp: [
    "timestamp-refused",
    "The timestamp is before the tip's, or more than two minutes in the future. Set your clock, and POST /work again.",
  ],
  "timestamp-missing": [
    "timestamp-refused",
    "This ledger's puzzle covers the timestamp. Send the timestamp of the candidate that the proof was found for.",
  ],
} as const;
