import { canonicalEntry, type Entry } from "../../../chain/sealed/entry.ts";
import type { EntryPosition } from "../../../chain/sealed/entry-position.ts";
import type { NamesVouchedBy } from "../../../chain/sealed/signature-counts.ts";
import { type EntryReceipt, entryReceipt } from "../../../evidence/receipts/entry-receipt.ts";
import { Contradiction } from "../../contradiction.ts";
import type { KeyResult, KeysPage, KeysQuery, KeyView } from "../../key-results.ts";
import type { Reader } from "../../results.ts";
import { NONE } from "../reading/access.ts";
import type { ProvenBlock, ProvenBlocks } from "../reading/proven-blocks.ts";
import type { SealedParts } from "../sealed-parts.ts";
import { type OpenedSubject, openSealedSubject } from "../accepting/subject-sealing.ts";
import type { KnownKey } from "./known-keys.ts";
import type { Authors } from "./authors.ts";

/** What keys are read with. */
interface Sources {
  readonly authors: Authors;
  readonly proven: ProvenBlocks;
}

/**
 * Shows keys as the signed chain has them: those that wait to be mined are not shown. The subjects of keys are not
 * patients, so nothing is noted in the log of reads, which says who has seen which patient.
 */
export class KeyViews {
  readonly #parts: SealedParts;
  readonly #authors: Authors;
  readonly #proven: ProvenBlocks;

  constructor(parts: SealedParts, { authors, proven }: Sources) {
    this.#parts = parts;
    this.#authors = authors;
    this.#proven = proven;
  }

  /** A page of keys, in the order of their enrolment. */
  async page({ from, limit }: KeysQuery, reader: Reader): Promise<KeysPage> {
    const { keys } = await this.#authors.known();
    const { last_entry: newest } = this.#parts.headers.newest();
    const found = keys.all().filter(({ enrolled: { number } }) => number >= from && number <= newest);
    const views = await Promise.all(found.slice(0, limit).map((key) => this.#view(key, newest, reader)));
    const next = found[limit]?.enrolled.number;
    return { names: this.#names(), keys: views, ...(next === undefined ? {} : { next }) };
  }

  /** A key by its thumbprint. */
  async one(thumbprint: string, reader: Reader): Promise<KeyResult> {
    await this.#authors.known();
    const key = await this.view(thumbprint, reader);
    return key ? { outcome: "found", names: this.#names(), key } : NONE;
  }

  /** The view of a key; `undefined` if no mined entry enrols it. */
  async view(thumbprint: string, reader: Reader): Promise<KeyView | undefined> {
    const key = this.#authors.keys.of(thumbprint);
    const { last_entry: newest } = this.#parts.headers.newest();
    return key && key.enrolled.number <= newest ? this.#view(key, newest, reader) : undefined;
  }

  /** The receipt of a key's entry. It discloses the subject, unless that was erased or is lost. */
  async receipt({ enrolled: { number }, entry }: KnownKey): Promise<EntryReceipt> {
    const { header, tree } = await this.#blockOf(number, entry);
    const receipt = await this.#parts.tree.receipt(header.index);
    // It was proven to be in the tree.
    if (!receipt) throw new Error("a ledger that has signed has no receipt for one of its blocks");
    const opened = (await this.#subject(number, entry.commitment)) ?? undefined;
    const position = number - header.first_entry;
    return entryReceipt({ header, entry, position, path: tree.path(position), receipt, opened });
  }

  #names(): NamesVouchedBy {
    return this.#authors.founded.registrars.length > 0 ? "registrar" : "operator";
  }

  /** @param newest the number of the newest entry that counts */
  async #view({ enrolled, entry, revocations }: KnownKey, newest: number, { scopes }: Reader): Promise<KeyView> {
    const mined = revocations.filter(({ number }) => number <= newest);
    const [revoked] = mined;
    const disputes = mined.flatMap(({ entry: { compromised_since: since } }) => since ?? []);
    const subject = scopes.includes("record:read") ? await this.#subject(enrolled.number, entry.commitment) : undefined;
    const view = {
      thumbprint: enrolled.thumbprint,
      public_key: enrolled.jwk,
      state: revoked ? "revoked" : "enrolled",
      enrolled: await this.#position(enrolled.number, entry),
      ...(revoked && { revoked: await this.#position(revoked.number, revoked.entry) }),
      ...(disputes.length > 0 && { compromised_since: Math.min(...disputes) }),
      endorsed: entry.endorsement !== undefined,
    } as const;
    if (subject === undefined) return view;
    // An erasure may have begun since the subject was opened.
    const isShown = subject !== null && !this.#parts.erasures.hasRow(enrolled.number);
    return { ...view, subject: isShown ? subject.subject : null };
  }

  /** Whether a key is that of a subject, as its entry commits to, whoever has edited what the subject is found by. */
  async isOf({ enrolled, entry }: KnownKey, subject: string): Promise<boolean> {
    return (await this.#subject(enrolled.number, entry.commitment))?.subject === subject;
  }

  async #position(number: number, entry: Entry): Promise<EntryPosition> {
    const { header } = await this.#blockOf(number, entry);
    return { entry: number, block: header.index, at: header.timestamp };
  }

  /** The block of a mined entry, which is proven to be this one. */
  async #blockOf(number: number, entry: Entry): Promise<ProvenBlock> {
    const block = await this.#proven.withEntry(number);
    if (!block) throw new Contradiction();
    await this.#proven.requireEntry(block, number, canonicalEntry(entry));
    return block;
  }

  /** Opens the subject of a key; `null` if it was erased, `undefined` if it is lost. */
  async #subject(number: number, commitment: string): Promise<OpenedSubject | null | undefined> {
    const { entries, erasures, link } = this.#parts;
    const sealing = await this.#parts.sealing();
    if (await erasures.isErased(number)) return null;
    const [row] = entries.sealed(number, number);
    const key = row?.keyId && (await link.key(row.keyId));
    const opened = key && row.ciphertext && (await openSealedSubject(row.ciphertext, key, commitment, sealing));
    return erasures.hasRow(number) ? null : opened;
  }
}
