import type { PatientRecord } from "../../chain/records/record.ts";
import type { LedgerClient } from "../../client/client.ts";
import { untilAnswered } from "../../client/external/external-mining.ts";
import { jsonLine } from "../../chain/text/printable.ts";
import { registerRecord } from "../../client/registering.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { signedRecord } from "../../client/signing/signed-bodies.ts";
import { signingContext } from "../../client/signing/signing-context.ts";
import { backoff, pause } from "../../client/transport/waiting.ts";
import { type Io, print } from "../io.ts";
import { authorOn } from "../keys/signing-author.ts";
import { mineEntries } from "./entry-mining.ts";
import { printing } from "./local-search.ts";

/**
 * Signs a record for a sealed ledger, and mines what waits there if the ledger leaves that to others, until the record is
 * on the chain. Prints the header of each block that it mines, then the record's number with its receipt.
 *
 * @param genesis the hash of genesis that the ledger must have, if it is known
 * @throws Error on a plain ledger, or on another one
 */
export async function mineSigned(
  client: LedgerClient,
  record: PatientRecord,
  { key, genesis }: { readonly key: AuthorKey; readonly genesis: string | undefined },
  io: Io,
): Promise<void> {
  const signal = io.stopSignal();
  const { ledger } = await authorOn(client, key, genesis);
  const { seen } = await signingContext(client, signal);
  const body = await signedRecord(record, key, ledger, seen);
  for (let waits = 0; !signal.aborted; waits += 1) {
    const answer = await untilAnswered(() => registerRecord(client, body), { ...printing(io.stderr), signal });
    if ("record" in answer && "receipt" in answer) {
      return print(io.stdout, jsonLine({ record: answer.record, receipt: answer.receipt }));
    }
    await mineEntries(client, undefined, { ...io, stopSignal: () => signal });
    await pause(backoff(waits), signal);
  }
}
