import { WINDOW_BLOCKS } from "../../../chain/sealed/recent-blocks.ts";
import type { SignatureRefused, SubmittedRecord } from "../../results.ts";
import type { AuditEvent } from "../../reads/audit.ts";
import { Allowances } from "../../sharing/allowances.ts";
import { FairQueue } from "../../sharing/fair-queue.ts";
import { Turns } from "../../sharing/turns.ts";
import {
  type Acceptance,
  type Added,
  type Arrival,
  type CorrectionAcceptance,
  isSamePlan,
  keysOf,
  lookupsOf,
  type Plan,
  planOf,
  type SignedRules,
  tellsOfHolder,
} from "./plan.ts";
import type { SealedMiner } from "../mining/sealed-miner.ts";
import type { KnownAuthors, SealedParts } from "../sealed-parts.ts";
import type { SealedRecord, Sealing } from "./sealing.ts";
import type { SignedSubmissions } from "./signed-submission.ts";
import { WAITING_PLACES, type WaitingEntries } from "../mining/waiting-entries.ts";
import type { WaitingShares } from "../mining/waiting-shares.ts";

/** The most records that are stored at once: whoever arrives next waits for as many. */
const GROUP_LIMIT = 1_000;

/** How long records are collected, in milliseconds: another step while more arrive, but not longer than `most`. */
const COLLECTING = { step: 5, most: 20 } as const;

/** How many records are sealed at once, and the work for each in digests. */
const SEALED_AT_ONCE = 32;
const DIGESTS_PER_RECORD = 24;

/** The work for verifying a record's signature, and for hashing again what its author has salted, in digests. */
const DIGESTS_PER_SIGNATURE = 24;

/** How many conflicts a subject may meet before it has to wait: each tells that a registration number is taken. */
const CONFLICTS = { burst: 60, perSecond: 1 } as const;

/** Who sends records, and with which request. */
export interface Sender {
  readonly subject: string;
  readonly requestId: string;
}

/** What records are accepted with. */
interface Sources {
  /** Where accepted records wait for `miner`. */
  readonly waiting: WaitingEntries;
  readonly miner: SealedMiner;
  readonly shares: WaitingShares;
  readonly submissions: SignedSubmissions;
}

/** A sealed record that waits to be stored, and who waits for that. */
interface Waiting extends Arrival {
  readonly accepted: PromiseWithResolvers<CorrectionAcceptance>;
}

/**
 * Accepts records: seals them, stores their keys in the vault, and then the records under consecutive numbers. From then
 * on they are mined in that order. Only one group is stored at a time; while the vault stores its keys, the next collects.
 */
export class Acceptances {
  readonly #parts: SealedParts;
  readonly #waiting: WaitingEntries;
  readonly #miner: SealedMiner;
  readonly #submissions: SignedSubmissions;
  readonly #conflicts = new Allowances(CONFLICTS);
  readonly #arrivals = new FairQueue<Waiting>();
  readonly #shares: WaitingShares;
  #isStoring = false;

  constructor(parts: SealedParts, { waiting, miner, shares, submissions }: Sources) {
    this.#parts = parts;
    this.#waiting = waiting;
    this.#miner = miner;
    this.#shares = shares;
    this.#submissions = submissions;
  }

