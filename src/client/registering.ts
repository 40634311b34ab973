import type { PatientRecord } from "../chain/records/record.ts";
import { NDJSON } from "../contract/content.ts";
import type { BatchLine } from "../contract/schemas/mempool.ts";
import type { acceptedSchema, minedSchema, registeredSchema, repeatedSchema } from "../contract/schemas/mining.ts";
import type { Value } from "../contract/schemas/value.ts";
import { parsed } from "./transport/answers.ts";
import { type LedgerClient, NotALedger, Unreachable } from "./client.ts";
import { isRepeatable } from "./transport/repeatable.ts";
import type { SignedRecord } from "./signing/signed-bodies.ts";

/**
 * What registering a record leads to: its block, on a sealed ledger with the record's number and a receipt, or the id to
 * ask with if it is still waiting.
 */
export type Registration = Value<
  typeof minedSchema | typeof registeredSchema | typeof repeatedSchema | typeof acceptedSchema
>;

/**
 * Registers a record. Needs the scope `chain:mine`. Safe to repeat.
 *
 * @param record its fields; or on a sealed ledger sealed and signed by {@link signedRecord}
 * @param signal cancels the request; the record may be registered nevertheless
 * @throws Refusal `registration-conflict` if its Reg_no is another record's. About a signature: `key-not-enrolled`,
 *   `key-revoked`, `seen-unknown` if `seen` is no block of the ledger or older than 512 blocks, `commitment-repeated` if
 *   the salts were used before, `signature-refused`, `not-signable` on a plain ledger; or `signature-required` if there
 *   is none and the ledger demands it
 * @throws Unreachable if the ledger does not respond, or cannot accept it now
 */
export function registerRecord(
  client: LedgerClient,
  record: PatientRecord | SignedRecord,
  signal: AbortSignal | null = null,
): Promise<Registration> {
  return client.send("POST", "/mine_block", record, {}, signal) as Promise<Registration>;
}

/**
 * Has a record accepted, without waiting for its block. Needs the scope `chain:mine`. Safe to repeat.
 *
 * @param record, signal as for {@link registerRecord}
 * @returns the `id` to ask {@link readProgress} with, or the record if it is registered
 * @throws Refusal, Unreachable as {@link registerRecord}
 */
export function acceptRecord(
  client: LedgerClient,
  record: PatientRecord | SignedRecord,
  signal: AbortSignal | null = null,
): Promise<Registration> {
  return client.send("POST", "/mine_block", record, { Prefer: "respond-async" }, signal) as Promise<Registration>;
}

/**
 * Registers many records with one request: up to 10,000 of them, and 4 MiB. Needs the scope `chain:mine`. Safe to repeat.
 *
 * @param records, signal as for {@link registerRecord}
 * @returns what became of each, in the same order, once; a record that was refused does not affect the others
 * @throws Unreachable if the ledger does not respond, or not about all of them
 * @throws NotALedger if an answer is not that of the record in its place
 */
export async function* registerRecords(
  client: LedgerClient,
  records: readonly (PatientRecord | SignedRecord)[],
  signal: AbortSignal | null = null,
): AsyncGenerator<BatchLine, void, undefined> {
  const body = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const init = { method: "POST", headers: { "Content-Type": NDJSON }, body, signal };
  const attempts = client.attempts(signal);
  for (let known = 0; ;) {
    try {
      let number = 0;
      for await (const line of client.lines("/records", init)) {
        number += 1;
        if (number <= known) continue;
        const answer = answerTo(number, line);
        if (number > records.length) throw new NotALedger("it answers more records than it was sent");
        known = number;
        yield answer;
      }
      if (number < records.length) throw new Unreachable(`the ledger's answer ends before record ${number + 1}`);
      return;
    } catch (error) {
      await attempts.next(error, isRepeatable(init.method, "/records"));
    }
  }
}

/** What became of the record in a place, from 1. */
function answerTo(place: number, line: string): BatchLine {
  const answer = parsed(line) as Partial<BatchLine> | null;
  if (answer?.line !== place) throw new NotALedger(`it does not answer record ${place} where that is due`);
  return answer as BatchLine;
}
