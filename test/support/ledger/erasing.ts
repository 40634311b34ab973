import { evictDurableObject } from "cloudflare:test";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { ErasureReason, Reader } from "../../../src/ledger/results.ts";
import { hex } from "../../../src/chain/text/hex.ts";
import { sqlOn } from "../storage/in-runtime.ts";
import { valueOf } from "./answers.ts";
import { deliverAlarm, faulty, NAME } from "./recovery.ts";
import { READER } from "./sealed-recovery.ts";
import { sqlOnVaultOf } from "./vaults.ts";

/** Another subject, who may do the same as the reader. */
export const HOLDER: Reader = { ...READER, subject: "records-office" };

export const erase = (number: number, reason: ErasureReason = "request", reader: Reader = READER) =>
  faulty().erase(number, reason, reader);

/** How far an erasure is, or the outcome of asking. */
export async function erasureOf(number: number): Promise<string> {
  const result = await valueOf(faulty().erasure(number, READER));
  return result.outcome === "found" ? result.found.state : result.outcome;
}

/** Delivers alarms until an erasure is done. */
export async function untilErased(...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    for (let tries = 0; tries < 100; tries++) {
      if ((await erasureOf(number).catch(() => "")) === "done") break;
      await deliverAlarm();
      await scheduler.wait(1);
    }
  }
}

/** What reading a record leads to. */
export async function readOutcome(number: number): Promise<string> {
  const answer = await faulty().record(number, READER);
  return answer.outcome === "ok" ? answer.value.outcome : answer.outcome;
}

/** What registering a record leads to. */
export async function registerOutcome(record: PatientRecord): Promise<string> {
  const answer = await faulty().mine(record, "dr-rao");
  return answer.outcome === "ok" ? answer.value.outcome : answer.outcome;
}

/** Everything secret that the two databases hold of versions, in hex: ciphertexts, fingerprints, look-ups, wrapped keys. */
export async function secretsOf(...numbers: readonly number[]): Promise<string[]> {
  const places = numbers.join(", ");
  const rows = await sqlOn(NAME, `SELECT key_id, ciphertext, fingerprint FROM entries WHERE number IN (${places})`);
  const lookups = await sqlOn(NAME, `SELECT lookup FROM lookups WHERE number IN (${places})`);
  const keys = await Promise.all(
    rows.map(({ key_id }) => sqlOnVaultOf(NAME, "SELECT wrapped FROM keys WHERE id = ?", key_id ?? null)),
  );
  const secrets = rows.flatMap(({ ciphertext, fingerprint }) => [ciphertext, fingerprint]);
  return [...secrets, ...lookups.map(({ lookup }) => lookup), ...keys.flat().map(({ wrapped }) => wrapped)].map(
    (value) => hex(new Uint8Array(value as ArrayBuffer)),
  );
}

/** Restarts the ledger's object. */
export function evict(): Promise<void> {
  return evictDurableObject(faulty());
}
