import { type LedgerClient, NotALedger, Unreachable } from "../../client/client.ts";
import { type MinedWaiting, mineWaiting } from "../../client/external/header-mining.ts";
import { jsonLine } from "../../chain/text/printable.ts";
import { pause } from "../../client/transport/waiting.ts";
import { solve } from "../../mining/mine-block.ts";
import { UsageError } from "../command.ts";
import { type Io, print } from "../io.ts";
import { adviceFor } from "./ledger-kind.ts";
import { localSearch, printing } from "./local-search.ts";

/**
 * Mines the waiting entries of a sealed ledger, block by block, and prints each block's header.
 *
 * @param every how long to wait before asking again when no entry is waiting, in milliseconds; ends then if `undefined`
 * @throws UsageError on a plain ledger
 */
export async function mineEntries(client: LedgerClient, every: number | undefined, io: Io): Promise<void> {
  const { stdout, stderr } = io;
  const signal = io.stopSignal();
  const search = await localSearch(stderr);
  let isLedger = false;
  while (!signal.aborted) {
    let mined: MinedWaiting | undefined;
    try {
      mined = await mineWaiting(client, {
        ...printing(stderr),
        signal,
        search: ({ candidate }, passed) =>
          search(candidate.difficulty, passed, (context) => solve(candidate, candidate.difficulty, context)),
      });
      isLedger = true;
    } catch (error) {
      if (signal.aborted) return;
      // At first this means a wrong address. Later it may be a network's sign-in page, so ask again.
      const isWrong = error instanceof NotALedger && !isLedger;
      if (every === undefined || isWrong || !(error instanceof Unreachable)) {
        const plain = "On a plain ledger, --patient-name, --patient-id and --reg-no are required.";
        throw await adviceFor(error, client, true, new UsageError(plain));
      }
      print(stderr, error.message);
    }
    if (mined) {
      print(stdout, jsonLine(mined.block));
      continue;
    }
    if (every === undefined) return print(stderr, "No entry is waiting.");
    await pause(every, signal);
  }
}
