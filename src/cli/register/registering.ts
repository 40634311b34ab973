import { Malformed } from "../../chain/text/malformed.ts";
import type { PatientRecord } from "../../chain/records/record.ts";
import type { EntryReceipt } from "../../evidence/receipts/entry-receipt.ts";
import { type LedgerClient, Refusal, Unreachable } from "../../client/client.ts";
import { registerRecord } from "../../client/registering.ts";
import type { SigningAuthor } from "../keys/signing-author.ts";
import { type Accepted, type Preparing, sendBatch, type Sent } from "./batch.ts";
import { byCommitment, receiptsInBlock } from "./block-receipts.ts";
import { inOrder } from "./in-order.ts";
import type { InputRecord } from "./input-records.ts";
import type { Persistence } from "./persistence.ts";
import { type Receipted, receiptedBy } from "./receipted.ts";
import type { ReceiptsFile } from "./receipts-file.ts";

/** How many records are sent together: as many as a block of a sealed ledger holds. */
const BATCH = 1_000;

/** How many receipts are asked for at once. */
const AT_ONCE = 32;

/** Why an accepted record has no receipt, although others do: someone else registered it first, or it has since been lost or erased. */
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
  /** Called for a record that is not registered, or has no receipt, with the name of the ledger's problem if it has one. */
  readonly refuse: (line: number, reason: string, problem?: string) => void;
  /** Called after each batch with the number of records that were dealt with. */
  readonly onBatch: (count: number) => void;
}

/** What became of a record after it was accepted: its receipt, or a clause why it has none. */
interface Result {
  readonly line: number;
  readonly result: Receipted | string;
  /** The name of the ledger's problem, if that is why. */
  readonly problem?: string;
}

/**
 * Registers records batch by batch, and saves each one's receipt.
 *
 * A batch goes to `POST /records`, so that the ledger can fill its blocks: on a sealed ledger a thousand records cost one
 * proof. Then a record is sent again alone, to `POST /mine_block`, which waits for its block and answers with its receipt.
 * From the receipt of one, an author makes those of all others in the block; without an author's disclosures each record
 * is asked for. Nothing is kept about records on their way: to register a record again is to find it, whatever its salts
 * are, and whoever went first is answered with what is there.
 *
 * @param records none of which has a receipt yet
 * @throws Error if the ledger refuses all records
 * @throws DOMException `AbortError` once it was stopped
 */
export async function registerAll(records: readonly InputRecord[], registering: Registering): Promise<void> {
  const { receipts, refuse, onBatch } = registering;
  for (let start = 0; start < records.length; start += BATCH) {
    const accepted = await sendBatch(records.slice(start, start + BATCH), registering);
    for await (const { line, result, problem } of resultsOf(accepted, registering)) {
      if (typeof result === "string") refuse(line, result, problem);
      else await receipts.add(line, result);
    }
    onBatch(Math.min(start + BATCH, records.length));
  }
}

/** The receipts of accepted records, each as soon as it is there. */
async function* resultsOf(accepted: readonly Accepted[], registering: Registering): AsyncGenerator<Result> {
  // What was there before has the salts of an earlier run, so that its author cannot make its receipt.
  const isMadeHere = ({ isNew }: Accepted) => isNew && registering.author !== undefined;
  yield* fromBlocks(accepted.filter(isMadeHere), registering);
  const others = accepted.filter((sent) => !isMadeHere(sent));
  yield* inOrder(others, AT_ONCE, (sent) => receiptOf(sent, registering));
}

/** The receipts of signed records, made from the blocks that hold them. */
async function* fromBlocks(sent: readonly Sent[], registering: Registering): AsyncGenerator<Result> {
  const { client, author, persistence, stop } = registering;
  const wanted = await byCommitment(sent);
  const read = new Set<number>();
  for (const [commitment, first] of wanted) {
    wanted.delete(commitment);
    const answered = await receiptOf(first, registering);
    yield answered;
    if (typeof answered.result === "string") continue;
    const { receipt: one } = answered.result.answer as { readonly receipt: EntryReceipt };
    const { index } = one.block;
    if (read.has(index)) continue;
    read.add(index);
    const block = await persistence.answer(() => client.block(index, { signal: stop }));
    for (const made of await receiptsInBlock(block, one, wanted)) {
      wanted.delete(made.commitment);
      const answer = { record: { number: made.receipt.number }, receipt: made.receipt };
      yield checked(made.sent.line, answer, made.sent.record, author);
    }
  }
}

/** Asks for the receipt of an accepted record, until it is mined. */
async function receiptOf({ line, record, body }: Sent, registering: Registering): Promise<Result> {
  const { client, author, persistence, stop } = registering;
  try {
    for (let waits = 0; ; waits += 1) {
      const answer = await persistence.answer(() => registerRecord(client, body, stop));
      if ("block" in answer) return await checked(line, answer, record, author);
      await persistence.wait(undefined, waits);
    }
  } catch (error) {
    const isOfOne = (error instanceof Refusal || error instanceof Unreachable) && OF_ONE.has(error.problem);
    if (isOfOne) return { line, result: error.message, problem: error.problem };
    throw error;
  }
}

/** Checks that a receipt is that of the record. */
async function checked(
  line: number,
  answer: object,
  record: PatientRecord,
  author: SigningAuthor | undefined,
): Promise<Result> {
  try {
    return { line, result: await receiptedBy(answer, record, author) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { line, result: `the ledger's receipt is not that of the record: ${error.message}` };
  }
}
