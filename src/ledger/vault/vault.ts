import { DurableObject } from "cloudflare:workers";
import { hex } from "../../chain/text/hex.ts";
import type { ErasureReason } from "../results.ts";
import { noteArrival } from "../sharing/turns.ts";
import { identityOfReads, LedgerIdentity } from "../signing/identity.ts";
import { Deposits, ID_BYTES } from "./deposits.ts";
import { Marks } from "./marks.ts";
import { MonthKeys } from "./month-keys.ts";
import { parts } from "./packed.ts";
import { pseudonymOf } from "./pseudonyms.ts";
import type {
  AdoptResult,
  AskResult,
  Burial,
  BuryResult,
  Deposit,
  ErasuresResult,
  ErasureStatusResult,
  HoldRecordResult,
  KeysResult,
  Mark,
  MonthKeyResult,
  MonthKeysResult,
  NextMark,
  NoRecordKey,
  Opened,
  PseudonymResult,
  PutResult,
  VaultCreation,
} from "./results.ts";
import { ReadsMarks } from "./reads-marks.ts";
import { ErasureStore } from "./erasure-store.ts";
import { VaultErasures } from "./erasures.ts";
import { Reservations } from "./reservations.ts";
import { Rotation } from "./rotation.ts";
import { VaultAccess } from "./vault-access.ts";
import { VaultAlarm } from "./vault-alarm.ts";
import { VaultStore } from "./vault-store.ts";
import { HMAC_KEY, randomBytes, SECRET_BYTES, type Wrapped } from "./wrapping.ts";

const VAULT_ID_BYTES = 16;

/**
 * The vault of a sealed ledger: what its records' ciphertexts are worthless without, and its mark, the newest checkpoint
 * of the ledger that it has seen. It is a second object beside the ledger's, of the same name and in the same
 * jurisdiction, so that an old state of one of the two is noticed by the other.
 *
 * Every method but `create` takes the id that `create` returned. With any other, and in an object without a vault, it
 * answers `lost`. Nothing is stored in an object whose vault was never created. All methods are safe to repeat.
 */
export class Vault extends DurableObject {
  readonly #store: VaultStore;
  readonly #access: VaultAccess;
  readonly #deposits: Deposits;
  readonly #reservations: Reservations;
  readonly #erasures: VaultErasures;
  readonly #readsMarks: ReadsMarks;
  readonly #monthKeys: MonthKeys;
  readonly #rotation: Rotation;
  readonly #alarm: VaultAlarm;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    const identity = new LedgerIdentity(ctx, env, "VAULT");
    const marks = new Marks(identity, env);
    this.#store = new VaultStore(ctx.storage);
    this.#readsMarks = new ReadsMarks(this.#store, new Marks(identityOfReads(identity), env));
    this.#access = new VaultAccess(this.#store, marks, this.#readsMarks, env.RECORD_KEY);
    const erasureStore = new ErasureStore(ctx.storage);
    this.#reservations = new Reservations(erasureStore);
    this.#deposits = new Deposits(this.#store, this.#access, marks, this.#reservations);
    this.#erasures = new VaultErasures(erasureStore, this.#access, this.#reservations);
    this.#alarm = new VaultAlarm(ctx.storage);
    this.#monthKeys = new MonthKeys(this.#store, this.#access, this.#alarm);
    this.#rotation = new Rotation(ctx.storage, this.#store, this.#access, identity, this.#alarm);
    ctx.waitUntil(this.#plan());
  }

