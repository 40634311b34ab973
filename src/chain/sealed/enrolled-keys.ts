import type { OpenedKey } from "./public-key.ts";

/** An author's key on the chain. */
export interface EnrolledKey extends OpenedKey {
  /** The number of the entry that enrolled it, and the index of its block. */
  readonly number: number;
  readonly block: number;
  /** The number of the entry that revoked it: from there on it signs nothing. */
  readonly revokedBy?: number;
  /** The index of the block since which its signatures are disputed. */
  readonly compromisedSince?: number;
}

/**
 * The block since which the signatures of a key are disputed after one more revocation. The earliest block counts: a
 * revocation may be sent again, and must not clear what a later one disputes.
 *
 * @returns the member of an {@link EnrolledKey}, or nothing if no revocation disputes anything
 */
export function disputedSince(
  earlier: number | undefined,
  since: number | undefined,
): Pick<EnrolledKey, "compromisedSince"> {
  const earliest = Math.min(earlier ?? Infinity, since ?? Infinity);
  return earliest === Infinity ? {} : { compromisedSince: earliest };
}

/** The keys of a chain by thumbprint. What a block changes can be taken back until the block was found valid. */
export class EnrolledKeys {
  readonly #keys = new Map<string, EnrolledKey>();
  /** What the block in progress changed: the thumbprints, and the keys before. */
  #changes: { readonly thumbprint: string; readonly before: EnrolledKey | undefined }[] = [];

  /** The number of keys that were ever enrolled. */
  get size(): number {
    return this.#keys.size;
  }

  get(thumbprint: string): EnrolledKey | undefined {
    return this.#keys.get(thumbprint);
  }

  /** Enrols a key, or replaces what is known about it. */
  set(key: EnrolledKey): void {
    this.#changes.push({ thumbprint: key.thumbprint, before: this.#keys.get(key.thumbprint) });
    this.#keys.set(key.thumbprint, key);
  }

  /** Keeps what was changed. */
  settle(): void {
    this.#changes = [];
  }

  /** Takes back what was changed since it was last settled. */
  takeBack(): void {
    for (const { thumbprint, before } of this.#changes.toReversed()) {
      if (before) this.#keys.set(thumbprint, before);
      else this.#keys.delete(thumbprint);
    }
    this.#changes = [];
  }
}
