import { THUMBPRINT } from "../../chain/format.ts";
import type { EntryPosition } from "../../chain/sealed/entry-position.ts";
import type { Fault } from "../../chain/fault.ts";
import type { SealedBlock } from "../../chain/sealed/header.ts";
import type { SealedValidator } from "../../chain/sealed/validation.ts";

/** A key that the caller knows, from elsewhere, to be somebody's. A name may have several. */
export interface Pin {
  /** The name of the key's subject, exactly as it was sealed. */
  readonly name: string;
  /** The key's RFC 7638 thumbprint. */
  readonly thumbprint: string;
}

/**
 * Reads a pin from `NAME=THUMBPRINT`. Spaces around the equals sign do not count. A name may contain `=`, a thumbprint
 * does not.
 *
 * @returns `undefined` if the text is not of that form
 */
export function parsePin(text: string): Pin | undefined {
  const [, name = "", thumbprint = ""] = /^(.*?)\s*=\s*([^=]*)$/s.exec(text) ?? [];
  return THUMBPRINT.test(thumbprint) ? { name, thumbprint } : undefined;
}

/** A key on the chain, and what became of it. */
export interface KeyHistory {
  readonly thumbprint: string;
  readonly enrolled: EntryPosition;
  readonly revoked?: EntryPosition;
  /** The index of the block since which its signatures are disputed. */
  readonly compromised_since?: number;
}

/** An entry in the list of what an author signed. */
export interface ListedEntry {
  readonly number: number;
  readonly kind: "record" | "correction" | "erasure";
  /** The index of its block. */
  readonly block: number;
  /** The timestamp of its block. */
  readonly at: string;
  /** Whether it lies in a block since which the key's signatures are disputed. */
  readonly disputed: boolean;
}

/** Follows a few keys, and what one of them signs, while a chain is validated. */
export class AuthorWatch {
  readonly #author: string | undefined;
  readonly #histories = new Map<string, { enrolled?: EntryPosition; revoked?: EntryPosition }>();
  readonly #entries: Omit<ListedEntry, "disputed">[] = [];

  /**
   * @param pins the keys to follow
   * @param author the thumbprint of a key whose entries are to be listed; it is followed too
   */
  constructor(pins: readonly Pin[], author: string | undefined) {
    this.#author = author;
    for (const { thumbprint } of pins) this.#histories.set(thumbprint, {});
    if (author !== undefined) this.#histories.set(author, {});
  }

  /** Notes what a block says. The validator must have found it valid, and have checked no later one. */
  note(block: SealedBlock, validator: SealedValidator): void {
    if (this.#histories.size === 0) return;
    const { index, timestamp } = block;
    for (const [thumbprint, history] of this.#histories) {
      const key = validator.key(thumbprint);
      if (key) history.enrolled ??= { entry: key.number, block: index, at: timestamp };
      if (key?.revokedBy !== undefined) history.revoked ??= { entry: key.revokedBy, block: index, at: timestamp };
    }
    if (this.#author === undefined) return;
    for (const [place, entry] of block.entries.entries()) {
      if (!("author" in entry) || entry.author !== this.#author) continue;
      this.#entries.push({ number: block.first_entry + place, kind: entry.kind, block: index, at: timestamp });
    }
  }

  /** What became of a key that is followed; `undefined` if the chain never enrolled it. */
  history(thumbprint: string, validator: SealedValidator): KeyHistory | undefined {
    const { enrolled, revoked } = this.#histories.get(thumbprint) ?? {};
    if (!enrolled) return undefined;
    const since = validator.key(thumbprint)?.compromisedSince;
    return {
      thumbprint,
      enrolled,
      ...(revoked ? { revoked } : {}),
      ...(since === undefined ? {} : { compromised_since: since }),
    };
  }

  /** The entries that the author signed, in order. */
  entries(validator: SealedValidator): ListedEntry[] {
    const since = this.#author === undefined ? undefined : validator.key(this.#author)?.compromisedSince;
    return this.#entries.map((entry) => ({ ...entry, disputed: entry.block >= (since ?? Infinity) }));
  }
}

/**
 * The fault of an entry that enrols another key than those that its subject is known to have, or a key that is known to
 * be somebody else's. It names pins by their names, and nobody else.
 *
 * @param subject the name that the entry was proved to commit to
 * @param thumbprint of the key that it enrols
 */
export function pinFault(
  pins: readonly Pin[],
  subject: string | undefined,
  thumbprint: string,
  { entry, block }: Pick<EntryPosition, "entry" | "block">,
): Fault | undefined {
  if (subject === undefined) return undefined;
  const found = { index: block, rule: "pin", actual: `the key ${thumbprint}` } as const;
  const others = pins.filter((pin) => pin.thumbprint === thumbprint && pin.name !== subject);
  if (others.length > 0) {
    const names = others.map(({ name }) => name).join(" or ");
    const detail = `Entry ${entry} enrols the key that was pinned for ${names}, but in another name.`;
    return { ...found, expected: `the name ${names}`, detail };
  }
  const known = pins.filter(({ name }) => name === subject).map((pin) => pin.thumbprint);
  if (known.length === 0 || known.includes(thumbprint)) return undefined;
  const detail =
    `Entry ${entry} enrols, in the name ${subject}, another key than was pinned for it. If that one is theirs too, such as ` +
    "the key that they had before, pin both.";
  return { ...found, expected: `the key ${known.join(" or ")}`, detail };
}
