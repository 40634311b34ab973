import { NotALedger, Unreachable } from "../../client/client.ts";
import { printable } from "../../chain/text/printable.ts";
import { pause } from "../../client/transport/waiting.ts";
import { openSigner, SIGNATURE_TYPE, verifierKeyText } from "../../evidence/notes/note.ts";
import { command, EXIT, UsageError } from "../command.ts";
import { cosignNewest } from "../witness/cosigning.ts";
import { print } from "../io.ts";
import { openSigningKey } from "../keys/key-file.ts";
import { lock } from "../lock.ts";
import { type LogName, LOGS } from "../log.ts";
import { LEDGER_OPTIONS, openClient, TOKEN_USAGE, URL_USAGE } from "../open-client.ts";
import { ledgerKeys } from "../keys/verifier-keys.ts";
import { WitnessState } from "../witness/witness-state.ts";
import { invoked } from "../invoked.ts";

const USAGE = `${invoked("witness")} --vkey KEY --key FILE --name NAME --dir FOLDER [options]
  --vkey KEY         the ledger's verifier key, from GET /vkey; during a key change, repeat for each key
  --key FILE         the witness's own private key; creates it if FILE does not exist
  --name NAME        the witness's name, such as a domain that you own
  --dir FOLDER       where to store the newest checkpoint that it cosigned; never lose this folder
  --log LOG          what to cosign: blocks, or reads for a sealed ledger's log of reads, whose key is
                     from GET /reads/vkey. It needs a folder of its own, and the scope audit:read (blocks)
  --url URL          ${URL_USAGE}
  --every SECONDS    how often to check                                                 (60)
  --once             check once, then exit
  --token-file FILE  ${TOKEN_USAGE}

Exit codes: 0 stopped by you or by --once, 1 the ledger contradicts what it signed before, 2 could not continue.`;

/**
 * `npm run witness`: a witness, to be run by an independent party (after C2SP tlog-witness). It asks the ledger for its
 * newest checkpoint, verifies that the ledger has only grown since the last one it cosigned, and cosigns it.
 */
export const witness = command({
  usage: USAGE,
  options: {
    ...LEDGER_OPTIONS,
    vkey: { type: "string", multiple: true, default: [] },
    key: { type: "string" },
    name: { type: "string" },
    dir: { type: "string" },
    log: { type: "string", default: "blocks" },
    every: { type: "string", default: "60" },
    once: { type: "boolean", default: false },
  },
  async run(values, io) {
    const { vkey, key, name, dir, log, once } = values;
    const every = /^\d+(\.\d+)?$/.test(values.every) ? Number(values.every) * 1000 : NaN;
    if (key === undefined || name === undefined || dir === undefined || vkey.length === 0 || !(every > 0)) {
      throw new UsageError("--vkey, --key, --name and --dir are required, and --every must be above 0.");
    }
    if (!isLog(log)) throw new UsageError("--log must be blocks or reads.");
    const stop = io.stopSignal();
    const ledger = await ledgerKeys(vkey);
    const signer = await openSigner(await openSigningKey(key), name, SIGNATURE_TYPE.cosignature);
    print(io.stdout, `This witness's verifier key:\n${printable(verifierKeyText(signer.verifier))}`);
    const client = openClient(values, io);
    const release = lock(dir);
    const state = new WitnessState(dir, LOGS[log].file);
    let hasLooked = false;
    try {
      while (!stop.aborted) {
        try {
          await cosignNewest({ client, log, ledger, signer, state }, io);
          hasLooked = true;
        } catch (error) {
          // On the first check, this means a wrong address. Later it may be a network's sign-in page, so retry.
          const isWrong = error instanceof NotALedger && !hasLooked;
          if (once || isWrong || !(error instanceof Unreachable)) throw error;
          print(io.stderr, error.message);
        }
        if (once) break;
        await pause(every, stop);
      }
    } finally {
      release();
    }
    return EXIT.done;
  },
});

function isLog(name: string): name is LogName {
  return Object.hasOwn(LOGS, name);
}
