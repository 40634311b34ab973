/** What authors sign and send to the ledger of the tests. */
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Authorship, Seen } from "../../../src/chain/sealed/entry.ts";
import type { AuthorKey } from "../../../src/client/signing/author-key.ts";
import { signEntry } from "../../../src/client/signing/sign-entry.ts";
import { signedCorrection, signedErasure, signedRecord } from "../../../src/client/signing/signed-bodies.ts";
import { commitmentOf, fieldsOf } from "../../../src/evidence/receipts/disclosures.ts";
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

/**
 * A record, or a correction, that an author signs over a commitment that they did not make. No client does that.
 *
 * @param disclosures what the commitment commits to
 */
export async function signedOver(
  record: PatientRecord,
  disclosures: readonly string[],
  key: AuthorKey,
  { corrects, context }: { readonly corrects?: number; readonly context?: Context } = {},
): Promise<SubmittedRecord> {
  const { ledger, seen } = context ?? (await contextOf());
  const commitment = await commitmentOf(await fieldsOf(disclosures));
  const entry =
    corrects === undefined
      ? ({ kind: "record", commitment } as const)
      : ({ kind: "correction", commitment, corrects } as const);
  const { author, signature } = await signEntry(entry, key, ledger, seen);
  return { ...record, signed: { disclosures, author, seen, signature } };
}

/** A signed record with some of what its author signed changed. */
export function changed(record: SubmittedRecord, changes: Partial<Authorship>): SubmittedRecord {
  if (!record.signed) throw new Error("the record is not signed");
  return { ...record, signed: { ...record.signed, ...changes } };
}

/** Sends a record. @returns the outcome, with the record's number if it has one */
export async function outcomeOf(record: SubmittedRecord, sender = "front-desk"): Promise<string> {
  const result = await valueOf(faulty().mine(record, sender));
  return "number" in result ? `${result.outcome} ${result.number}` : result.outcome;
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
