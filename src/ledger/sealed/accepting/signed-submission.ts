import { type Authorship, canonicalEntry, type Entry } from "../../../chain/sealed/entry.ts";
import { signedText, verifySignature } from "../../../chain/sealed/entry-signature.ts";
import {
  commitmentOf,
  digestOf,
  FIELD_NAMES,
  parseDisclosure,
  type SealedFields,
} from "../../../evidence/receipts/disclosures.ts";
import type { SignatureRefused, SubmittedRecord } from "../../results.ts";
import type { KnownAuthors } from "../sealed-parts.ts";
import type { SealedRecord, Sealing } from "./sealing.ts";
import type { SeenBlocks } from "./seen-blocks.ts";

/** Who has signed an entry, and which block they had seen. */
export type Vouched = Pick<Authorship, "author" | "seen">;

/** An entry with an author's signature. */
export type SignedEntry = Extract<Entry, Partial<Authorship>> & Authorship;

/** What a record is sealed with. */
export interface SubmissionSources {
  readonly sealing: Sealing;
  readonly authors: KnownAuthors;
  /** Who registers or corrects it. */
  readonly subject: string;
  /** The number of the version that it replaces; absent for a new record. */
  readonly corrects: number | undefined;
}

/**
 * The rules of a signed entry that is submitted, in this order: its key is enrolled; the signature is the key's; an entry
 * that was accepted before is that entry again; the key was not revoked; the author has seen a recent block of this chain.
 * The first two never change, and are checked here. What follows may change at any time, so it is decided without waiting
 * by whoever accepts the entry; see {@link refusalNow}.
 */
export class SignedSubmissions {
  readonly #seen: SeenBlocks;

  constructor(seen: SeenBlocks) {
    this.#seen = seen;
  }

  /** Seals a record, unless its signature is wrong, or missing although the founding demands one. */
  async seal(
    record: SubmittedRecord,
    { sealing, authors, subject, corrects }: SubmissionSources,
  ): Promise<SealedRecord | SignatureRefused> {
    const { signed } = record;
    if (!signed) {
      if (authors.founded.founding.signatures === "required") return { outcome: "signature-required" };
      return sealing.seal(record, subject, corrects);
    }
    const content = await signedFields(record, signed.disclosures);
    const entry = signedEntry(content.commitment, signed, corrects);
    const refused = await this.refusal(entry, authors);
    return refused ?? sealing.sealSigned(record, content, canonicalEntry(entry), signed.author);
  }

  /**
   * Verifies the signature of an entry, and proves the block that its author has seen, for {@link refusalNow}.
   *
   * @returns why the entry cannot be accepted, now or later
   * @throws Contradiction if the stored block is not the one that was signed
   */
  async refusal(entry: SignedEntry, authors: KnownAuthors): Promise<SignatureRefused | undefined> {
    const { author, seen, signature } = entry;
    const key = authors.get(author);
    if (!key) return { outcome: "key-not-enrolled" };
    const text = signedText(entry, authors.founded.ledger, "signature");
    if (!(await verifySignature(signature, text, key))) return { outcome: "signature-refused" };
    await this.#seen.prove(seen.index);
    return undefined;
  }

  /**
   * Why an entry with a good signature cannot be accepted as things are, without waiting: for plans.
   *
   * @param newest the index of the newest block
   */
  refusalNow({ author, seen }: Vouched, authors: KnownAuthors, newest: number): SignatureRefused | undefined {
    const key = authors.get(author);
    if (!key) return { outcome: "key-not-enrolled" };
    if (key.revokedBy !== undefined) return { outcome: "key-revoked" };
    return this.#seen.holds(seen, newest) ? undefined : { outcome: "seen-unknown" };
  }
}

/**
 * The salted fields of a signed record, recomputed from its author's disclosures.
 *
 * @throws Error if these are not the disclosures of the record's fields: whoever submits it must have opened them
 */
async function signedFields(record: SubmittedRecord, given: readonly string[]): Promise<SealedFields> {
  const parsed = given.map((disclosure) => ({ disclosure, ...parseDisclosure(disclosure) }));
  const disclosures = FIELD_NAMES.map((name) => {
    const own = parsed.find((each) => each.name === name && each.value === record[name]);
    if (!own || given.length !== FIELD_NAMES.length) throw new Error("a signed record came with other disclosures");
    return own.disclosure;
  });
  const digests = await Promise.all(disclosures.map(digestOf));
  const fields = Object.fromEntries(FIELD_NAMES.map((name, place) => [name, digests[place] ?? ""]));
  return { disclosures, fields, commitment: await commitmentOf(fields) };
}

/** The entry of a signed record or correction. */
function signedEntry(commitment: string, authorship: Authorship, corrects: number | undefined): SignedEntry {
  const { author, seen, signature } = authorship;
  const signed = { author, seen: { index: seen.index, hash: seen.hash }, signature };
  return corrects === undefined
    ? { kind: "record", commitment, ...signed }
    : { kind: "correction", commitment, corrects, ...signed };
}
