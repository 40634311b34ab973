import { env } from "cloudflare:workers";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { CorrectResult, ExpectedTags, Reader, RecordResult, RecordView } from "../../../src/ledger/results.ts";
import { valueOf } from "./answers.ts";
import { NAME } from "./recovery.ts";

/** Who corrects and reads in the tests of corrections, and may do so with every record. */
export const CLERK: Reader = { subject: "dr-rao", scopes: ["record:read", "record:correct"], requestId: "a-request" };

/** The same with a token that is narrowed to some patients. */
export function narrowedTo(...patients: readonly string[]): Reader {
  return { ...CLERK, patients };
}

/** Corrects a record, waits for its block, and gets the outcome. */
export function correct(
  number: number,
  record: PatientRecord,
  { expected = "any", reader = CLERK }: { readonly expected?: ExpectedTags; readonly reader?: Reader } = {},
  ledger: DurableObjectStub<Ledger> = env.LEDGER.getByName(NAME),
): Promise<CorrectResult> {
  return valueOf(ledger.correct(number, expected, record, reader));
}

/** What was found; the outcome if it was not. */
export function foundIn<Found>(result: RecordResult<Found>): Found | string {
  return result.outcome === "found" ? result.found : result.outcome;
}

/** The fields of a view, and which versions it replaces and is replaced by. */
export function linksOf({ number, corrects, corrected_by }: RecordView) {
  return { number, corrects, corrected_by };
}

/** A value, which must be there, of a record that was found. */
export async function found<Value>(
  asked: PromiseLike<{ outcome: "ok"; value: RecordResult<Value> } | { outcome: string; value?: never }>,
): Promise<Value> {
  const { value } = await asked;
  if (value?.outcome !== "found") throw new Error(`not found: ${value?.outcome}`);
  return value.found;
}
