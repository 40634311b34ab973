import type { Block } from "../../chain/block.ts";
import { expectedAttempts } from "../../chain/proof-of-work.ts";
import { mineExternally, type ExternalMiner } from "../../client/external-mining.ts";
import { jsonLine } from "../../client/printable.ts";
import { mineCandidate } from "../../mining/mine-block.ts";
import { simdSearch } from "../../mining/simd-search.ts";
import { command, EXIT, UsageError } from "../command.ts";
import { type Output, print } from "../io.ts";
import { loadKernel } from "../kernel.ts";
import { LEDGER_OPTIONS, openClient, TOKEN_USAGE, URL_USAGE } from "../open-client.ts";
import { MiningProgress } from "../progress.ts";

const USAGE = `npm run mine -- --patient-name NAME --patient-id ID --reg-no NUMBER [options]
  --url URL          ${URL_USAGE}
  --token-file FILE  ${TOKEN_USAGE}`;

/**
 * `npm run mine`: an external miner. It asks for work, finds the proof on this machine, and submits it. If another
 * block gets there first, it continues at the new tip.
 */
export const mine = command({
  usage: USAGE,
  options: {
    ...LEDGER_OPTIONS,
    "patient-name": { type: "string" },
    "patient-id": { type: "string" },
    "reg-no": { type: "string" },
  },
  async run(values, io) {
    const { "patient-name": patient_name, "patient-id": patient_ID, "reg-no": Reg_no } = values;
    if (patient_name === undefined || patient_ID === undefined || Reg_no === undefined) {
      throw new UsageError("--patient-name, --patient-id and --reg-no are required.");
    }
    const client = openClient(values, io);
    const { block, known } = await mineExternally(
      client,
      { patient_name, patient_ID, Reg_no },
      await minerOf(io.stderr),
    );
    if (known) print(io.stderr, `The record is already in block ${block.index}. Nothing was added.`);
    print(io.stdout, jsonLine(block));
    return EXIT.done;
  },
});

/** A miner on this machine that prints its progress. */
async function minerOf(output: Output): Promise<ExternalMiner> {
  const search = simdSearch(await loadKernel());
  return {
    async search({ tip, candidate }, passed): Promise<Block | undefined> {
      const progress = new MiningProgress(output, expectedAttempts(candidate.difficulty));
      try {
        return await mineCandidate(candidate, tip.proof, {
          now: () => Date.now(),
          pause: async (attempts) => {
            progress.show(attempts);
            await new Promise((resolve) => setImmediate(resolve));
            return !passed.aborted;
          },
          search,
        });
      } finally {
        progress.end();
      }
    },
    onPassed: (index) => print(output, `Another miner found block ${index} first. Continuing at the new tip.`),
    onUnreachable: ({ message }) => print(output, message),
  };
}
