import { RESTORABLE } from "../../chain/sealed/restorable.ts";
import type { ErasureStore, TombstoneRow } from "./erasure-store.ts";
import { ID_BYTES } from "./deposits.ts";
import { Holds } from "./holds.ts";
import { parts } from "./packed.ts";
import { LOOKUP_BYTES, type Reservations } from "./reservations.ts";
import type {
  AskResult,
  Burial,
  BuryResult,
  ErasuresResult,
  ErasureStatusResult,
  HoldRecordResult,
  Lost,
  NoRecordKey,
  Tombstone,
} from "./results.ts";
import type { ErasureReason } from "../results.ts";
import { isMacOf, macOf, type Statement } from "./statements.ts";
import type { Unlocked, VaultAccess } from "./vault-access.ts";

/** How many tombstones a page has. */
const PAGE = 1_000;

/** Destroys the keys of records, unless someone holds these, and remembers what was destroyed. */
export class VaultErasures {
  readonly #store: ErasureStore;
  readonly #access: VaultAccess;
  readonly #reservations: Reservations;
  readonly #holds: Holds;

  constructor(store: ErasureStore, access: VaultAccess, reservations: Reservations) {
    this.#store = store;
    this.#access = access;
    this.#reservations = reservations;
    this.#holds = new Holds(store);
  }