  /**
   * Sets the alarm for everything that is to come, since it may have been lost: this object may have stopped before it
   * was set, and the platform gives it up after several failures.
   */
  async #plan(): Promise<void> {
    if (!this.#store.exists) return;
    const end = this.#reservations.nextEnd();
    // Both in one turn of the event loop, so that a later time never stands in place of an earlier one.
    await Promise.all([end !== undefined && this.#alarm.set("reservations", end), this.#monthKeys.plan()]);
    await this.#rotation.plan();
  }

  /**
   * Creates the vault. Repeated before the vault has a mark, it returns the same id.
   *
   * @returns `taken` also for a vault that is damaged or was deleted, which nothing may replace
   */
  async create(): Promise<VaultCreation | NoRecordKey> {
    noteArrival();
    if (this.#store.tombstone !== undefined) return { outcome: "taken" };
    const id = this.#store.vault()?.id ?? hex(randomBytes(VAULT_ID_BYTES));
    const wrapping = await this.#access.wrapping(id);
    if (!wrapping) return { outcome: "key-missing" };
    if (!this.#store.vault()) {
      const [hmacKey] = await wrapping.wrap([{ purpose: HMAC_KEY, secret: randomBytes(SECRET_BYTES) }]);
      this.#store.create(id, hmacKey as Wrapped);
    }
    // Another call may have created it first.
    const unlocked = await this.#access.unlock(this.#store.vault()?.id ?? id);
    if (unlocked.outcome === "lost") return { outcome: "taken" };
    if (unlocked.outcome !== "unlocked") return unlocked;
    if (unlocked.mark) return { outcome: "taken" };
    return { outcome: "created", id: unlocked.vault.id };
  }

  /** Whether the vault belongs to a ledger that was created: whether it has a mark, is damaged, or was deleted. Stores nothing. */
  async isTaken(): Promise<boolean> {
    noteArrival();
    if (this.#store.tombstone !== undefined) return true;
    const vault = this.#store.vault();
    if (!vault) return this.#store.exists;
    const unlocked = await this.#access.unlock(vault.id);
    return unlocked.outcome !== "unlocked" || unlocked.mark !== undefined;
  }

  /**
   * Destroys everything in the vault of a ledger that is being deleted, and keeps the ledger's signed statement of that.
   * Safe to repeat. Another vault than the one with this id stays.
   */
  async delete(id: string, tombstone: string): Promise<void> {
    noteArrival();
    const existing = this.#store.vault();
    if (this.#store.tombstone !== undefined || (existing && existing.id !== id)) return;
    this.#store.destroy(tombstone);
    await this.ctx.storage.deleteAlarm();
  }

  /** The statement that the vault was destroyed with, unverified; `undefined` if it was not deleted. */
  tombstone(): string | undefined {
    noteArrival();
    return this.#store.tombstone;
  }

  /** The key of the ledger's HMACs, and the mark. */
  async open(id: string): Promise<Opened> {
    noteArrival();
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    const { hmacKey, mark, readsMark, vault } = unlocked;
    const { revision, lineage } = vault;
    const erasures = await this.#erasures.summary(hmacKey);
    const marks = { ...(mark && { mark }), ...(readsMark && { readsMark }) };
    return { outcome: "open", hmacKey, revision, lineage, ...marks, erasures };
  }

  /**
   * Has the ledger go on with an older state of the vault.
   *
   * @param lineage random, and stored by the ledger too
   */
  async adopt(id: string, lineage: string): Promise<AdoptResult> {
    noteArrival();
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    this.#store.adopt(lineage);
    return { outcome: "adopted" };
  }

  /** Stores keys and a mark in one transaction, or nothing. */
  async put(id: string, deposit: Deposit): Promise<PutResult> {
    noteArrival();
    const result = await this.#deposits.put(id, deposit);
    if (result.outcome !== "stored" || !deposit.reads) return result;
    return { ...result, ...(await this.#taken(deposit.reads)) };
  }

  /**
   * The keys of ids.
   *
   * @param ids the ids, 16 bytes each
   * @param reads a checkpoint of the log of reads
   * @throws RangeError if the last id is not whole
   */
  async keys(id: string, ids: Uint8Array, reads?: NextMark): Promise<KeysResult> {
    noteArrival();
    const requested = parts(ids, ID_BYTES);
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    const taken = reads && (await this.#taken(reads));
    const keys = await this.#deposits.keys(requested, unlocked.wrapping);
    return { outcome: "keys", keys, revision: this.#store.vault()?.revision ?? 0, ...taken };
  }

  async #taken(reads: NextMark): Promise<{ readonly readsMark?: Mark }> {
    const readsMark = await this.#readsMarks.take(reads);
    return readsMark ? { readsMark } : {};
  }

  /**
   * The key that the log of reads is encrypted with in a month, which is made when it is first asked for in that month.
   *
   * @param month such as `2026-01`
   */
  monthKey(id: string, month: string): Promise<MonthKeyResult> {
    noteArrival();
    return this.#monthKeys.of(id, month);
  }

  /**
   * The keys of months.
   *
   * @param ids the ids, 16 bytes each
   * @throws RangeError if the last id is not whole
   */
  monthKeys(id: string, ids: Uint8Array): Promise<MonthKeysResult> {
    noteArrival();
    return this.#monthKeys.withIds(id, ids);
  }

  /** The pseudonym of a subject who mines as an external miner: the same one for ever. */
  async pseudonym(id: string, subject: string): Promise<PseudonymResult> {
    noteArrival();
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    return { outcome: "pseudonym", pseudonym: await pseudonymOf(subject, unlocked.hmacKey, this.#store) };
  }

  /** Destroys the keys of a record, unless someone holds it; then the request is kept. */
  async bury(id: string, burial: Burial): Promise<BuryResult> {
    noteArrival();
    const result = await this.#erasures.bury(id, burial);
    if (result.outcome === "erased") await this.#alarm.set("reservations", this.#reservations.nextEnd());
    return result;
  }

  /** Keeps an erasure for the end of a record's hold. If nobody holds the record, nothing happens. */
  ask(id: string, record: number, reason: ErasureReason): Promise<AskResult> {
    noteArrival();
    return this.#erasures.ask(id, record, reason);
  }

  /** What is known about the erasure of a record. @param subject who asks, who may be one that holds it */
  erasureStatus(id: string, record: number, subject: string): Promise<ErasureStatusResult> {
    noteArrival();
    return this.#erasures.status(id, record, subject);
  }

  /** Has a subject hold a record, or ends its hold of it. */
  hold(id: string, record: number, subject: string, isHeld: boolean): Promise<HoldRecordResult> {
    noteArrival();
    return this.#erasures.hold(id, record, subject, isHeld);
  }

  /** A page of the erased records, after a record, and those that are to be erased now. */
  erasures(id: string, after: number): Promise<ErasuresResult> {
    noteArrival();
    return this.#erasures.page(id, after);
  }

  /**
   * Continues the rotation of the record key, destroys the keys of months whose retention has ended, and frees the
   * registration numbers that were reserved long enough.
   */
  override async alarm(): Promise<void> {
    noteArrival();
    this.#alarm.fired();
    if (this.#store.exists) {
      this.#reservations.sweep(Date.now());
      await this.#alarm.set("reservations", this.#reservations.nextEnd());
    }
    await this.#monthKeys.onAlarm(Date.now());
    await this.#rotation.onAlarm();
  }
}
