import { hex } from "../../../chain/text/hex.ts";
import { canonicalEntry, type RevocationEntry } from "../../../chain/sealed/entry.ts";
import type { Revocation, RevokeResult } from "../../key-results.ts";
import type { Reader } from "../../results.ts";
import { NONE } from "../reading/access.ts";
import type { EntryWaits } from "../mining/entry-waits.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { Draft, SingleEntries } from "../accepting/single-entries.ts";
import { enrollerLookup, subjectFingerprint } from "../accepting/subject-sealing.ts";
import type { KnownKey } from "./known-keys.ts";
import type { Authors } from "./authors.ts";
import type { KeyViews } from "./key-views.ts";
import { isVouchedFor } from "./vouching.ts";

/** What keys are revoked with. */
interface Sources {
  readonly authors: Authors;
  readonly singleEntries: SingleEntries;
  readonly waits: EntryWaits;
  readonly views: KeyViews;
}

/** Why no entry is needed, or none can be accepted. */
type Decided =
  { outcome: "before"; number: number } | Extract<RevokeResult, { outcome: "outside-use" }> | typeof REVOKED;

const REVOKED = { outcome: "key-revoked" } as const;

/** Revokes the keys of authors. */
export class Revoking {
  readonly #parts: SealedParts;
  readonly #sources: Sources;

  constructor(parts: SealedParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
  }

  /** Revokes a key, or says since when a revoked one is compromised, and waits for the block. */
  async revoke(thumbprint: string, revocation: Revocation, reader: Reader): Promise<RevokeResult> {
    const { authors, singleEntries } = this.#sources;
    const { founded } = await authors.known();
    const known = authors.keys.of(thumbprint);
    if (!known) return NONE;
    const { enrolled: key } = known;
    if (!(await this.#mayRevoke(known, reader))) return { outcome: "not-own-key" };
    const { compromised_since, signature, endorsement } = revocation;
    const entry: RevocationEntry = {
      kind: "revocation",
      revokes: thumbprint,
      ...(compromised_since === undefined ? {} : { compromised_since }),
      ...(signature === undefined ? {} : { signature }),
      ...(endorsement === undefined ? {} : { endorsement }),
    };
    if (!(await isVouchedFor(entry, key, founded))) return { outcome: "signature-refused" };
    const accepted = await singleEntries.accept(() => this.#decide(entry), reader.subject);
    return "number" in accepted ? this.#mined(thumbprint, accepted, reader) : accepted;
  }

  /** Whether a reader may revoke any key, has enrolled this one, or is its subject. */
  async #mayRevoke(key: KnownKey, { scopes, subject }: Reader): Promise<boolean> {
    const { thumbprint, number } = key.enrolled;
    if (scopes.includes("key:revoke")) return true;
    const { entries } = this.#parts;
    const sealing = await this.#parts.sealing();
    // Both hashes are of this key, so nobody can move them here from another one.
    if (entries.leadsTo(await enrollerLookup(thumbprint, subject, sealing), number)) return true;
    const fingerprint = await subjectFingerprint(thumbprint, subject, sealing);
    const isSubject = hex(entries.fingerprint(number) ?? new Uint8Array()) === hex(fingerprint);
    return isSubject || this.#sources.views.isOf(key, subject);
  }

  /** Accepts what validation will not call a fault, wherever the entry stands from here on; see author-rules.ts. */
  #decide(entry: RevocationEntry): Draft | Decided {
    const { authors } = this.#sources;
    const { headers } = this.#parts;
    const { revokes, compromised_since: since, signature } = entry;
    const key = authors.keys.of(revokes);
    if (!key) throw new Error("a key is not known any more");
    const { enrolled, revocations } = key;
    const [newest] = revocations.slice(-1);
    if (newest) {
      const isSaid = since === undefined || since >= (enrolled.compromisedSince ?? Infinity);
      if (isSaid) return { outcome: "before", number: newest.number };
      if (signature !== undefined) return REVOKED;
    }
    // Nobody knows yet in which block a waiting key will be, and it has signed nothing that could be disputed.
    const { index: to } = headers.newest();
    const from = authors.isMined(enrolled.number) ? enrolled.block : to + 1;
    const isInUse = since === undefined || (Number.isSafeInteger(since) && since >= from && since <= to);
    if (!isInUse) return { outcome: "outside-use", from, to };
    const text = canonicalEntry(entry);
    return {
      outcome: "accept",
      text,
      stored: (number) => authors.accepted(number, text, entry, enrolled),
      failed: () => authors.forget(),
    };
  }

  async #mined(
    thumbprint: string,
    { outcome, number }: { readonly outcome: "accepted" | "before"; readonly number: number },
    reader: Reader,
  ): Promise<RevokeResult> {
    const { authors, views, waits } = this.#sources;
    const pending = { outcome: "pending", id: String(number) } as const;
    if (!(await waits.minedEntry(number))) return pending;
    try {
      await authors.known();
      const key = await views.view(thumbprint, reader);
      return key ? { outcome: outcome === "accepted" ? "revoked" : "revoked-before", key } : pending;
    } catch (error) {
      // What was accepted is not refused afterwards.
      if (outcome === "accepted") return pending;
      throw error;
    }
  }
}