  /**
   * Destroys the keys of a record, or keeps the request if the record is held. Safe to repeat: the tombstone stays as it
   * was.
   *
   * @throws RangeError if an id or a keyed hash is not whole
   */
  async bury(id: string, { record, reason, keyIds, lookups, isOnChain }: Burial): Promise<BuryResult> {
    const [ids, hashes] = [parts(keyIds, ID_BYTES), parts(lookups, LOOKUP_BYTES)];
    for (;;) {
      const unlocked: Unlocked | Lost | NoRecordKey = await this.#access.unlock(id);
      if (unlocked.outcome !== "unlocked") return unlocked;
      const { hmacKey } = unlocked;
      const before = this.#stateOf(record);
      if (!isOnChain && (await this.#isKept(record, reason ?? "request", hmacKey))) {
        return { outcome: "held", revision: this.#store.revision() };
      }
      const existing = await this.#tombstone(record, hmacKey);
      const tombstone = existing ?? (await tombstoneOf(record, reason, hmacKey));
      const reserved = existing ? [] : await this.#reservations.rowsOf(hashes, tombstone.finalAfter, hmacKey);
      // Someone may have begun to hold it meanwhile.
      if (this.#stateOf(record) !== before) continue;
      try {
        this.#store.bury({ tombstone, keyIds: ids, reservations: reserved });
      } finally {
        // A transaction that failed may have been committed.
        this.#reservations.forget();
      }
      return { outcome: "erased", revision: this.#store.revision() };
    }
  }

  /** Keeps an erasure for the end of a record's hold, unless nobody holds it or it was erased. The first reason stays. */
  async ask(id: string, record: number, reason: ErasureReason): Promise<AskResult> {
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    const isKept = await this.#isKept(record, reason, unlocked.hmacKey);
    return { outcome: isKept ? "held" : "not-held", revision: this.#store.revision() };
  }

  /** What is known about the erasure of a record. @param subject who asks, who may be one that holds it */
  async status(id: string, record: number, subject: string): Promise<ErasureStatusResult> {
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    const { hmacKey } = unlocked;
    const holds = await this.#holds.of(record, hmacKey);
    const asked = await this.#holds.asked(record, hmacKey);
    const tombstone = await this.#tombstone(record, hmacKey);
    return {
      outcome: "status",
      isHeld: holds.length > 0,
      isHolder: await this.#holds.isHolder(holds, subject, hmacKey),
      ...(asked && { asked }),
      ...(tombstone && { tombstone: viewOf(tombstone) }),
    };
  }

  /**
   * Has a subject hold a record, or ends its hold of it.
   *
   * @returns `erased` if the record was erased before
   */
  async hold(id: string, record: number, subject: string, isHeld: boolean): Promise<HoldRecordResult> {
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    const { hmacKey } = unlocked;
    const row = await this.#holds.rowOf(record, subject, hmacKey);
    if (isHeld) {
      const isForged = this.#store.tombstone(record) !== undefined && !(await this.#tombstone(record, hmacKey));
      // There is no `await` from here on: the record may be erased at any time.
      if (this.#store.tombstone(record) && !isForged) return { outcome: "erased", revision: this.#store.revision() };
      this.#store.hold(row);
      return { outcome: "held", revision: this.#store.revision() };
    }
    this.#store.release(row);
    const isFree = (await this.#holds.of(record, hmacKey)).length === 0;
    const asked = isFree ? await this.#holds.asked(record, hmacKey) : undefined;
    return { outcome: "released", revision: this.#store.revision(), ...(asked && { asked }) };
  }

  /** The tombstones after a record, and which erasures are due. */
  async page(id: string, after: number): Promise<ErasuresResult> {
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    const { hmacKey } = unlocked;
    const rows = this.#store.tombstonesAfter(after, PAGE);
    const genuine = await Promise.all(rows.map((row) => isGenuine(row, hmacKey)));
    const tombstones = rows.filter((_, place) => genuine[place]).map(viewOf);
    const last = rows.length === PAGE ? rows.at(-1)?.record : undefined;
    const next = last === undefined ? {} : { next: last };
    return { outcome: "erasures", tombstones, ...next, due: await this.#holds.due(hmacKey) };
  }

  /** How many records were erased, and whether any is to be erased now. */
  async summary(hmacKey: Uint8Array): Promise<{ done: number; isDue: boolean }> {
    return { done: this.#store.countTombstones(), isDue: (await this.#holds.due(hmacKey)).length > 0 };
  }

  /** Keeps the erasure of a record that is held. @returns `false` if nobody holds it, or it was erased */
  async #isKept(record: number, reason: ErasureReason, hmacKey: Uint8Array): Promise<boolean> {
    for (;;) {
      const before = this.#stateOf(record);
      const isHeld = (await this.#holds.of(record, hmacKey)).length > 0;
      if (!isHeld || (await this.#tombstone(record, hmacKey))) return false;
      const asked = (await this.#holds.asked(record, hmacKey)) ?? reason;
      const row = await this.#holds.askedRow(record, asked, hmacKey);
      // A hold may have ended meanwhile.
      if (this.#stateOf(record) !== before) continue;
      this.#store.ask(row);
      return true;
    }
  }

  async #tombstone(record: number, hmacKey: Uint8Array): Promise<TombstoneRow | undefined> {
    const row = this.#store.tombstone(record);
    return row && (await isGenuine(row, hmacKey)) ? row : undefined;
  }

  /** Everything that decides about a record's erasure, to be compared. */
  #stateOf(record: number): string {
    const holds = this.#store.holds(record).map(({ holder, mac }) => [...holder, ...mac]);
    return JSON.stringify([holds, this.#store.tombstone(record)?.finalAfter, this.#store.asked(record)?.reason]);
  }
}

async function tombstoneOf(record: number, reason: Burial["reason"], hmacKey: Uint8Array): Promise<TombstoneRow> {
  const row = { record, reason, finalAfter: Date.now() + RESTORABLE };
  return { ...row, mac: await macOf(statementOf(row), hmacKey) };
}

function isGenuine(row: TombstoneRow, hmacKey: Uint8Array): Promise<boolean> {
  return isMacOf(row.mac, statementOf(row), hmacKey);
}

function statementOf({ record, reason, finalAfter }: Omit<TombstoneRow, "mac">): Statement {
  return ["tombstone", String(record), reason ?? "", String(finalAfter)];
}

function viewOf({ record, reason, finalAfter }: TombstoneRow): Tombstone {
  return { record, finalAfter, ...(reason && { reason }) };
}
