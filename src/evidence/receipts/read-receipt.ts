import { isHexHash } from "../../chain/text/hex.ts";
import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { VerifiedCheckpoint } from "../notes/checkpoint.ts";
import { openRead, type LoggedRead } from "./logged-read.ts";
import { type InclusionProof, parseReceipt, type Receipt, verifyReceipt } from "./receipt.ts";
import type { TrustPolicy } from "../notes/trust-policy.ts";

/** Proof that an entry is in the log of reads: the receipt of its leaf in the log's own tree, and what it says. */
export interface ReadReceipt extends Receipt {
  /** The entry's number, from 1; its leaf has the index `number` - 1. */
  readonly number: number;
  /** Hex: it binds the digests in `fields` to their names, as a record's commitment does. */
  readonly commitment: string;
  /** The digest of each attribute's disclosure; absent, like the disclosures, once the key of its month was destroyed. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly disclosures?: readonly string[];
}

/** Whether an origin is that of a log of reads, whose last part is `/reads` after the name of its ledger. */
export function isOriginOfReads(origin: string): boolean {
  return /\/ledgers\/[^/]+\/reads$/.test(origin);
}

/** A parsed receipt of the log of reads, not yet verified. */
export interface ReadProof extends InclusionProof {
  readonly read: Required<Pick<ReadReceipt, "number" | "commitment" | "disclosures">> & Pick<ReadReceipt, "fields">;
}

/** What a receipt of the log of reads was verified to prove. */
export interface VerifiedRead {
  readonly checkpoint: VerifiedCheckpoint;
  readonly number: number;
  readonly commitment: string;
  /** The attributes that it discloses. */
  readonly disclosed: Partial<LoggedRead>;
}

/**
 * Parses a receipt of the log of reads in JSON.
 *
 * @returns `undefined` if the text is something else, such as the receipt of a block
 * @throws Malformed if it is one, but lacks something. The message quotes nothing.
 */
export function parseReadReceipt(text: string): ReadProof | undefined {
  const value = jsonOf(text);
  if (!isObject(value) || !("commitment" in value) || "entry" in value) return undefined;
  const { number, commitment, fields, disclosures = [] } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(number) || typeof commitment !== "string" || !isHexHash(commitment)) {
    throw new Malformed("not a receipt of the log of reads: it needs number and commitment");
  }
  if (fields !== undefined && !isTexts(fields)) throw new Malformed("its fields must be digests by name");
  if (!Array.isArray(disclosures) || !disclosures.every((each) => typeof each === "string")) {
    throw new Malformed("its disclosures must be a list of texts");
  }
  const read = { number: number as number, commitment, disclosures, ...(fields && { fields }) };
  return { ...parseReceipt(text), read };
}

/**
 * Verifies a receipt of the log of reads without the ledger: the log that the checkpoint signs has the entry under its
 * number, and what is disclosed is what the entry's commitment covers.
 *
 * It does not prove that the log names every read. Whoever opens the ledger's storage with its keys is in no log.
 *
 * @param policy the keys of the log, whose name ends in `/reads`
 * @throws Malformed if it proves something else, or nothing; the message says why and quotes nothing
 */
export async function verifyReadReceipt(proof: ReadProof, policy: TrustPolicy): Promise<VerifiedRead> {
  const { number, commitment, fields, disclosures } = proof.read;
  if (proof.leafIndex !== number - 1) throw new Malformed("the receipt is for another entry than its number says");
  const checkpoint = await verifyReceipt(proof, commitment, policy, "entry");
  if (!isOriginOfReads(checkpoint.origin)) throw new Malformed("the checkpoint is not one of a log of reads");
  if (!fields && disclosures.length > 0) throw new Malformed("it discloses attributes without the digests of all");
  const disclosed = fields ? await openRead(disclosures, fields, commitment) : {};
  if (disclosed.number !== undefined && disclosed.number !== number) {
    throw new Malformed("it discloses another number than that of its entry");
  }
  return { checkpoint, number, commitment, disclosed };
}

function jsonOf(text: string): unknown {
  try {
    return parseIJson(text);
  } catch (error) {
    // Whatever reads it next says what is wrong with it.
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((each) => typeof each === "string");
}
