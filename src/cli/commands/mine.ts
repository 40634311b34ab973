import { command, EXIT, UsageError } from "../command.ts";
import { GENESIS_OPTION, GENESIS_USAGE, genesisGiven } from "../genesis.ts";
import { authorKeyIn } from "../keys/author-key-file.ts";
import { adviceOnKey } from "../keys/key-advice.ts";
import { mineEntries } from "../mine/entry-mining.ts";
import { mineRecord } from "../mine/record-mining.ts";
import { mineSigned } from "../mine/signed-mining.ts";
import { LEDGER_OPTIONS, openClient, TOKEN_USAGE, URL_USAGE } from "../open-client.ts";
import { invoked, named } from "../invoked.ts";

const USAGE = `${invoked("mine")} --patient-name NAME --patient-id ID --reg-no NUMBER [options]
${invoked("mine")} [--every SECONDS] [options]
  --url URL          ${URL_USAGE}
  --token-file FILE  ${TOKEN_USAGE}

On a plain ledger it mines the block of the given record. On a sealed ledger, it mines the entries that are waiting, until
none is; it takes a record only to sign it, and prints its receipt:
  --every SECONDS    when no entry is waiting, ask again after this time instead of ending
  --author-key FILE  the key to sign the record with; ${named("author-key")} makes and enrols one
  --genesis HASH     ${GENESIS_USAGE}`;

/**
 * `npm run mine`: an external miner. It asks for work, finds the proof on this machine, and submits it. If another
 * block gets there first, it continues at the new tip.
 */
export const mine = command({
  usage: USAGE,
  options: {
    ...LEDGER_OPTIONS,
    ...GENESIS_OPTION,
    "patient-name": { type: "string" },
    "patient-id": { type: "string" },
    "reg-no": { type: "string" },
    every: { type: "string" },
    "author-key": { type: "string" },
  },
  async run(values, io) {
    const { "patient-name": patient_name, "patient-id": patient_ID, "reg-no": Reg_no } = values;
    const { "author-key": keyFile, url } = values;
    const genesis = genesisGiven(values.genesis);
    if (genesis !== undefined && keyFile === undefined) throw new UsageError("--genesis goes with --author-key.");
    const every = secondsOf(values.every);
    if (patient_name === undefined && patient_ID === undefined && Reg_no === undefined) {
      if (keyFile !== undefined) throw new UsageError("--author-key signs a record: give one.");
      await mineEntries(openClient(values, io), every, io);
      return EXIT.done;
    }
    if (patient_name === undefined || patient_ID === undefined || Reg_no === undefined) {
      throw new UsageError("--patient-name, --patient-id and --reg-no are required.");
    }
    if (every !== undefined) throw new UsageError("--every is for sealed ledgers, where no record is given.");
    const record = { patient_name, patient_ID, Reg_no };
    if (keyFile === undefined) {
      await mineRecord(openClient(values, io), record, io);
      return EXIT.done;
    }
    const key = await authorKeyIn(keyFile, io.stderr);
    try {
      await mineSigned(openClient(values, io), record, { key, genesis }, io);
    } catch (error) {
      throw adviceOnKey(error, { file: keyFile, thumbprint: key.thumbprint, url });
    }
    return EXIT.done;
  },
});

/**
 * The value of `--every` in milliseconds.
 *
 * @throws UsageError if it is not a number above 0
 */
function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : NaN;
  if (!(milliseconds > 0)) throw new UsageError("--every must be a number of seconds above 0.");
  return milliseconds;
}
