import type { PatientRecord } from "../../chain/records/record.ts";
import type { BatchLine } from "../../contract/schemas/mempool.ts";
import { type LedgerClient, Refusal } from "../../client/client.ts";
import { problemName } from "../../client/transport/errors.ts";
import { printable } from "../../chain/text/printable.ts";
import { registerRecords } from "../../client/registering.ts";
import type { SignedRecord } from "../../client/signing/signed-bodies.ts";
import type { InputRecord } from "./input-records.ts";
import type { Persistence } from "./persistence.ts";

/** What is sent to register a record: its fields, or what its author sealed and signed. */
export type Body = PatientRecord | SignedRecord;

/** A record of the input as it was sent. */
export interface Sent extends InputRecord {
  readonly body: Body;
}

/** A record that the ledger has accepted. */
export interface Accepted extends Sent {
  /** Whether it is waiting, and most likely was accepted just now; the others were registered before. */
  readonly isNew: boolean;
}

/** Prepares records for being sent, in the same order. What is signed refers to the newest block at the time of the call. */
export type Preparing = (records: readonly PatientRecord[]) => Promise<readonly Body[]>;

/** A ledger that refuses one record for such a reason refuses all. */
const OF_ALL: ReadonlySet<string> = new Set([
  "key-not-enrolled",
  "key-revoked",
  "signature-refused",
  "signature-required",
  "not-signable",
  "external-proofs-only",
]);

/** How often a record is signed again, because the block that its author has seen is too old by now. */
const SIGNATURES = 3;

/** What a batch is sent with. */
interface Sending {
  readonly client: LedgerClient;
  readonly prepare: Preparing;
  readonly persistence: Persistence;
  readonly stop: AbortSignal;
  /** Called for a record that the ledger refuses, with the name of its problem. */
  readonly refuse: (line: number, reason: string, problem: string) => void;
}

/**
 * Hands records to the ledger with `POST /records`, until it has accepted or refused each of them.
 *
 * @returns those that it accepted, now or before; they may still wait to be mined
 * @throws Refusal if the ledger refuses all of them
 */
export async function sendBatch(records: readonly InputRecord[], sending: Sending): Promise<Accepted[]> {
  const { client, persistence, stop, refuse } = sending;
  const accepted: Accepted[] = [];
  let left = await prepared(records, sending);
  for (let round = 0; left.length > 0; round += 1) {
    const bodies = left.map(({ body }) => body);
    const answers = await persistence.answer(() => linesOf(client, bodies, stop));
    const later: Sent[] = [];
    const unseen: InputRecord[] = [];
    let wait = 0;
    for (const [place, answer] of answers.entries()) {
      const sent = left[place];
      if (!sent) continue;
      const { problem, retry_after: seconds } = answer;
      const name = problemName(problem?.type);
      if (!problem) accepted.push({ ...sent, isNew: answer.status === 202 });
      else if (OF_ALL.has(name)) throw new Refusal(answer.status, problem);
      else if (seconds !== undefined) {
        later.push(sent);
        wait = Math.max(wait, seconds);
      } else if (name === "seen-unknown" && round < SIGNATURES) unseen.push(sent);
      else refuse(sent.line, `${answer.status}: ${printable(problem.detail)}`, name);
    }
    if (later.length > 0) await persistence.wait(wait, round);
    left = [...later, ...(await prepared(unseen, sending))].toSorted((a, b) => a.line - b.line);
  }
  return accepted.toSorted((a, b) => a.line - b.line);
}

async function prepared(records: readonly InputRecord[], { prepare }: Sending): Promise<Sent[]> {
  if (records.length === 0) return [];
  const bodies = await prepare(records.map(({ record }) => record));
  return records.map((each, place) => ({ ...each, body: bodies[place] ?? each.record }));
}

async function linesOf(client: LedgerClient, bodies: readonly Body[], stop: AbortSignal): Promise<BatchLine[]> {
  const answers: BatchLine[] = [];
  for await (const answer of registerRecords(client, bodies, stop)) answers.push(answer);
  return answers;
}
