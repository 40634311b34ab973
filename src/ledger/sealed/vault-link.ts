import type { Creation } from "../creation.ts";
import { sameHash } from "../../chain/merkle-tree.ts";
import { VaultUnusable } from "../contradiction.ts";
import type { TreeState } from "../signing/signing-gate.ts";
import type { SignedState, SignedTree } from "../signing/signed-tree.ts";
import { concatenate } from "../../chain/text/concatenate.ts";
import type { Headers } from "../store/headers.ts";
import { ID_BYTES } from "../vault/deposits.ts";
import type { Burial, KeysResult, Mark, NextMark, PutResult } from "../vault/results.ts";
import type { Vault } from "../vault/vault.ts";
import type { Month } from "../reads/month.ts";
import type { MonthKey } from "../reads/read-sealing.ts";
import type { ReadsMark } from "../reads/reads-mark.ts";
import { KeyRequests } from "./keys/key-requests.ts";

/** How often a deposit is repeated after the vault has told its mark. Its answer to an earlier one may have been lost. */
const ATTEMPTS = 3;

/**
 * How many entries of the log of reads the vault may lack while many records are read at once: its answer waits until the
 * log's checkpoint is stored, which takes longer than finding their keys.
 */
const UNSEEN_READS = 64;

/** A result of the vault that does not say that it cannot be used. */
type Usable<Result> = Exclude<Result, { readonly outcome: "lost" | "key-missing" | "key-wrong" }>;

/** The methods of the vault that erase and hold. */
type ErasureMethods = Pick<Vault, "ask" | "bury" | "erasures" | "erasureStatus" | "hold">;

/** What the ledger remembers about its vault; see `migrations.ts`. */
const REVISION = "vault_revision";
const LINEAGE = "vault_lineage";
const BEHIND = "vault_behind";

/** A vault that was restored from an older state, before the ledger goes on with it. */
export interface OlderVault {
  /** Stores an erasure. */
  bury(burial: Burial): Promise<void>;
  /** The key with an id (16 bytes); `undefined` if it is missing or damaged. */
  key(id: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** What the link works with. */
interface Sources {
  /** The ledger's name, for the log. */
  readonly name: string;
  readonly storage: DurableObjectStorage;
  readonly creation: Creation;
  readonly headers: Headers;
  readonly tree: SignedTree;
  readonly readsMark: ReadsMark;
  /**
   * Stores all erasures that the chain has in a vault that was restored from an older state, before the ledger goes on
   * with it.
   */
  readonly buryAgain: (hmacKey: CryptoKey, vault: OlderVault) => Promise<void>;
  /** Addresses the vault. Each call needs a new stub: one whose object has crashed fails for ever. */
  readonly vault: () => DurableObjectStub<Vault>;
}

/** Keys to be stored, and who waits for it. */
interface Deposit {
  readonly keys: Uint8Array;
  readonly lookups: readonly Uint8Array[];
  /** Resolves with the places of the look-ups that are reserved. */
  readonly stored: PromiseWithResolvers<readonly number[]>;
}

/**
 * The ledger's side of its vault: a second object that holds the keys of the records, and the mark, the newest checkpoint
 * that it has seen. Neither object's storage alone can be restored from an older state unnoticed: the vault knows the
 * newest checkpoint, and the ledger the vault's revision.
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
  /** The newest revision of the vault that this object has been told. */
  #revision = 0;
  /** Whether the vault was restored from an older state, and nobody has been told yet. */
  #isBehind = false;
  /** The ledger's newest state, with its checkpoint; absent until the vault was opened, or if there is no block yet. */
  #newest: SignedState | undefined;
  #deposits: Deposit[] = [];
  #isDepositing = false;
  #erasures = { done: 0, isDue: false };

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#requests = new KeyRequests((ids) => this.#keys(ids));
  }

