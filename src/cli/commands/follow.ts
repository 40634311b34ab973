import { Copy } from "../follow/copy.ts";
import { command, EXIT, UsageError } from "../command.ts";
import { catchUp, keepUp } from "../follow/following.ts";
import { print } from "../io.ts";
import { lock } from "../lock.ts";
import { LEDGER_OPTIONS, openClient, TOKEN_USAGE, URL_USAGE } from "../open-client.ts";
import { invoked } from "../invoked.ts";

const USAGE = `${invoked("follow")} --dir FOLDER [options]
  --dir FOLDER       where to store the copy, as chain.ndjson
  --url URL          ${URL_USAGE}
  --token-file FILE  ${TOKEN_USAGE}
  --once             catch up, then exit

Exit codes: 0 stopped by you or by --once, 1 the ledger contradicts the copy, 2 could not continue.`;

/**
 * `npm run follow`: maintains a verified copy of a ledger. It catches up, follows the ledger's events, and stops when
 * the ledger contradicts what it showed before.
 */
export const follow = command({
  usage: USAGE,
  options: { ...LEDGER_OPTIONS, dir: { type: "string" }, once: { type: "boolean", default: false } },
  async run(values, io) {
    const { dir, once } = values;
    if (dir === undefined) throw new UsageError("--dir is required.");
    const stop = io.stopSignal();
    const client = openClient(values, io);
    const release = lock(dir);
    try {
      const copy = await Copy.open(dir);
      try {
        const tell = (news: string) => print(io.stderr, news);
        await (once ? catchUp : keepUp)(client, copy, stop, tell);
      } finally {
        await copy.close();
      }
    } finally {
      release();
    }
    return EXIT.done;
  },
});
