import { hex } from "../../chain/hex.ts";
import type { PatientRecord } from "../../chain/record.ts";
import type { Conflict, Full, Throttled } from "../results.ts";
import { Allowances } from "../sharing/allowances.ts";
import { FairQueue } from "../sharing/fair-queue.ts";
import { refusal } from "../sharing/places.ts";
import { Turns } from "../sharing/turns.ts";
import { concatenate } from "../signing/tiles.ts";
import type { SealedMiner } from "./sealed-miner.ts";
import type { SealedParts } from "./sealed-parts.ts";
import type { SealedRecord, Sealing } from "./sealing.ts";
import { WAITING_PLACES, type WaitingEntries } from "./waiting-entries.ts";
import { WaitingShares } from "./waiting-shares.ts";

/** The most records that are stored at once: whoever arrives next waits for as many. */
const GROUP_LIMIT = 1_000;

/** How long records are collected, in milliseconds: another step while more arrive, but not longer than `most`. */
const COLLECTING = { step: 5, most: 20 } as const;

/** How many records are sealed at once, and the work for each in digests. */
const SEALED_AT_ONCE = 32;
const DIGESTS_PER_RECORD = 24;

/** How many conflicts a subject may meet before it has to wait: each tells that a registration number is taken. */
const CONFLICTS = { burst: 60, perSecond: 1 } as const;

/** What became of a record: it was accepted under a number now or before, or was refused. */
export type Acceptance =
  | { readonly outcome: "accepted" | "repeated"; readonly number: number; readonly sealed: SealedRecord }
  | Conflict
  | Full
  | Throttled;

/** A sealed record that waits to be stored. */
interface Arrival {
  readonly sealed: SealedRecord;
  readonly subject: string;
  readonly accepted: PromiseWithResolvers<Acceptance>;
}

/** What will become of the records of a group. */
interface Plan {
  /** What becomes of each; a number that is not stored yet is that of an earlier one in the group. */
  readonly results: readonly Acceptance[];
  readonly added: readonly { readonly number: number; readonly sealed: SealedRecord }[];
}

/**
 * Accepts records: seals them, stores their keys in the vault, and then the records under consecutive numbers. From then
 * on they are mined in that order. Only one group is stored at a time; while the vault stores its keys, the next collects.
 */
export class Acceptances {
  readonly #parts: SealedParts;
  readonly #waiting: WaitingEntries;
  readonly #miner: SealedMiner;
  readonly #conflicts = new Allowances(CONFLICTS);
  readonly #arrivals = new FairQueue<Arrival>();
  readonly #shares = new WaitingShares();
  #isStoring = false;

  /** @param waiting where accepted records wait for `miner` */
  constructor(parts: SealedParts, waiting: WaitingEntries, miner: SealedMiner) {
    this.#parts = parts;
    this.#waiting = waiting;
    this.#miner = miner;
  }

  /**
   * Accepts records of one subject.
   *
   * @returns what became of each, once it is stored
   * @throws Error if the storage or the vault fails, or the ledger is halted; then some may have been accepted
   */
  async accept(records: readonly PatientRecord[], subject: string): Promise<Acceptance[]> {
    const sealing = await this.#parts.sealing();
    // Nothing is sealed that would find no place anyway.
    if (this.#arrivals.size >= WAITING_PLACES.total) return records.map(() => ({ outcome: "full" }));
    const turns = new Turns();
    const accepted: Promise<Acceptance>[] = [];
    for (let from = 0; from < records.length; from += SEALED_AT_ONCE) {
      const some = records.slice(from, from + SEALED_AT_ONCE);
      const sealed = await Promise.all(some.map((record) => sealing.seal(record, subject)));
      for (const each of sealed) {
        const arrival = { sealed: each, subject, accepted: Promise.withResolvers<Acceptance>() };
        // All of them are awaited below, but some may fail before.
        arrival.accepted.promise.catch(() => undefined);
        this.#arrivals.add(subject, arrival);
        accepted.push(arrival.accepted.promise);
      }
      await turns.spend(some.length * DIGESTS_PER_RECORD);
    }
    if (!this.#isStoring) void this.#storeAll();
    return Promise.all(accepted);
  }

  async #storeAll(): Promise<void> {
    this.#isStoring = true;
    while (this.#arrivals.size > 0) {
      await this.#miner.whenStored();
      await this.#collect();
      const group = this.#take();
      try {
        const { results } = await this.#store(group);
        for (const [place, { accepted, subject }] of group.entries()) {
          const result = results[place] as Acceptance;
          if (result.outcome === "conflict") this.#conflicts.take(subject);
          if (result.outcome === "accepted") this.#shares.note(subject, result.number);
          accepted.resolve(result);
        }
      } catch (error) {
        for (const { accepted } of group) accepted.reject(error);
      }
    }
    this.#isStoring = false;
  }

  /** Waits while more records keep arriving, but not for long: one block for many costs little more than for one. */
  async #collect(): Promise<void> {
    const end = Date.now() + COLLECTING.most;
    for (let size = 0; size < this.#arrivals.size && this.#arrivals.size < GROUP_LIMIT && Date.now() < end;) {
      size = this.#arrivals.size;
      await scheduler.wait(COLLECTING.step);
    }
  }

