import { Contradiction, SigningKeyMissing } from "../contradiction.ts";
import type { VaultLink } from "../sealed/vault-link.ts";
import { Turns } from "../sharing/turns.ts";
import type { SignedTree } from "../signing/signed-tree.ts";
import type { Reads, StoredRead } from "../store/reads.ts";
import type { AuditEvent } from "./audit.ts";
import { monthOf } from "./month.ts";
import type { MonthKey, ReadSealing } from "./read-sealing.ts";
import type { ReadsMark } from "./reads-mark.ts";

/** The most entries that are stored at once, unless a single request brings more: whoever arrives next waits for as many. */
const GROUP_LIMIT = 1_000;

/** How many entries are sealed at once, and the work for each in digests. */
const SEALED_AT_ONCE = 32;
const DIGESTS_PER_ENTRY = 16;

/** What the writer works with. */
export interface LogSources {
  readonly storage: DurableObjectStorage;
  readonly reads: Reads;
  /** The log's own. */
  readonly tree: SignedTree;
  readonly mark: ReadsMark;
  readonly link: VaultLink;
  /** What seals and opens entries, once the vault is open. */
  readonly sealing: () => Promise<ReadSealing>;
}

/** Events that arrived together, and who waits for them. */
interface Arrival {
  readonly events: readonly AuditEvent[];
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly noted: PromiseWithResolvers<void>;
}

/**
 * Appends to the log of reads. Only one group is written at a time: its entries, their tree and its checkpoint in one
 * transaction. What arrives meanwhile goes into the next one.
 */
export class ReadWriter {
  readonly #sources: LogSources;
  #arrivals: Arrival[] = [];
  #isWriting = false;
  #month: { readonly month: string; readonly sealing: ReadSealing; readonly key: MonthKey } | undefined;

  constructor(sources: LogSources) {
    this.#sources = sources;
  }

  /** Resolves once the events are stored, in this order, each as one entry. */
  note(events: readonly AuditEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    const noted = Promise.withResolvers<void>();
    this.#arrivals.push({ events, at: Date.now(), noted });
    if (!this.#isWriting) void this.#writeAll();
    return noted.promise;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#arrivals.length > 0) {
      // Requests that have arrived already share the group. They run only when this one yields.
      await scheduler.wait(0);
      const group = this.#take();
      try {
        await this.#write(group);
        for (const { noted } of group) noted.resolve();
      } catch (error) {
        for (const { noted } of group) noted.reject(error);
      }
    }
    this.#isWriting = false;
  }

  /** The next group: whole arrivals, so that what one request waits for is stored together. */
  #take(): Arrival[] {
    let count = 0;
    const end = this.#arrivals.findIndex(({ events }) => (count += events.length) > GROUP_LIMIT);
    return this.#arrivals.splice(0, end === -1 ? this.#arrivals.length : Math.max(1, end));
  }

  async #write(group: readonly Arrival[]): Promise<void> {
    const { storage, reads, tree, mark, link } = this.#sources;
    const first = reads.length() + 1;
    const rows = await this.#seal(group, first);
    const growth = await tree.grow(rows as [StoredRead, ...StoredRead[]]);
    const note = growth?.state.note;
    if (growth && note === undefined) throw new SigningKeyMissing();
    // There is no `await` until the group is stored. Nobody else appends, so a log that has changed was edited.
    if (!growth || note === undefined || reads.length() !== first - 1) throw new Contradiction();
    storage.transactionSync(() => {
      reads.append(rows);
      tree.store(growth);
      link.noteRevision();
    });
    tree.committed(growth);
    mark.appended({ ...growth.state, note });
  }

  /** Seals the events of a group under consecutive numbers. */
  async #seal(group: readonly Arrival[], first: number): Promise<StoredRead[]> {
    const sealing = await this.#sources.sealing();
    const events = group.flatMap(({ events: some, at }) => some.map((event) => ({ event, at })));
    const turns = new Turns();
    const rows: StoredRead[] = [];
    while (rows.length < events.length) {
      const some = events.slice(rows.length, rows.length + SEALED_AT_ONCE);
      const from = first + rows.length;
      const sealed = some.map(async ({ event, at }, place) =>
        sealing.seal(entryOf(event, from + place, at), await this.#keyOf(at, sealing)),
      );
      rows.push(...(await Promise.all(sealed)));
      await turns.spend(some.length * DIGESTS_PER_ENTRY);
    }
    return rows;
  }

  /**
   * The key of the month of a time. Only the last one is kept in memory, and only until the vault is opened again: one
   * that was restored from an older state may not have it, and nobody could ever read what is encrypted with it.
   */
  async #keyOf(at: number, sealing: ReadSealing): Promise<MonthKey> {
    const month = monthOf(at);
    if (this.#month?.month === month && this.#month.sealing === sealing) return this.#month.key;
    const key = await this.#sources.link.monthKey(month);
    this.#month = { month, sealing, key };
    return key;
  }
}

function entryOf({ who, action, record, requestId, granted }: AuditEvent, number: number, at: number) {
  return {
    number,
    at: new Date(at).toISOString(),
    who: asText(who),
    action,
    record,
    request_id: asText(requestId),
    granted,
  };
}

/** What no JSON text may hold (RFC 7493, section 2.1) is replaced: it must not keep a request from being logged. */
function asText(value: string): string {
  return value.toWellFormed().replaceAll(/\p{Noncharacter_Code_Point}/gu, "\uFFFD");
}