  /** Whether the vault has not seen the newest block yet. */
  get isAhead(): boolean {
    return (this.#newest?.size ?? 0) > (this.#mark?.size ?? 0);
  }

  /**
   * The key of the ledger's HMACs, once the vault is open and has seen the newest checkpoint.
   *
   * @throws VaultUnusable if it does not agree with the ledger, or cannot be opened
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
   * Waits until the vault has seen the checkpoint that is the newest now. Nothing that it covers may be served before.
   *
   * @throws VaultUnusable if the vault cannot be opened, or refuses the checkpoint
   */
  async whenMarked(): Promise<void> {
    const size = this.#newest?.size ?? 0;
    // Opening the vault shows it what was stored before.
    await this.hmacKey();
    while ((this.#mark?.size ?? 0) < size) await this.deposit(new Uint8Array());
  }

  /**
   * Tells the first caller after the vault was restored from an older state. The keys of newer records are lost then, and
   * somebody has to know; the other records can still be read.
   *
   * @throws VaultUnusable once
   */
  requireNotBehind(): void {
    if (!this.#isBehind) return;
    this.#sources.storage.kv.delete(BEHIND);
    this.#isBehind = false;
    throw new VaultUnusable("vault-behind");
  }

  /** Stores which state of the vault the ledger has seen. Call this in each transaction that follows a deposit. */
  noteRevision(): void {
    const { kv } = this.#sources.storage;
    if (this.#revision > (kv.get<number>(REVISION) ?? 0)) kv.put(REVISION, this.#revision);
  }

  /** Call this after a transaction that appended a block, with the new state of the tree. */
  appended({ size, root, note }: TreeState & { readonly note: string }): void {
    if (size > (this.#newest?.size ?? 0)) this.#newest = { size, root, note };
  }

  /** Call this if that transaction failed. It may have been committed, and then the vault has to see the block. */
  reopen(): void {
    this.#opening = undefined;
  }

  /**
   * Stores keys in the vault, together with the newest checkpoint if the vault has not seen it.
   *
   * @param keys for each its id (16 bytes) and the key (32 bytes)
   * @param lookups keyed hashes of registration numbers (32 bytes each) that records are to get
   * @returns the places in `lookups` of those that are reserved, since their record was erased a short time ago
   */
  deposit(keys: Uint8Array, lookups: readonly Uint8Array[] = []): Promise<readonly number[]> {
    const stored = Promise.withResolvers<readonly number[]>();
    this.#deposits.push({ keys, lookups, stored });
    if (!this.#isDepositing) void this.#depositAll();
    return stored.promise;
  }

  /** What the vault knew about erasures when it was opened: how many are done, and whether any is due. */
  get erasures(): { readonly done: number; readonly isDue: boolean } {
    return this.#erasures;
  }

  /**
   * Calls the vault, once it is open. If that changes its revision, store it with {@link noteRevision}.
   *
   * @throws VaultUnusable if it cannot be used
   */
  async call<Result extends { readonly outcome: string; readonly revision?: number }>(
    method: (vault: ErasureMethods, id: string) => Promise<Result>,
  ): Promise<Usable<Result>> {
    await this.hmacKey();
    // The types of stubs do not tell what a method of several results returns.
    return this.#called(await method(this.#sources.vault() as unknown as ErasureMethods, this.#id));
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

  /**
   * The key that the log of reads is encrypted with in a month.
   *
   * @throws VaultUnusable if the vault cannot be used
   */
  async monthKey(month: Month): Promise<MonthKey> {
    const { key, revision } = this.#usable(await this.#sources.vault().monthKey(this.#id, month));
    if (!key) throw new Error("the vault makes no key for a month that is not now");
    this.#told(revision);
    return { id: key.id, key: await monthKeyOf(key.key) };
  }

  /** The keys of months by their ids (16 bytes); `undefined` for each that was destroyed or is damaged. */
  async monthKeys(ids: readonly Uint8Array[]): Promise<(CryptoKey | undefined)[]> {
    if (ids.length === 0) return [];
    const { keys } = this.#usable(await this.#sources.vault().monthKeys(this.#id, concatenate(ids)));
    return Promise.all(keys.map(async (key) => (key ? monthKeyOf(key) : undefined)));
  }

  get #id(): string {
    return this.#sources.creation.sealed?.vault ?? "";
  }

  /** Opens the vault, and compares its mark and its revision with what is stored here. */
  async #open(): Promise<CryptoKey> {
    const { vault, headers, tree, readsMark } = this.#sources;
    const opened = this.#usable(await vault().open(this.#id));
    const { hmacKey, mark, revision, lineage } = opened;
    if ((mark?.size ?? 0) > headers.length()) throw new VaultUnusable("ledger-behind");
    await readsMark.opened(opened.readsMark);
    const key = await crypto.subtle.importKey("raw", hmacKey, { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
      "verify",
    ]);
    await this.#compareRevision(revision, lineage, key);
    this.#erasures = opened.erasures;
    if (mark) this.#seen(mark);
    const newest = await tree.newestSigned();
    if (newest && newest.size >= (this.#newest?.size ?? 0)) this.#newest = newest;
    // A vault that has seen as many blocks may have seen others.
    if (this.#newest && this.#newest.note !== mark?.note) await this.#put([], this.#newest);
    return key;
  }

  /** Notices another state of the vault than the one that the ledger knows, and goes on with it. */
  async #compareRevision(told: number, lineage: string, hmacKey: CryptoKey): Promise<void> {
    const { name, storage, vault, buryAgain } = this.#sources;
    let revision = told;
    const isKnown = lineage === (storage.kv.get<string>(LINEAGE) ?? "");
    if (!isKnown || revision < (storage.kv.get<number>(REVISION) ?? 0)) {
      const next = crypto.randomUUID();
      // Burials raise the vault's revision. If one fails, the vault must still be seen to be another one.
      this.#usable(await vault().adopt(this.#id, next));
      await buryAgain(hmacKey, {
        bury: async (burial) => void ({ revision } = this.#usable(await vault().bury(this.#id, burial))),
        key: async (id) => this.#usable(await vault().keys(this.#id, id)).keys[0] ?? undefined,
      });
      storage.transactionSync(() => {
        storage.kv.put(REVISION, revision);
        storage.kv.put(LINEAGE, next);
        storage.kv.put(BEHIND, true);
      });
      const advice = "some records may have lost their keys: see the guide, Real patients";
      console.error(JSON.stringify({ ledger: name, vault: "restored from an older state", advice }));
    }
    this.#revision = revision;
    this.#isBehind = storage.kv.get<boolean>(BEHIND) === true;
  }

  async #depositAll(): Promise<void> {
    this.#isDepositing = true;
    while (this.#deposits.length > 0) {
      // The keys of records that have arrived take the checkpoint along. There is no event for their being sealed.
      if (this.#deposits.every(({ keys }) => keys.length === 0)) await scheduler.wait(0);
      const deposits = this.#deposits.splice(0);
      try {
        const reserved = await this.#put(deposits, this.isAhead ? this.#newest : undefined);
        let start = 0;
        for (const { lookups, stored } of deposits) {
          const [from, end] = [start, start + lookups.length];
          stored.resolve(reserved.filter((place) => place >= from && place < end).map((place) => place - from));
          start = end;
        }
      } catch (error) {
        for (const { stored } of deposits) stored.reject(error);
      }
    }
    this.#isDepositing = false;
  }

  /**
   * Stores keys in the vault.
   *
   * @param state the state whose checkpoint is to be the mark; absent if the vault has seen it
   * @returns the places of the reserved look-ups among all of them
   */
  async #put(
    deposits: readonly Pick<Deposit, "keys" | "lookups">[],
    state: SignedState | undefined,
  ): Promise<readonly number[]> {
    const keys = concatenate(deposits.map((deposit) => deposit.keys));
    const lookups = concatenate(deposits.flatMap((deposit) => deposit.lookups));
    let next = state;
    for (let attempt = 1; keys.length + lookups.length > 0 || next; attempt++) {
      const mark = next && (await this.#nextMark(next));
      const { readsMark, vault } = this.#sources;
      const result = this.#usable(
        await readsMark.with((reads) => vault().put(this.#id, { keys, mark, lookups, reads }), isStored),
      );
      if (result.outcome === "stored") {
        this.#told(result.revision);
        if (next) this.#seen(next);
        return result.reserved;
      }
      const isOlder = this.#mark !== undefined && (result.mark?.size ?? 0) < this.#mark.size;
      // The vault may have stored an earlier deposit whose answer was lost.
      if (attempt === ATTEMPTS || (result.mark ? this.#isForeign(result.mark) : !isOlder)) {
        this.#opening = undefined;
        throw new VaultUnusable("ledger-behind");
      }
      if (isOlder) {
        // Only a vault that was put back while this object runs has an older mark. It is compared at the next use.
        this.#opening = undefined;
        this.#mark = result.mark;
      }
      if (result.mark) this.#seen(result.mark);
      next = this.isAhead ? this.#newest : undefined;
    }
    return [];
  }

  /** Whether a mark is of blocks that this ledger does not have. A shorter one may be too, but the vault notices that. */
  #isForeign({ size, root }: Mark): boolean {
    const newest = this.#newest;
    return !newest || size > newest.size || (size === newest.size && !sameHash(root, newest.root));
  }

  #seen(mark: Mark): void {
    if (mark.size >= (this.#mark?.size ?? 0)) this.#mark = mark;
  }

  /** A state's checkpoint with the proof that it continues the mark. The vault verifies the proof. */
  async #nextMark({ note, size }: SignedState): Promise<NextMark> {
    const from = this.#mark?.size ?? 0;
    const path = from === 0 || from >= size ? [] : await this.#sources.tree.extensionPath(from, size);
    return { note, path: concatenate(path) };
  }

  async #keys(ids: Uint8Array): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    const { readsMark, vault } = this.#sources;
    const unseen = ids.length > ID_BYTES ? UNSEEN_READS : 0;
    return this.#called(await readsMark.with((reads) => vault().keys(this.#id, ids, reads), isKeys, unseen)).keys;
  }

  /** Like {@link #usable}, and remembers the vault's revision. */
  #called<Result extends { readonly outcome: string; readonly revision?: number }>(result: Result): Usable<Result> {
    if (result.revision !== undefined) this.#told(result.revision);
    return this.#usable(result);
  }

  /** Remembers the vault's revision. A smaller one is that of an older state, put back while this object runs. */
  #told(revision: number): void {
    // Answers may overtake each other. Then the next use compares in vain.
    if (revision < this.#revision) this.#opening = undefined;
    else this.#revision = revision;
  }

  /** @throws VaultUnusable if the vault's result says that it cannot be used */
  #usable<Result extends { readonly outcome: string }>(result: Result): Usable<Result> {
    if (result.outcome === "lost" || result.outcome === "key-missing" || result.outcome === "key-wrong") {
      this.#opening = undefined;
      throw new VaultUnusable(result.outcome === "lost" ? "vault-lost" : "record-key-missing");
    }
    return result as Usable<Result>;
  }
}

function monthKeyOf(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}

const isStored = (result: PutResult): result is Extract<PutResult, { outcome: "stored" }> =>
  result.outcome === "stored";
const isKeys = (result: KeysResult): result is Extract<KeysResult, { outcome: "keys" }> => result.outcome === "keys";
