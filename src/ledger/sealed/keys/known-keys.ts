import type { Founded } from "../../../chain/sealed/chain-state.ts";
import { disputedSince, type EnrolledKey } from "../../../chain/sealed/enrolled-keys.ts";
import type { KeyEntry, RevocationEntry } from "../../../chain/sealed/entry.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import type { OpenedKey } from "../../../chain/sealed/public-key.ts";
import { Contradiction } from "../../contradiction.ts";
import { attributesOf } from "../accepting/entry-attributes.ts";

/** An entry that revokes a key. */
export interface KeyRevocation {
  readonly number: number;
  readonly entry: RevocationEntry;
}

/** A key with everything that entries say about it, mined or waiting. */
export interface KnownKey {
  readonly enrolled: EnrolledKey;
  readonly entry: KeyEntry;
  /** In the order of their entries. The first one revokes the key. */
  readonly revocations: readonly KeyRevocation[];
}

/** What starts the text of a signed entry: RFC 8785 sorts `author` before every other attribute. */
const AUTHOR = '{"author":"';
const THUMBPRINT_LENGTH = 43;

/** The keys that entries of a ledger enrol, mined or waiting, as the entries come in the order of their numbers. */
export class KnownKeys {
  readonly founded: Founded;
  readonly #keys = new Map<string, KnownKey>();
  readonly #texts = new Map<number, string>();
  readonly #commitments = new Set<string>();

  constructor(founded: Founded) {
    this.founded = founded;
  }

  /** A key with its entries. */
  of(thumbprint: string): KnownKey | undefined {
    return this.#keys.get(thumbprint);
  }

  /** All keys, in the order of their enrolment. */
  all(): readonly KnownKey[] {
    return [...this.#keys.values()];
  }

  /** The text of an entry about a key, by its number. */
  text(number: number): string | undefined {
    return this.#texts.get(number);
  }

  /** Whether a key's entry has this commitment, so that no other entry may have it. */
  hasCommitment(commitment: string): boolean {
    return this.#commitments.has(commitment);
  }

  /**
   * Notes an entry that enrols a key.
   *
   * @param block the index of its block, or while it waits, of the first block that may have it
   * @throws Contradiction if another entry has enrolled it: someone has put back one of an older state
   */
  enrol(opened: OpenedKey, entry: KeyEntry, { number, block, text }: Placed): void {
    if (this.#keys.has(opened.thumbprint) || this.#commitments.has(entry.commitment)) throw new Contradiction();
    this.#texts.set(number, text);
    this.#commitments.add(entry.commitment);
    this.#keys.set(opened.thumbprint, { enrolled: { ...opened, number, block }, entry, revocations: [] });
  }

  /**
   * Notes an entry that revokes a key.
   *
   * @throws Contradiction if the key is not enrolled, or needs no revocation
   */
  revoke(entry: RevocationEntry, { number, text }: Omit<Placed, "block">): void {
    const { revokes, compromised_since, signature } = entry;
    const key = this.#keys.get(revokes);
    const isRevoked = key?.enrolled.revokedBy !== undefined;
    // The rule of a chain; see author-rules.ts.
    if (!key || (isRevoked && (signature !== undefined || compromised_since === undefined))) throw new Contradiction();
    const { enrolled, revocations } = key;
    this.#texts.set(number, text);
    this.#keys.set(revokes, {
      ...key,
      enrolled: {
        ...enrolled,
        revokedBy: enrolled.revokedBy ?? number,
        ...disputedSince(enrolled.compromisedSince, compromised_since),
      },
      revocations: [...revocations, { number, entry }],
    });
  }

  /** Notes the block that a key's entry got, if it is one that enrols a key. */
  mined(number: number, block: number): void {
    for (const [thumbprint, key] of this.#keys) {
      if (key.enrolled.number !== number) continue;
      this.#keys.set(thumbprint, { ...key, enrolled: { ...key.enrolled, block } });
    }
  }

  /** See `KnownAuthors`. */
  requireFitting({ first_entry }: Pick<Header, "first_entry">, texts: readonly string[]): void {
    for (const [place, text] of texts.entries()) {
      const number = first_entry + place;
      // Someone may have put back an entry that was accepted under this number in an older state, or taken one away.
      const noted = this.#texts.get(number);
      if (noted === undefined ? keyStatement(text) !== undefined : noted !== text) throw new Contradiction();
      if (!text.startsWith(AUTHOR)) continue;
      const author = this.#keys.get(text.slice(AUTHOR.length, AUTHOR.length + THUMBPRINT_LENGTH))?.enrolled;
      const signs = author && author.number < number && (author.revokedBy ?? Infinity) > number;
      if (!signs) throw new Contradiction();
    }
  }
}

/** Where an entry stands, and its canonical text. */
interface Placed {
  readonly number: number;
  readonly block: number;
  readonly text: string;
}

/** Whether an entry may be signed by an author, or enrol or revoke a key. The others need no look at the keys. */
export function concernsKeys(text: string): boolean {
  return text.startsWith(AUTHOR) || text.includes('"kind":"key"') || text.includes('"kind":"revocation"');
}

/** The entry of a stored text, if it enrols or revokes a key. Which attributes it has is not checked. */
export function keyStatement(text: string): KeyEntry | RevocationEntry | undefined {
  if (!text.includes('"kind":"key"') && !text.includes('"kind":"revocation"')) return undefined;
  const entry = attributesOf(text);
  return entry.kind === "key" || entry.kind === "revocation" ? (entry as KeyEntry | RevocationEntry) : undefined;
}
