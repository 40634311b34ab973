import type { PatientRecord } from "../../../chain/records/record.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import { answerOf } from "../../../client/transport/answers.ts";
import type { LedgerClient } from "../../../client/client.ts";
import type { Callbacks } from "../../../client/external/external-mining.ts";
import { type FoundHeader, mineWaiting } from "../../../client/external/header-mining.ts";
import type { HeaderWork } from "../../../client/routes/mining.ts";
import type { SignedRecord } from "../../../client/signing/signed-bodies.ts";
import { JSON_TYPE } from "../../../contract/content.ts";
import type { MinedBody } from "../../../contract/schemas/mining.ts";
import type { EntryReceipt } from "../../../evidence/receipts/entry-receipt.ts";

/** What `POST /mine_block` answers on a sealed ledger when a record's entry is on the chain. */
export interface Registered {
  readonly block: Header;
  readonly record: { readonly number: number };
  /** It discloses all fields to whoever registered the record. */
  readonly receipt: EntryReceipt;
}

/** What is sent: a record as it was typed, or sealed and signed here. */
export type Sent = PatientRecord | SignedRecord;

/** What it answers with `Prefer: respond-async`: the record is waiting, or was registered before. */
type Accepted = { readonly id: string } | Repeated;
type Repeated = { readonly record: { readonly number: number } };

/** What it answers when the record's block is on the chain. */
type OnChain = MinedBody | Registered;

/** What the person is told meanwhile, and how the waiting ends. */
export interface Waiting {
  /** Called when the ledger has accepted the record, with the id under which it waits. */
  readonly onAccepted: (id: string) => void;
  /** Ends the waiting, not the mining. */
  readonly signal: AbortSignal;
}

/**
 * Sends a record to be mined, and waits until its block is on the chain.
 *
 * @returns the answer, and whether the record was there before
 * @throws Refusal or Unreachable if the ledger does not mine it
 */
export async function mineOnServer<Answer extends OnChain>(
  client: LedgerClient,
  record: Sent,
  waiting: Waiting,
): Promise<Answer & { readonly known: boolean }> {
  const { answer, isKnown: known } = await accept(client, record, waiting);
  // Where the proof is known, the block is there already.
  return {
    ...("block" in answer ? (answer as Answer) : await minedAnswer<Answer>(client, record, waiting.signal)),
    known,
  };
}

/** Sends a record without waiting for its block. */
async function accept(
  client: LedgerClient,
  record: Sent,
  { onAccepted, signal }: Waiting,
): Promise<{ readonly answer: Accepted | OnChain; readonly isKnown: boolean }> {
  const response = await send(client, record, signal, { Prefer: "respond-async" });
  const answer = (await answerOf(response)) as Accepted | OnChain;
  if ("id" in answer && response.status === 202) onAccepted(answer.id);
  return { answer, isKnown: response.status === 200 };
}

/** The answer for a record that the ledger has accepted, once its block is on the chain. */
async function minedAnswer<Answer>(client: LedgerClient, record: Sent, signal: AbortSignal): Promise<Answer> {
  let response = await send(client, record, signal);
  // The ledger is still mining it. Repeating the request waits for the same block.
  while (response.status === 202) response = await send(client, record, signal);
  return (await answerOf(response)) as Answer;
}

/** How the browser searches for a header's nonce; see HeaderMiner. */
type HeaderSearch = (work: HeaderWork, passed: AbortSignal) => Promise<FoundHeader | undefined>;

/**
 * Registers a record on a sealed ledger, and mines the waiting entries here until it is on the chain. The ledger mines
 * them too: whoever finds a proof first appends the block.
 *
 * @returns the answer, and whether the record was registered before
 * @throws Refusal or Unreachable if the ledger does not accept the record or the header
 */
export async function registerHere(
  client: LedgerClient,
  record: Sent,
  miner: Callbacks & Waiting & { readonly search: HeaderSearch },
): Promise<Registered & { readonly known: boolean }> {
  const { answer, isKnown: known } = await accept(client, record, miner);
  // A sealed ledger answers without a block.
  const number = "id" in answer ? Number(answer.id) : (answer as Repeated).record.number;
  for (let last = 0; last < number;) {
    const mined = await mineWaiting(client, miner);
    // Nothing is waiting, so somebody mined it.
    last = mined?.block.last_entry ?? number;
  }
  return { ...(await minedAnswer<Registered>(client, record, miner.signal)), known };
}

function send(
  client: LedgerClient,
  record: Sent,
  signal: AbortSignal,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const headers = { "Content-Type": JSON_TYPE, ...more };
  return client.request("/mine_block", { method: "POST", headers, body: JSON.stringify(record), signal });
}
