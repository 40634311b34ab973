import { command, EXIT, UsageError } from "../command.ts";
import { openText } from "../../client/saved/text-file.ts";
import { openFile } from "../input-file.ts";
import { GENESIS_OPTION, GENESIS_USAGE, genesisGiven } from "../genesis.ts";
import { print } from "../io.ts";
import { authorKeyIn } from "../keys/author-key-file.ts";
import { adviceOnKey } from "../keys/key-advice.ts";
import { lockFile } from "../lock.ts";
import { LEDGER_OPTIONS, openClient, TOKEN_USAGE, URL_USAGE } from "../open-client.ts";
import { inputRecords } from "../register/input-records.ts";
import { ReceiptsFile } from "../register/receipts-file.ts";
import { registerList } from "../register/register-list.ts";
import { invoked, named } from "../invoked.ts";

const USAGE = `${invoked("register")} --receipts FILE [options]
  --file FILE        the records, as CSV with the columns patient_name, patient_ID and Reg_no, or as NDJSON  (standard input)
  --receipts FILE    where to save the receipts, as NDJSON; a record that has one there is not sent again, so after an
                     interruption run the same command again. They disclose the records: keep the file to yourself.
                     FILE.lock beside it keeps two runs apart; it may be deleted when none runs
  --author-key FILE  the key that signs the records, on a sealed ledger; ${named("author-key")} makes and enrols one
  --genesis HASH     ${GENESIS_USAGE}, and no record sent to one
  --url URL          ${URL_USAGE}
  --token-file FILE  ${TOKEN_USAGE}

A ledger that does not answer is asked again until you stop the command.

Exit codes: 0 every record is registered and has its receipt, 2 some are not.`;

const STOPPED = "Stopped. Run the same command again to go on.";

/**
 * `npm run register`: registers a list of records, signed by their author if a key is given, and saves the receipts. It
 * can be interrupted at any time: to run it again registers nothing twice.
 */
export const register = command({
  usage: USAGE,
  options: {
    ...LEDGER_OPTIONS,
    ...GENESIS_OPTION,
    file: { type: "string" },
    receipts: { type: "string" },
    "author-key": { type: "string" },
  },
  async run(values, io) {
    const { file, receipts: receiptsName, "author-key": keyFile, url } = values;
    if (receiptsName === undefined) throw new UsageError("--receipts is required.");
    const client = openClient(values, io);
    const genesis = genesisGiven(values.genesis);
    const key = keyFile === undefined ? undefined : await authorKeyIn(keyFile, io.stderr);
    const name = file ?? "standard input";
    const lines = await inputRecords(await (file === undefined ? openText(name, io.stdin) : openFile(file)));
    const stop = io.stopSignal();
    const release = lockFile(receiptsName);
    try {
      const receipts = await ReceiptsFile.open(receiptsName);
      try {
        const list = { client, key, genesis, receipts, receiptsName, stop, output: io.stderr };
        const isDone = await registerList(lines, list);
        return isDone ? EXIT.done : EXIT.failed;
      } finally {
        await receipts.close();
      }
    } catch (error) {
      if (!stop.aborted) throw adviceOnKey(error, { file: keyFile, thumbprint: key?.thumbprint, url });
      print(io.stderr, STOPPED);
      return EXIT.failed;
    } finally {
      release();
    }
  },
});
