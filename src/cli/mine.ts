/**
 * `npm run mine`: a miner outside the ledger. It asks for work, finds the proof on this machine, and hands it in; when
 * another block was faster, it goes on at the new tip.
 */
import { parseArgs } from "node:util";
import type { Block, CandidateBlock } from "../chain/block.ts";
import { mineCandidate } from "../chain/mining.ts";
import { expectedAttempts } from "../chain/proof-of-work.ts";
import type { PatientRecord } from "../chain/record.ts";
import { LedgerClient, Refusal, tokenSource, Unreachable } from "./client.ts";
import { MiningProgress } from "./progress.ts";

const USAGE = `npm run mine -- --patient-name NAME --patient-id ID --reg-no NUMBER [options]
  --url URL          the ledger's address, with /ledgers/<name> for another than main   (http://localhost:8787)
  --token-file FILE  where the token is; otherwise it is taken from LEDGER_TOKEN, or made with the key of npm run dev`;

/** What `POST /work` answers: work, or the block that the record is in already. */
type Work =
  | { readonly tip: { readonly index: number; readonly proof: number }; readonly candidate: CandidateBlock }
  | { readonly block: Block };

async function run(client: LedgerClient, record: PatientRecord): Promise<Block> {
  for (;;) {
    const work = (await client.post("/work", record)) as Work;
    if ("block" in work) {
      console.error("The record is on the chain already.");
      return work.block;
    }
    const mined = await mineWork(client, work);
    if (mined) {
      const { proof, timestamp, previous_hash } = mined;
      try {
        return await handIn(client, { ...record, proof, timestamp, previous_hash });
      } catch (error) {
        if (!(error instanceof Refusal && error.problem === "tip-passed")) throw error;
      }
    }
    console.error(`Block ${work.tip.index + 1} was mined by another. On to the new tip.`);
  }
}

/** Hands the proof in, and again while the ledger does not answer: the work is done, and repeating is safe. */
async function handIn(client: LedgerClient, solved: object): Promise<Block> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 30_000)) {
    try {
      return ((await client.post("/mine_block", solved)) as { block: Block }).block;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      console.error(error.message);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** @returns the block; nothing when another was appended first, which is learnt while searching */
async function mineWork(
  client: LedgerClient,
  { tip, candidate }: Extract<Work, { tip: object }>,
): Promise<Block | undefined> {
  const rivals = await client.watch(tip.index + 1);
  let passed = false;
  rivals.addEventListener("message", () => {
    passed = true;
  });
  const progress = new MiningProgress(process.stderr, expectedAttempts(candidate.difficulty));
  try {
    return await mineCandidate(candidate, tip.proof, {
      now: () => Date.now(),
      pause: async (attempts) => {
        progress.show(attempts);
        await new Promise((resolve) => setImmediate(resolve));
        return !passed;
      },
    });
  } finally {
    progress.end();
    rivals.close();
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
    const client = new LedgerClient(values.url, tokenSource(values["token-file"], values.url));
    console.log(JSON.stringify(await run(client, { patient_name, patient_ID, Reg_no })));
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
