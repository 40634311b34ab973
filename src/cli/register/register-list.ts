import type { PatientRecord } from "../../chain/records/record.ts";
import { type LedgerClient, Refusal } from "../../client/client.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { signedRecord } from "../../client/signing/signed-bodies.ts";
import { signingContext } from "../../client/signing/signing-context.ts";
import { checkedGenesis } from "../genesis.ts";
import { type Output, print } from "../io.ts";
import { authorOn, type SigningAuthor } from "../keys/signing-author.ts";
import type { Preparing } from "./batch.ts";
import type { InputFault, InputRecord } from "./input-records.ts";
import { Persistence } from "./persistence.ts";
import type { ReceiptsFile } from "./receipts-file.ts";
import { Refusals } from "./refusals.ts";
import { registerAll } from "./registering.ts";
import { invoked } from "../invoked.ts";

/** What a list is registered with. */
interface ListRegistering {
  readonly client: LedgerClient;
  /** The key that signs the records, if any does. */
  readonly key: AuthorKey | undefined;
  /** The hash of genesis that the ledger must have, if it is known. */
  readonly genesis: string | undefined;
  readonly receipts: ReceiptsFile;
  readonly receiptsName: string;
  readonly stop: AbortSignal;
  /** Where to tell the user what happens. No patient's data is printed. */
  readonly output: Output;
}

/**
 * Registers those records of a list that have no receipt yet, and says how many there are of each sort.
 *
 * @returns whether every line of the list is registered and has its receipt
 * @throws Error if the receipts are another ledger's, or the ledger refuses all records
 * @throws DOMException `AbortError` once it was stopped
 */
export async function registerList(
  lines: readonly (InputRecord | InputFault)[],
  { client, key, genesis, receipts, receiptsName, stop, output }: ListRegistering,
): Promise<boolean> {
  const refusals = new Refusals(lines, (news) => print(output, news));
  const refuse = refusals.add.bind(refusals);
  if (lines.length === 0) print(output, "The list holds no records.");
  const persistence = new Persistence(stop, (news) => print(output, news));
  await requireSameLedger(client, receipts, receiptsName, persistence);
  const author = key && (await persistence.answer(() => authorOn(client, key, genesis)));
  if (!key && genesis !== undefined) await persistence.answer(() => checkedGenesis(client, genesis));
  for (const each of lines) if ("fault" in each) refuse(each.line, each.fault);
  const { records, receipted, repeated } = missingFrom(receipts, lines);
  const before = receipts.count;
  const onBatch = (done: number) => {
    if (records.length > done) print(output, `${counted(done)} of ${counted(records.length)} records sent`);
  };
  const prepare = preparing(client, author, persistence);
  await registerAll(records, { client, prepare, author, receipts, persistence, stop, refuse, onBatch });
  print(output, `${counted(receipts.count - before)} registered now, ${counted(refusals.count)} refused.`);
  if (receipted > 0) print(output, `${counted(receipted)} had a receipt in ${receiptsName} before.`);
  if (repeated > 0)
    print(
      output,
      `${counted(repeated)} ${repeated === 1 ? "line holds" : "lines hold"} a record that an earlier line holds.`,
    );
  const others = receipts.countOfOthers(author?.opened.thumbprint);
  if (others > 0)
    print(
      output,
      `${counted(others)} of the receipts in the file are of records that ${author ? "this key did not sign" : "somebody signed"}.`,
    );
  return refusals.count === 0;
}

/** The records without a receipt, each once, how many have one, and how many lines repeat a record. */
function missingFrom(receipts: ReceiptsFile, lines: readonly (InputRecord | InputFault)[]) {
  const seen = new Set<string>();
  const records: InputRecord[] = [];
  let [receipted, repeated] = [0, 0];
  for (const each of lines) {
    if ("fault" in each) continue;
    const text = JSON.stringify(each.record);
    if (seen.has(text)) repeated += 1;
    else if (receipts.has(each.record)) receipted += 1;
    else records.push(each);
    seen.add(text);
  }
  return { records, receipted, repeated };
}

/** Has the author seal and sign records; without an author they are sent as they are. */
function preparing(client: LedgerClient, author: SigningAuthor | undefined, persistence: Persistence): Preparing {
  if (!author) return (records) => Promise.resolve(records);
  const { key, ledger } = author;
  return async (records: readonly PatientRecord[]) => {
    const { seen } = await persistence.answer(() => signingContext(client));
    return Promise.all(records.map((record) => signedRecord(record, key, ledger, seen)));
  };
}

/**
 * Makes sure that the receipts at hand are this ledger's: records with receipts of another one must not be left out.
 *
 * @throws Error if the block of the newest receipt is not on the ledger
 */
async function requireSameLedger(
  client: LedgerClient,
  { newest }: ReceiptsFile,
  name: string,
  persistence: Persistence,
): Promise<void> {
  if (!newest) return;
  const found = await persistence.answer(() => blockOrNone(client, newest.index));
  const { hash } = (found ?? {}) as { readonly hash?: unknown };
  if (hash === newest.hash) return;
  throw new Error(
    `${name} holds a receipt of block ${newest.index} that this ledger does not have. Give another --receipts for another ` +
      `ledger. If it is the same one, keep the file: ${invoked("verify")} --receipt shows what the ledger lost.`,
  );
}

async function blockOrNone(client: LedgerClient, index: number): Promise<unknown> {
  try {
    return await client.block(index);
  } catch (error) {
    if (error instanceof Refusal && error.problem === "block-not-found") return undefined;
    throw error;
  }
}

function counted(count: number): string {
  return count.toLocaleString("en");
}
