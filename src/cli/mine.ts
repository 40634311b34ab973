/**
 * `npm run mine`: a miner outside the ledger. It asks for work, finds the proof on this machine, and hands it in; when
 * another block was faster, it goes on at the new tip.
 */
import { parseArgs } from "node:util";
import type { Block } from "../chain/block.ts";
import { mineCandidate } from "../mining/mine-block.ts";
import { expectedAttempts } from "../chain/proof-of-work.ts";
import type { PatientRecord } from "../chain/record.ts";
import { simdSearch } from "../mining/simd-search.ts";
import type { LedgerClient } from "../client/client.ts";
import { mineOutside } from "../client/outside-mining.ts";
import type { Work } from "../contract/schemas/mining.ts";
import { jsonLine } from "../client/printable.ts";
import { loadKernel } from "./kernel.ts";
import { openClient } from "./open-client.ts";
import { complain } from "./output.ts";
import { MiningProgress } from "./progress.ts";

const USAGE = `npm run mine -- --patient-name NAME --patient-id ID --reg-no NUMBER [options]
  --url URL          the ledger's address, with /ledgers/<name> for another than main   (http://localhost:8787)
  --token-file FILE  where the token is; otherwise it is taken from LEDGER_TOKEN, or made with the key of npm run dev`;

const nonceSearch = simdSearch(await loadKernel());

async function run(client: LedgerClient, record: PatientRecord): Promise<Block> {
  const { block, known } = await mineOutside(client, record, {
    search,
    onPassed: (index) => complain(`Block ${index} was mined by another. On to the new tip.`),
    onUnreachable: ({ message }) => complain(message),
  });
  if (known) complain("The record is on the chain already.");
  return block;
}

/** Finds the block that the work asks for; nothing when another was appended first. */
async function search({ tip, candidate }: Work, passed: AbortSignal): Promise<Block | undefined> {
  const progress = new MiningProgress(process.stderr, expectedAttempts(candidate.difficulty));
  try {
    return await mineCandidate(candidate, tip.proof, {
      now: () => Date.now(),
      pause: async (attempts) => {
        progress.show(attempts);
        await new Promise((resolve) => setImmediate(resolve));
        return !passed.aborted;
      },
      search: nonceSearch,
    });
  } finally {
    progress.end();
  }
}

try {
  const { values } = parseArgs({
    options: {
      url: { type: "string", default: "http://localhost:8787" },
      "patient-name": { type: "string" },
      "patient-id": { type: "string" },
      "reg-no": { type: "string" },
      "token-file": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { "patient-name": patient_name, "patient-id": patient_ID, "reg-no": Reg_no } = values;
  if (values.help) {
    console.log(USAGE);
  } else if (patient_name === undefined || patient_ID === undefined || Reg_no === undefined) {
    throw new Error(`--patient-name, --patient-id and --reg-no are needed.\n\n${USAGE}`);
  } else {
    const client = openClient(values.url, values["token-file"]);
    console.log(jsonLine(await run(client, { patient_name, patient_ID, Reg_no })));
  }
} catch (error) {
  complain((error as Error).message);
  process.exitCode = 2;
}
