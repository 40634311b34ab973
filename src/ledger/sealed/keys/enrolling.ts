import { hex } from "../../../chain/text/hex.ts";
import { canonicalEntry, type KeyEntry } from "../../../chain/sealed/entry.ts";
import { type OpenedKey, openKey } from "../../../chain/sealed/public-key.ts";
import type { Enrolment, EnrolResult } from "../../key-results.ts";
import type { Reader } from "../../results.ts";
import { concatenate } from "../../../chain/text/concatenate.ts";
import type { EntryWaits } from "../mining/entry-waits.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { Draft, SingleEntries } from "../accepting/single-entries.ts";
import { openSubject, type SealedSubject, sealSubject } from "../accepting/subject-sealing.ts";
import type { Authors } from "./authors.ts";
import type { KeyViews } from "./key-views.ts";
import { isVouchedFor } from "./vouching.ts";

/** What keys are enrolled with. */
interface Sources {
  readonly authors: Authors;
  readonly singleEntries: SingleEntries;
  readonly waits: EntryWaits;
  readonly views: KeyViews;
}

/** An enrolment that may be accepted. */
interface Candidate {
  readonly key: OpenedKey;
  readonly entry: KeyEntry;
  readonly sealed: SealedSubject;
}

/** Why no entry is needed, or none can be accepted. */
type Decided = Extract<EnrolResult, { outcome: "key-taken" | "key-revoked" }> | { outcome: "before"; number: number };

/** Enrols the keys of authors. */
export class Enrolling {
  readonly #parts: SealedParts;
  readonly #sources: Sources;

  constructor(parts: SealedParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
  }

  /**
   * Enrols a key, and waits for its block. Whoever asks for the same key meanwhile gets the same entry.
   *
   * @param enrolment whose subject the reader may enrol, as the caller has checked
   */
  async enrol(enrolment: Enrolment, reader: Reader): Promise<EnrolResult> {
    const { authors, singleEntries, views } = this.#sources;
    const { link } = this.#parts;
    const { founded } = await authors.known();
    const key = await openKey(enrolment.public_key);
    const opened = await openSubject(enrolment.disclosures);
    if (opened.subject !== enrolment.subject) throw new Error("the subject is not the one that is disclosed");
    if (typeof key === "string") return { outcome: "signature-refused" };
    const { signature, endorsement } = enrolment;
    const entry: KeyEntry = {
      kind: "key",
      public_key: key.jwk,
      commitment: opened.commitment,
      signature,
      ...(endorsement === undefined ? {} : { endorsement }),
    };
    if (!(await isVouchedFor(entry, key, founded))) return { outcome: "signature-refused" };
    const sealed = await sealSubject(opened, key.thumbprint, reader.subject, await this.#parts.sealing());
    const candidate = { key, entry, sealed };
    const first = this.#decide(candidate);
    // A key in the vault without an entry is harmless, the opposite is not.
    if (first.outcome === "accept") await link.deposit(concatenate([sealed.version.keyId, sealed.key]));
    const accepted =
      first.outcome === "accept" ? await singleEntries.accept(() => this.#decide(candidate), reader.subject) : first;
    if ("number" in accepted) return this.#mined(key, accepted, reader);
    const before = accepted.outcome === "key-taken" ? authors.keys.of(key.thumbprint) : undefined;
    if (!before || !(await views.isOf(before, opened.subject))) return accepted;
    return this.#mined(key, { outcome: "before", number: before.enrolled.number }, reader);
  }

  #decide({ key, entry, sealed }: Candidate): Draft | Decided {
    const { authors } = this.#sources;
    const { entries, erasures } = this.#parts;
    const text = canonicalEntry(entry);
    const before = authors.get(key.thumbprint);
    if (!before) {
      // Two entries with the same commitment would be no valid chain.
      if (authors.keys.hasCommitment(entry.commitment)) return { outcome: "key-taken" };
      return {
        outcome: "accept",
        text,
        version: sealed.version,
        // From now on, authors choose salts, and so can repeat a commitment.
        store: () => entries.indexCommitments(),
        stored: (number) => authors.accepted(number, text, entry, key),
        failed: () => authors.forget(),
      };
    }
    if (before.revokedBy !== undefined) return { outcome: "key-revoked" };
    const { number } = before;
    // Once the subject is erased, random bytes are in the place of its fingerprint.
    const fingerprint = entries.fingerprint(number) ?? new Uint8Array();
    const isSame = hex(fingerprint) === hex(sealed.version.fingerprint) && !erasures.hasRow(number);
    return isSame ? { outcome: "before", number } : { outcome: "key-taken" };
  }

  /** What an entry leads to, once its block is mined or that takes too long. */
  async #mined(
    { thumbprint }: OpenedKey,
    { outcome, number }: { readonly outcome: "accepted" | "before"; readonly number: number },
    reader: Reader,
  ): Promise<EnrolResult> {
    const { authors, views, waits } = this.#sources;
    const pending = { outcome: "pending", id: String(number) } as const;
    if (!(await waits.minedEntry(number))) return pending;
    try {
      const key = (await authors.known()).keys.of(thumbprint);
      const view = await views.view(thumbprint, reader);
      if (!key || !view) return pending;
      const receipt = await views.receipt(key);
      const isNew = outcome === "accepted";
      return { outcome: isNew ? "enrolled" : "enrolled-before", key: view, block: receipt.block, receipt };
    } catch (error) {
      // What was accepted is not refused afterwards.
      if (outcome === "accepted") return pending;
      throw error;
    }
  }
}
