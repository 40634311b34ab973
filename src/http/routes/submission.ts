import type { LinkedBlock } from "../../chain/linked-block.ts";
import type { PatientRecord } from "../../chain/records/record.ts";
import type { SubmittedWork } from "../../ledger/mining/submission.ts";
import type { SubmittedHeader, WrongKind } from "../../ledger/results.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { conflictProblem } from "../ledger/conflict.ts";
import { ask } from "../ledger/ledgers.ts";
import { known, type MineAnswer, mined, minedHeader, tipOf } from "./mining-answers.ts";

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
      throw await conflictProblem(c, result);
    case "passed":
      throw passed(result.tip);
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
    case "record-needed":
    case "no-record":
      throw wrongKind(result, "/mine_block");
  }
}

/**
 * Submits the header that an external miner mined on a sealed ledger.
 *
 * @throws Problem if the ledger does not accept it
 */
export async function submitHeader(c: AppContext, header: SubmittedHeader): Promise<MineAnswer> {
  const result = await ask(c, (ledger) => ledger.submitHeader(header, c.var.caller.subject));
  switch (result.outcome) {
    case "mined":
      return minedHeader(c, result);
    case "passed":
      throw passed(result.tip);
    case "refused": {
      const [problem, detail] = HEADER_REFUSALS[result.reason];
      throw new Problem(problem, detail);
    }
    case "record-needed":
    case "no-record":
      throw wrongKind(result, "/mine_block");
  }
}

/** The body was for the other kind of ledger. */
export function wrongKind({ outcome }: WrongKind, route: "/work" | "/mine_block"): Problem {
  return new Problem("invalid-record", WRONG_KIND[outcome][route]);
}

const WRONG_KIND = {
  "record-needed": {
    "/work": "This is a plain ledger, where each block holds one record. Send the record that you want to mine.",
    "/mine_block":
      "This is a plain ledger, where each block holds one record. Send the record, with the proof that you found for it.",
  },
  "no-record": {
    "/work":
      "This is a sealed ledger, whose miners work on a header and see no record. POST /work without a body, and register " +
      "records with POST /mine_block or POST /records.",
    "/mine_block":
      "This is a sealed ledger, which takes no proof with a record. Send the record alone to register it, or the header " +
      "that you mined: previous_hash, last_entry, merkle_root, timestamp and proof.",
  },
} as const satisfies Record<WrongKind["outcome"], Record<string, string>>;

/** Another block was appended before the miner's. */
function passed(tip: LinkedBlock): Problem {
  const detail = `Block ${tip.index} was appended first. POST /work again and continue from there.`;
  return new Problem("tip-passed", detail, { members: { tip: tipOf(tip) } });
}

const OUT_OF_TIME =
  "The timestamp is before the tip's, or more than two minutes in the future. Set your clock, and POST /work again.";

const REFUSALS = {
  proof: [
    "proof-refused",
    "The proof does not solve the puzzle on any recent block. Check what you hash, and for which tip.",
  ],
  timestamp: ["timestamp-refused", OUT_OF_TIME],
  "timestamp-missing": [
    "timestamp-refused",
    "This ledger's puzzle covers the timestamp. Send the timestamp of the candidate that the proof was found for.",
  ],
} as const;

const HEADER_REFUSALS = {
  proof: [
    "proof-refused",
    "The proof does not solve the puzzle: the header's hash is not below the target. Hash every attribute of the candidate " +
      "with your timestamp and proof.",
  ],
  timestamp: ["timestamp-refused", OUT_OF_TIME],
  root: [
    "proof-refused",
    "The proof is for another merkle_root than that of the oldest waiting entries up to last_entry. POST /work again.",
  ],
  entries: [
    "proof-refused",
    "The proof is for more entries than are waiting, or than a block may hold, or for so few that signed entries would wait " +
      "too long: they must be mined at most 1,024 blocks after the one that their authors have seen. POST /work " +
      "again, and keep its last_entry.",
  ],
} as const;
