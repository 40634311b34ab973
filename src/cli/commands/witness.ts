import { NotALedger, Unreachable } from "../../client/client.ts";
import { printable } from "../../client/printable.ts";
import { pause } from "../../client/waiting.ts";
import { openSigner, SIGNATURE_TYPE, verifierKeyText } from "../../evidence/note.ts";
import { command, EXIT, UsageError } from "../command.ts";
import { cosignNewest } from "../cosigning.ts";
import { print } from "../io.ts";
import { openSigningKey } from "../key-file.ts";
import { lock } from "../lock.ts";
import { LEDGER_OPTIONS, openClient, TOKEN_USAGE, URL_USAGE } from "../open-client.ts";
import { ledgerKeys } from "../verifier-keys.ts";
import { WitnessState } from "../witness-state.ts";

const USAGE = `npm run witness -- --vkey KEY --key FILE --name NAME --dir FOLDER [options]
  --vkey KEY         the ledger's verifier key, from GET /vkey; again for each key while the key changes
  --key FILE         the witness's own private key, made when there is none
  --name NAME        the witness's name, such as a domain of yours
  --dir FOLDER       where the newest checkpoint it cosigned is kept; never lose it
  --url URL          ${URL_USAGE}
  --every SECONDS    how often to look                                                  (60)
  --once             look once
  --token-file FILE  ${TOKEN_USAGE}

Exit codes: 0 stopped by you or by --once, 1 the ledger contradicts what it signed before, 2 could not go on.`;

/**
 * `npm run witness`: a witness for another party to run (after C2SP tlog-witness). It asks the ledger for its newest
 * checkpoint, verifies that the ledger only grew since the one before, and cosigns it.
 */
export const witness = command({
  usage: USAGE,
  options: {
    ...LEDGER_OPTIONS,
    vkey: { type: "string", multiple: true, default: [] },
    key: { type: "string" },
    name: { type: "string" },
    dir: { type: "string" },
    every: { type: "string", default: "60" },
    once: { type: "boolean", default: false },
  },
  async run(values, io) {
    const { vkey, key, name, dir, once } = values;
    const every = /^\d+(\.\d+)?$/.test(values.every) ? Number(values.every) * 1000 : NaN;
    if (key === undefined || name === undefined || dir === undefined || vkey.length === 0 || !(every > 0)) {
      throw new UsageError("--vkey, --key, --name and --dir are needed, and --every above 0.");
    }
    const stop = io.stopSignal();
    const ledger = await ledgerKeys(vkey);
    const signer = await openSigner(await openSigningKey(key), name, SIGNATURE_TYPE.cosignature);
    print(io.stdout, `This witness's verifier key:\n${printable(verifierKeyText(signer.verifier))}`);
    const client = openClient(values, io);
    const release = lock(dir);
    const state = new WitnessState(dir);
    let hasLooked = false;
    try {
      while (!stop.aborted) {
        try {
          await cosignNewest({ client, ledger, signer, state }, io);
          hasLooked = true;
        } catch (error) {
          // A sign-in page may come in between later; at the first look the address is wrong.
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
