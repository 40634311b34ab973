/** What authors sign and send to the ledger of the tests. */
import type { PatientRecord } from "../../../src/chain/record.ts";
import type { Authorship, Seen } from "../../../src/chain/sealed/entry.ts";
import type { AuthorKey } from "../../../src/client/signing/author-key.ts";
import { signedCorrection, signedErasure, signedRecord } from "../../../src/client/signing/signed-bodies.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { RecordResult, RecordView, SubmittedRecord } from "../../../src/ledger/results.ts";
import { sqlOn } from "../storage/in-runtime.ts";
import { valueOf } from "./answers.ts";
import { ledgerHash } from "./keys.ts";
import { faulty, NAME } from "./recovery.ts";

/** What signatures refer to. */
export interface Context {
  /** The hash of genesis. */
  readonly ledger: string;
  readonly seen: Seen;
}

/** What an author knows of a ledger: its genesis, and its newest block. */
export async function contextOf(ledger: DurableObjectStub<Ledger> = faulty()): Promise<Context> {
  const { tip } = await valueOf(ledger.describe());
  return { ledger: await ledgerHash(ledger), seen: { index: tip.index, hash: tip.hash } };
}

/** A record that an author has sealed and signed, as the routes hand it to the ledger. */
export async function signed(record: PatientRecord, key: AuthorKey, context?: Context): Promise<SubmittedRecord> {
  const { ledger, seen } = context ?? (await contextOf());
  return { ...record, signed: await signedRecord(record, key, ledger, seen) };
}

/** The same for a correction. */
export async function correcting(
  number: number,
  record: PatientRecord,
  key: AuthorKey,
  context?: Context,
): Promise<SubmittedRecord> {
  const { ledger, seen } = context ?? (await contextOf());
  return { ...record, signed: await signedCorrection(record, number, key, ledger, seen) };
}

/** What an author adds to an erasure. */
export async function erasing(number: number, key: AuthorKey, context?: Context): Promise<Authorship> {
  const { ledger, seen } = context ?? (await contextOf());
  return signedErasure(number, key, ledger, seen);
}

/** The stored entry with a number, parsed. */
export async function entryAt(number: number): Promise<Record<string, unknown> | undefined> {
  const [row] = await sqlOn(NAME, "SELECT entry FROM entries WHERE number = ?", number);
  return row && (JSON.parse(row["entry"] as string) as Record<string, unknown>);
}

/** The fields of a record that was found; the outcome if it was not. */
export function fieldsIn(result: RecordResult<RecordView>): PatientRecord | string {
  if (result.outcome !== "found") return result.outcome;
  const { patient_name, patient_ID, Reg_no } = result.found;
  return { patient_name, patient_ID, Reg_no };
}
