import type { PatientRecord } from "../../chain/records/record.ts";
import type { LedgerClient } from "../../client/client.ts";
import { mineExternally } from "../../client/external/external-mining.ts";
import { jsonLine } from "../../chain/text/printable.ts";
import { mineCandidate } from "../../mining/mine-block.ts";
import { type Io, print } from "../io.ts";
import { adviceFor } from "./ledger-kind.ts";
import { localSearch, printing } from "./local-search.ts";
import { named } from "../invoked.ts";

const SEALED = `This ledger is sealed: its blocks hold no records, so nobody mines a block of one.
Give --author-key to sign the record and register it, or register it with POST /mine_block, POST /records or ${named("register")}.
Without a record, ${named("mine")} mines what waits.`;

/**
 * Mines the block of a record on a plain ledger, and prints the block.
 *
 * @throws Error on a sealed ledger, with what to do instead
 */
export async function mineRecord(client: LedgerClient, record: PatientRecord, { stdout, stderr }: Io): Promise<void> {
  const search = await localSearch(stderr);
  try {
    const { block, known } = await mineExternally(client, record, {
      ...printing(stderr),
      search: ({ tip, candidate }, passed) =>
        search(candidate.difficulty, passed, (context) => mineCandidate(candidate, tip.proof, context)),
    });
    if (known) print(stderr, `The record is already in block ${block.index}. Nothing was added.`);
    print(stdout, jsonLine(block));
  } catch (error) {
    throw await adviceFor(error, client, false, new Error(SEALED));
  }
}
