import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { type PatientRecord, sameRecord } from "../../chain/records/record.ts";
import type { Entry, Seen } from "../../chain/sealed/entry.ts";
import { signedText, verifySignature } from "../../chain/sealed/entry-signature.ts";
import { parseDisclosure } from "../../evidence/receipts/disclosures.ts";
import { parseEntryInclusion, verifyEntryInclusion } from "../../evidence/receipts/entry-inclusion.ts";
import type { EntryReceipt } from "../../evidence/receipts/entry-receipt.ts";
import type { SigningAuthor } from "../keys/signing-author.ts";

/** A record that is registered, as the file of receipts has it. */
export interface Receipted {
  readonly record: PatientRecord;
  /** The thumbprint of the key that signed it; `undefined` if it is not signed. */
  readonly author: string | undefined;
  readonly block: Seen;
  /** What to write: on a sealed ledger the record's number and the receipt, on a plain one the block and its receipt. */
  readonly answer: object;
}

/**
 * Checks that what a ledger answered about a record is about that record, and on behalf of the right author: it is what
 * the user will keep.
 *
 * @param answer the answer to registering it, with a block
 * @param by who signed it, if it was signed
 * @throws Malformed if it is about something else; the message quotes nothing
 */
export async function receiptedBy(
  answer: object,
  record: PatientRecord,
  by: SigningAuthor | undefined,
): Promise<Receipted> {
  const read = receiptedOf(answer);
  if (!read) throw new Malformed("it holds neither a block with the record nor a receipt of its entry");
  if (!sameRecord(read.record, record)) throw new Malformed("it is about another record");
  const { receipt } = answer as { readonly receipt?: EntryReceipt };
  if (receipt && "entry" in receipt) {
    await verifyEntryInclusion(parseEntryInclusion(receipt));
    if (by && !(await isBy(receipt.entry, by))) throw new Malformed("its entry does not have the key's signature");
  }
  return read;
}

async function isBy(entry: Entry, { opened, ledger }: SigningAuthor): Promise<boolean> {
  const { author, signature = "" } = entry as { readonly author?: string; readonly signature?: string };
  return (
    author === opened.thumbprint && (await verifySignature(signature, signedText(entry, ledger, "signature"), opened))
  );
}

/** What a line of the file of receipts holds; `undefined` if that is no receipt of a record. */
export function receiptedIn(line: string): Receipted | undefined {
  try {
    return receiptedOf(parseIJson(line));
  } catch (error) {
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}

/** Reads an answer or a line, and takes it at its word. */
function receiptedOf(value: unknown): Receipted | undefined {
  const { block, receipt, record } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { entry, block: header, disclosures } = (receipt ?? {}) as Readonly<Record<string, unknown>>;
  if (entry === undefined) return plainReceipted(block, receipt);
  const fields = fieldsIn(disclosures);
  const seen = seenIn(header);
  const { author } = entry as { readonly author?: string };
  return fields && seen && { record: fields, author, block: seen, answer: { record, receipt } };
}

function plainReceipted(block: unknown, receipt: unknown): Receipted | undefined {
  const record = recordIn(block);
  const seen = seenIn(block);
  const answer = { block, ...(receipt === undefined ? {} : { receipt }) };
  return record && seen && { record, author: undefined, block: seen, answer };
}

function fieldsIn(disclosures: unknown): PatientRecord | undefined {
  try {
    const fields = (disclosures as readonly string[]).map((disclosure) => parseDisclosure(disclosure));
    return recordIn(Object.fromEntries(fields.map(({ name, value }) => [name, value])));
  } catch (error) {
    // Anything but a list of texts makes the calls above throw a TypeError.
    if (error instanceof Malformed || error instanceof TypeError) return undefined;
    throw error;
  }
}

function recordIn(value: unknown): PatientRecord | undefined {
  const { patient_name, patient_ID, Reg_no } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof patient_name !== "string" || typeof patient_ID !== "string" || typeof Reg_no !== "string")
    return undefined;
  return { patient_name, patient_ID, Reg_no };
}

function seenIn(value: unknown): Seen | undefined {
  const { index, hash } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof index === "number" && typeof hash === "string" ? { index, hash } : undefined;
}