  /**
   * Accepts records of one subject.
   *
   * @param corrects the number of the version that they replace, of which only one can; absent for new records
   * @returns what became of each, once it is stored
   * @throws Error if the storage, the vault or the log fails, or the ledger is halted; then some may have been accepted
   */
  accept(records: readonly SubmittedRecord[], sender: Sender): Promise<Acceptance[]>;
  accept(records: readonly SubmittedRecord[], sender: Sender, corrects: number): Promise<CorrectionAcceptance[]>;
  async accept(
    records: readonly SubmittedRecord[],
    { subject, requestId }: Sender,
    corrects?: number,
  ): Promise<CorrectionAcceptance[]> {
    const sources = { sealing: await this.#parts.sealing(), authors: await this.#parts.authors(), subject, corrects };
    // Nothing is sealed that would find no place anyway.
    if (this.#arrivals.size >= WAITING_PLACES.total) return records.map(() => ({ outcome: "full" }));
    const turns = new Turns();
    const sealed: (SealedRecord | SignatureRefused)[] = [];
    for (let from = 0; from < records.length; from += SEALED_AT_ONCE) {
      const some = records.slice(from, from + SEALED_AT_ONCE);
      sealed.push(...(await Promise.all(some.map((record) => this.#submissions.seal(record, sources)))));
      const signatures = some.filter(({ signed }) => signed).length;
      await turns.spend(some.length * DIGESTS_PER_RECORD + signatures * DIGESTS_PER_SIGNATURE);
    }
    // None waits before all are sealed: if one cannot be, none of them is stored.
    const results = sealed.map((each, place): Promise<CorrectionAcceptance> => {
      if ("outcome" in each) return Promise.resolve(each);
      const accepted = Promise.withResolvers<CorrectionAcceptance>();
      // All of them are awaited below, but some may fail before.
      accepted.promise.catch(() => undefined);
      const vouched = records[place]?.signed;
      this.#arrivals.add(subject, { sealed: each, vouched, corrects, subject, requestId, accepted });
      return accepted.promise;
    });
    if (!this.#isStoring && this.#arrivals.size > 0) void this.#storeAll();
    return Promise.all(results);
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
          const result = results[place] as CorrectionAcceptance;
          if (tellsOfHolder(result)) this.#conflicts.take(subject);
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
  #take(): Waiting[] {
    const group: Waiting[] = [];
    while (group.length < GROUP_LIMIT) {
      const arrival = this.#arrivals.take((next) => next);
      if (!arrival) break;
      group.push(arrival);
    }
    return group;
  }

  /** Stores what a group adds. The vault comes first: a key without a record is harmless, the opposite is not. */
  async #store(group: readonly Arrival[]): Promise<Plan> {
    const { tree, link, audit } = this.#parts;
    const sealing = await this.#parts.sealing();
    // Nothing is accepted that could not be mined.
    await tree.requireAgreement();
    const reserved = new Set<Arrival>();
    for (;;) {
      const signed = this.#signedRules(await this.#parts.authors());
      const plan = this.#plan(group, reserved, signed);
      if (plan.added.length === 0) {
        // What is repeated may be waiting, and its request may have failed before mining started.
        if (this.#waiting.count() > 0) this.#miner.start();
        return plan;
      }
      const macs = await macsOf(plan, sealing);
      const places = await link.deposit(keysOf(plan), lookupsOf(plan));
      for (const place of places) reserved.add((plan.added[place] as Added).arrival);
      if (places.length > 0) continue;
      // If the following fails, the log has named a number that another record gets. But it lacks none.
      await audit.note(plan.added.map(eventOf));
      tree.requireNoKnownFault();
      // All this took its time, and someone may have edited the storage. There is no `await` from here on.
      if (!isSamePlan(plan, this.#plan(group, reserved, signed))) continue;
      this.#commit(plan, macs);
      return plan;
    }
  }

  #plan(group: readonly Arrival[], reserved: ReadonlySet<Arrival>, signed: SignedRules): Plan {
    const conflicts = (subject: string) => this.#conflicts.left(subject);
    return planOf(this.#parts, { limits: { conflicts, shares: this.#shares }, signed }, group, reserved);
  }

  #signedRules(authors: KnownAuthors): SignedRules {
    const { headers, entries } = this.#parts;
    // More blocks may be mined before the group is stored. Then it looks back a little further than it has to.
    const oldest = headers.at(headers.newest().index - WINDOW_BLOCKS + 2)?.first_entry ?? 1;
    return {
      refusal: (vouched, newest) => this.#submissions.refusalNow(vouched, authors, newest),
      isStanding: (commitment) => entries.isCommitted(commitment, oldest),
    };
  }

  #commit({ added }: Plan, macs: readonly Mac[]): void {
    const { storage, entries, versions, link } = this.#parts;
    const now = Date.now();
    const stored = added.map(({ number, arrival: { sealed } }, place) => ({
      number,
      text: sealed.text,
      version: sealed.version,
      mac: macs[place] as Mac,
    }));
    try {
      storage.transactionSync(() => {
        entries.add(stored, now);
        for (const { number, arrival } of added) {
          if (arrival.corrects !== undefined) versions.correct(arrival.corrects, number);
        }
        link.noteRevision();
      });
      for (const { number, text } of stored) this.#waiting.note(number, text);
    } finally {
      // A transaction that failed may have been committed.
      this.#miner.start();
    }
  }
}

type Mac = Uint8Array<ArrayBuffer>;

function macsOf({ added }: Plan, sealing: Sealing): Promise<Mac[]> {
  return Promise.all(added.map(({ number, arrival }) => sealing.entryMac(number, arrival.sealed.text)));
}

function eventOf({ number, arrival: { subject: who, requestId, corrects } }: Added): AuditEvent {
  return { who, action: corrects === undefined ? "register" : "correct", record: number, requestId, granted: true };
}