  /** Takes the records to store next, their subjects in turn. */
  #take(): Arrival[] {
    const group: Arrival[] = [];
    while (group.length < GROUP_LIMIT) {
      const arrival = this.#arrivals.take((next) => next);
      if (!arrival) break;
      group.push(arrival);
    }
    return group;
  }

  /** Stores what a group adds. The vault comes first: a key without a record is harmless, the opposite is not. */
  async #store(group: readonly Arrival[]): Promise<Plan> {
    const { storage, entries, tree, link } = this.#parts;
    const sealing = await this.#parts.sealing();
    // Nothing is accepted that could not be mined.
    await tree.requireAgreement();
    for (;;) {
      const plan = this.#plan(group);
      const { added } = plan;
      if (added.length === 0) {
        // What is repeated may be waiting, and its request may have failed before mining started.
        if (this.#waiting.count() > 0) this.#miner.start();
        return plan;
      }
      const macs = await macsOf(plan, sealing);
      await link.deposit(keysOf(plan));
      tree.requireNoKnownFault();
      // The vault took its time, and someone may have edited the storage. There is no `await` from here on.
      if (!isSamePlan(plan, this.#plan(group))) continue;
      const now = Date.now();
      const stored = added.map(({ number, sealed: { text, version } }, place) => ({
        number,
        text,
        version,
        mac: macs[place] as Mac,
      }));
      try {
        storage.transactionSync(() => {
          entries.add(stored, now);
          link.noteRevision();
        });
        for (const { number, text } of stored) this.#waiting.note(number, text);
      } finally {
        // A transaction that failed may have been committed.
        this.#miner.start();
      }
      return plan;
    }
  }

  /** Decides what becomes of each record, as the storage is now. */
  #plan(group: readonly Arrival[]): Plan {
    const { entries, headers } = this.#parts;
    const results: Acceptance[] = [];
    const added: { number: number; sealed: SealedRecord }[] = [];
    const conflicts = new Map<string, number>();
    const holders = entries.holders(group.map(({ sealed }) => sealed.version.byRegNo));
    const newest = entries.newest();
    const { last_entry: mined } = headers.newest();
    const shares = new Map<string, number>();
    for (const { sealed, subject } of group) {
      const met = conflicts.get(subject) ?? 0;
      if (met >= this.#conflicts.left(subject)) {
        // Nothing is looked up, so that the answer does not tell whether the number is taken.
        results.push({ outcome: "share-used" });
        continue;
      }
      const key = hex(sealed.version.byRegNo);
      const fingerprint = hex(sealed.version.fingerprint);
      const holder = holders.get(key);
      if (holder) {
        const isSame = holder.fingerprint === fingerprint;
        results.push(isSame ? { outcome: "repeated", number: holder.number, sealed } : { outcome: "conflict" });
        if (!isSame) conflicts.set(subject, met + 1);
        continue;
      }
      const own = shares.get(subject) ?? this.#shares.of(subject, mined);
      if (refusal(WAITING_PLACES, { all: newest - mined + added.length, own })) {
        results.push({ outcome: "full" });
      } else {
        shares.set(subject, own + 1);
        const next = { number: newest + added.length + 1, sealed };
        added.push(next);
        holders.set(key, { number: next.number, fingerprint });
        results.push({ outcome: "accepted", ...next });
      }
    }
    return { results, added };
  }
}

type Mac = Uint8Array<ArrayBuffer>;

function macsOf({ added }: Plan, sealing: Sealing): Promise<Mac[]> {
  return Promise.all(added.map(({ number, sealed: { text } }) => sealing.entryMac(number, text)));
}

/** The new keys with their ids, as the vault takes them. */
function keysOf({ added }: Plan): Uint8Array {
  return concatenate(added.flatMap(({ sealed: { version, key } }) => [version.keyId, key]));
}

function isSamePlan(a: Plan, b: Plan): boolean {
  return (
    a.added.length === b.added.length &&
    a.added.every(({ number, sealed }, place) => b.added[place]?.number === number && b.added[place].sealed === sealed)
  );
}
