import type { PatientRecord } from "../../chain/records/record.ts";
import type { Authorship, CorrectionEntry, RecordEntry, Seen } from "../../chain/sealed/entry.ts";
import type { AuthorKey } from "./author-key.ts";
import { sealRecord } from "./sealing.ts";
import { signEntry } from "./sign-entry.ts";

/** What a ledger takes in place of a record's three fields: the sealed record with its author's signature. */
export interface SignedRecord extends Authorship {
  readonly disclosures: readonly string[];
}

/**
 * Seals and signs a record that is to be registered.
 *
 * @param key, ledger, seen as in {@link signEntry}
 * @returns the body of `POST /mine_block`, or a line of `POST /records`. It is safe to send the
 *   same body again, or to seal and sign the same record again: the ledger keeps only one of them for each author.
 */
export function signedRecord(record: PatientRecord, key: AuthorKey, ledger: string, seen: Seen): Promise<SignedRecord> {
  return signedBody(record, (commitment) => ({ kind: "record", commitment }), key, ledger, seen);
}

/**
 * Seals and signs a record's new version.
 *
 * @param corrects the number of the version that it replaces, which must be the current one
 * @param key, ledger, seen as in {@link signEntry}
 * @returns the body of `POST /records/<number>/corrections`
 */
export function signedCorrection(
  record: PatientRecord,
  corrects: number,
  key: AuthorKey,
  ledger: string,
  seen: Seen,
): Promise<SignedRecord> {
  return signedBody(record, (commitment) => ({ kind: "correction", commitment, corrects }), key, ledger, seen);
}

async function signedBody(
  record: PatientRecord,
  entryOf: (commitment: string) => RecordEntry | CorrectionEntry,
  key: AuthorKey,
  ledger: string,
  seen: Seen,
): Promise<SignedRecord> {
  const { disclosures, commitment } = await sealRecord(record);
  const entry = await signEntry(entryOf(commitment), key, ledger, seen);
  return { disclosures, ...authorshipOf(entry) };
}

/**
 * Signs an erasure.
 *
 * @param erases the number of the record's current version, or of a key entry whose subject is to be erased
 * @param key, ledger, seen as in {@link signEntry}
 * @returns what `POST /records/<number>/erasure` takes beside `reason`
 */
export async function signedErasure(erases: number, key: AuthorKey, ledger: string, seen: Seen): Promise<Authorship> {
  return authorshipOf(await signEntry({ kind: "erasure", erases }, key, ledger, seen));
}

function authorshipOf({ author, seen, signature }: Authorship): Authorship {
  return { author, seen, signature };
}
