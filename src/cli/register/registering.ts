import { Malformed } from "../../chain/malformed.ts";
import { type LedgerClient, Refusal, Unreachable } from "../../client/client.ts";
import { registerRecord } from "../../client/registering.ts";
import type { SigningAuthor } from "../keys/signing-author.ts";
import { type Preparing, sendBatch, type Sent } from "./batch.ts";
import { inOrder } from "./in-order.ts";
import type { InputRecord } from "./input-records.ts";
import type { Persistence } from "./persistence.ts";
import { type Receipted, receiptedBy } from "./receipted.ts";
import type { ReceiptsFile } from "./receipts-file.ts";

/** How many records are sent together: as many as a block of a sealed ledger holds. */
const BATCH = 1_000;

/** How many receipts are asked for at once. */
const AT_ONCE = 32;

/** Why an accepted record has no receipt, although others do: somebody was faster, or it was lost or erased since. */
const OF_ONE: ReadonlySet<string> = new Set(["registration-conflict", "record-erased", "record-missing"]);

/** What registering needs, and whom it tells. */
export interface Registering {
  readonly client: LedgerClient;
  readonly prepare: Preparing;
  /** Who signs, if anybody does. */
  readonly author: SigningAuthor | undefined;
  readonly receipts: ReceiptsFile;
  readonly persistence: Persistence;
  readonly stop: AbortSignal;
  /** Called for a record that is not registered, or has no receipt. */
  readonly refuse: (line: number, reason: string) => void;
  /** Called after each batch with the number of records that were dealt with. */
  readonly onBatch: (count: number) => void;
}

/**
 * Registers records batch by batch, and saves each one's receipt.
 *
 * A batch goes to `POST /records`, so that the ledger can fill its blocks, and a block of a sealed ledger costs one proof
 * for a thousand records. Then each record is sent again alone, to `POST /mine_block`, whose answer is the receipt of the
 * record that is there: one short request for each, which needs no scope but `chain:mine`. Nothing is kept about records
 * on their way: to register a record again is to find it, whatever its salts are.
 *
 * @param records none of which has a receipt yet
 * @throws Error if the ledger refuses all records
 * @throws DOMException `AbortError` once it was stopped
 */
export async function registerAll(records: readonly InputRecord[], registering: Registering): Promise<void> {
  const { receipts, refuse, onBatch } = registering;
  for (let start = 0; start < records.length; start += BATCH) {
    const accepted = await sendBatch(records.slice(start, start + BATCH), registering);
    const answers = inOrder(accepted, AT_ONCE, (sent) => receiptOf(sent, registering));
    for await (const { line, result } of answers) {
      if (typeof result === "string") refuse(line, result);
      else await receipts.add(line, result);
    }
    onBatch(Math.min(start + BATCH, records.length));
  }
}

/** Asks for the receipt of an accepted record, until it is mined; a sentence if there will be none. */
async function receiptOf(
  { line, record, body }: Sent,
  { client, author, persistence, stop }: Registering,
): Promise<{ line: number; result: Receipted | string }> {
  try {
    for (let waits = 0; ; waits += 1) {
      const answer = await persistence.answer(() => registerRecord(client, body, stop));
      if ("block" in answer) return { line, result: await receiptedBy(answer, record, author) };
      await persistence.wait(undefined, waits);
    }
  } catch (error) {
    if (error instanceof Malformed)
      return { line, result: `the ledger's receipt is not that of the record: ${error.message}` };
    const isOfOne = (error instanceof Refusal || error instanceof Unreachable) && OF_ONE.has(error.problem);
    if (isOfOne) return { line, result: error.message };
    throw error;
  }
}
