import type { Mark, NextMark } from "../vault/results.ts";
import type { Vault } from "../vault/vault.ts";
import { Contradiction, VaultUnusable } from "../contradiction.ts";
import type { Headers } from "../store/headers.ts";
import type { SignedTree } from "../signing/signed-tree.ts";
import type { Creation } from "../creation.ts";
import { KeyRequests } from "./key-requests.ts";

/** How often a deposit is repeated after the vault has told its mark. Its answer to an earlier one may have been lost. */
const ATTEMPTS = 3;

/** The size of the newest checkpoint that the vault had seen when a block was appended; see `migrations.ts`. */
const MARKED = "marked";

/** What the link works with. */
interface Sources {
  readonly storage: DurableObjectStorage;
  readonly creation: Creation;
  readonly headers: Headers;
  readonly tree: SignedTree;
  /** Addresses the vault. Each call needs a new stub: one whose object has crashed fails for ever. */
  readonly vault: () => DurableObjectStub<Vault>;
}

/** Keys to be stored, and who waits for it. */
interface Deposit {
  readonly keys: Uint8Array;
  readonly stored: PromiseWithResolvers<void>;
}

/**
 * The ledger's side of its vault: a second object that holds the keys of the records, and the mark, the newest checkpoint
 * that it has seen. Neither object's storage alone can be restored from an older state unnoticed.
 *
 * At most one deposit is under way. What comes meanwhile goes into the next one, together with the newest checkpoint.
 */
export class VaultLink {
  readonly #sources: Sources;
  readonly #requests: KeyRequests;
  readonly #pseudonyms = new Map<string, string>();
  #opening: Promise<CryptoKey> | undefined;
  /** The vault's mark, as far as this object knows; absent until the vault was opened, or if it has none yet. */
  #mark: Mark | undefined;
  /** How many blocks are stored, as far as this object knows. */
  #length = 0;
  #deposits: Deposit[] = [];
  #isDepositing = false;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#requests = new KeyRequests((ids) => this.#keys(ids));
  }

  /**
   * The key of the ledger's HMACs, once the vault is open and agrees with the ledger.
   *
   * @throws VaultUnusable if it does not, or cannot be opened
   */
  hmacKey(): Promise<CryptoKey> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      // The next call tries again: an operator may have repaired it.
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /**
   * Waits until the vault has seen the newest checkpoint. Nothing that this checkpoint covers may be served before.
   *
   * @throws VaultUnusable if the vault cannot be opened, or refuses the checkpoint
   */
  async whenMarked(): Promise<void> {
    await this.hmacKey();
    while (this.#length > (this.#mark?.size ?? 0)) await this.deposit(new Uint8Array());
  }

  /** Call this in the transaction that appends a block. */
  noteAppended(): void {
    this.#sources.storage.kv.put(MARKED, this.#mark?.size ?? 0);
  }

  /** Call this after that transaction, with the new length of the chain. */
  appended(length: number): void {
    this.#length = length;
  }

  /**
   * Stores keys in the vault, together with the newest checkpoint if the vault has not seen it.
   *
   * @param keys for each its id (16 bytes) and the key (32 bytes)
   */
  deposit(keys: Uint8Array): Promise<void> {
    const stored = Promise.withResolvers<void>();
    this.#deposits.push({ keys, stored });
    if (!this.#isDepositing) void this.#depositAll();
    return stored.promise;
  }

  /** The key with an id (16 bytes); `undefined` if it is missing or damaged. */
  key(id: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#requests.key(id);
  }

  /** The name under which a subject mines: 16 random hex digits, always the same. */
  async pseudonym(subject: string): Promise<string> {
    const known = this.#pseudonyms.get(subject);
    if (known !== undefined) return known;
    const result = this.#usable(await this.#sources.vault().pseudonym(this.#id, subject));
    this.#pseudonyms.set(subject, result.pseudonym);
    return result.pseudonym;
  }

  get #id(): string {
    return this.#sources.creation.sealed?.vault ?? "";
  }

  /** Opens the vault and compares its mark with the stored chain. */
  async #open(): Promise<CryptoKey> {
    const { vault, headers, storage } = this.#sources;
    const { hmacKey, mark } = this.#usable(await vault().open(this.#id));
    const length = headers.length();
    if ((mark?.size ?? 0) > length) throw new VaultUnusable("ledger-behind");
    this.#mark = mark;
    this.#length = length;
    if (length > 0) await this.#put([]);
    const seen = storage.kv.get<number>(MARKED) ?? 0;
    if ((mark?.size ?? 0) < seen) {
      // It has the newest checkpoint again. Storing that shows that this was noticed, so the next call goes on.
      storage.kv.put(MARKED, length);
      throw new VaultUnusable("vault-behind");
    }
    return crypto.subtle.importKey("raw", hmacKey, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  }

  async #depositAll(): Promise<void> {
    this.#isDepositing = true;
    while (this.#deposits.length > 0) {
      const deposits = this.#deposits.splice(0);
      try {
        await this.#put(deposits.map(({ keys }) => keys));
        for (const { stored } of deposits) stored.resolve();
      } catch (error) {
        for (const { stored } of deposits) stored.reject(error);
      }
    }
    this.#isDepositing = false;
  }

  /** Stores keys and the newest checkpoint. */
  async #put(pieces: readonly Uint8Array[]): Promise<void> {
    const keys = joined(pieces);
    for (let attempt = 1; ; attempt++) {
      const next = await this.#nextMark();
      if (keys.length === 0 && !next) return;
      const result = this.#usable(
        await this.#sources.vault().put(this.#id, { keys, ...(next && { mark: { note: next.note, path: next.path } }) }),
      );
      if (result.outcome === "stored") {
        if (next) this.#mark = next;
        return;
      }
      // The vault may have stored an earlier deposit whose answer was lost.
      if (attempt === ATTEMPTS || !result.mark || result.mark.size > this.#length) {
        this.#opening = undefined;
        throw new VaultUnusable("ledger-behind");
      }
      this.#mark = result.mark;
    }
  }

  /** The newest checkpoint with the proof that it continues the mark; `undefined` if the vault has seen it. */
  async #nextMark(): Promise<(Mark & NextMark) | undefined> {
    const { tree } = this.#sources;
    const from = this.#mark?.size ?? 0;
    const signed = await tree.newestSigned();
    if (!signed) throw new Contradiction();
    const { note, size, root } = signed;
    if (size === from && this.#mark?.note === note) return undefined;
    if (size < from) throw new VaultUnusable("ledger-behind");
    const path = from === 0 || size === from ? [] : ((await tree.consistency(from, size))?.path ?? []);
    return { note, size, root, path: joined(path) };
  }

  async #keys(ids: Uint8Array): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    return this.#usable(await this.#sources.vault().keys(this.#id, ids)).keys;
  }

  /** @throws VaultUnusable if the vault's result says that it cannot be used */
  #usable<Result extends { readonly outcome: string }>(
    result: Result,
  ): Exclude<Result, { readonly outcome: "lost" | "key-missing" | "key-wrong" }> {
    if (result.outcome === "lost" || result.outcome === "key-missing" || result.outcome === "key-wrong") {
      this.#opening = undefined;
      throw new VaultUnusable(result.outcome === "lost" ? "vault-lost" : "record-key-missing");
    }
    return result as Exclude<Result, { readonly outcome: "lost" | "key-missing" | "key-wrong" }>;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
