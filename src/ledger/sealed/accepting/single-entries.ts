import type { Full } from "../../results.ts";
import { refusal } from "../../sharing/places.ts";
import type { StoredVersion } from "../../store/entry-rows.ts";
import type { SealedMiner } from "../mining/sealed-miner.ts";
import type { SealedParts } from "../sealed-parts.ts";
import { WAITING_PLACES, type WaitingEntries } from "../mining/waiting-entries.ts";
import type { WaitingShares } from "../mining/waiting-shares.ts";

/** An entry that is to be accepted. */
export interface Draft {
  readonly outcome: "accept";
  /** The canonical text of the entry. */
  readonly text: string;
  /** What is sealed behind its commitment, if it has one. The key must be in the vault already. */
  readonly version?: StoredVersion | undefined;
  /** Stores what else there is to store, in the transaction that stores the entry under a number. */
  readonly store?: ((number: number) => void) | undefined;
  /** Notes in memory what was stored, right after the transaction. */
  readonly stored?: ((number: number) => void) | undefined;
  /** Called if the transaction failed. It may have been committed all the same. */
  readonly failed?: (() => void) | undefined;
}

/** An entry that was accepted under a number. */
export interface AcceptedEntry {
  readonly outcome: "accepted";
  readonly number: number;
}

/** What single entries are accepted with. */
interface Sources {
  readonly waiting: WaitingEntries;
  readonly miner: SealedMiner;
  readonly shares: WaitingShares;
}

/** Accepts entries that come one at a time, such as erasures and keys. Records come in groups; see Acceptances. */
export class SingleEntries {
  readonly #parts: SealedParts;
  readonly #sources: Sources;

  constructor(parts: SealedParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
  }

  /**
   * Stores an entry under the next number. There it waits to be mined.
   *
   * @param decide what to store, or why nothing is to be stored. It must not wait for anything. It is asked again right
   *   before the entry is stored, since other requests run in between, and the last answer counts
   * @param subject whose share of the waiting places the entry takes; absent if it counts as nobody's
   * @returns what `decide` refused with, or `full` if too many entries are waiting
   * @throws Error if the storage fails, or the ledger is halted; then the entry may have been stored all the same
   */
  async accept<Refused extends { readonly outcome: string }>(
    decide: () => Draft | Refused,
    subject?: string,
  ): Promise<AcceptedEntry | Full | Refused> {
    const { entries, tree } = this.#parts;
    const { waiting, miner, shares } = this.#sources;
    const sealing = await this.#parts.sealing();
    // Nothing is accepted that could not be mined.
    await tree.requireAgreement();
    for (;;) {
      const first = decide();
      if (!isDraft(first)) {
        // What was accepted before may be waiting, and its request may have failed before mining started.
        if (waiting.count() > 0) miner.start();
        return first;
      }
      if (this.#isFull(subject)) return { outcome: "full" };
      const number = entries.newest() + 1;
      const mac = await sealing.entryMac(number, first.text);
      tree.requireNoKnownFault();
      // Another entry may have been accepted meanwhile. There is no `await` from here on.
      const draft = decide();
      if (!isDraft(draft) || draft.text !== first.text || entries.newest() + 1 !== number) continue;
      this.#store(number, draft, mac);
      if (subject !== undefined) shares.note(subject, number);
      return { outcome: "accepted", number };
    }
  }

  #isFull(subject: string | undefined): boolean {
    const { waiting, shares } = this.#sources;
    const all = waiting.count();
    if (subject === undefined) return all >= WAITING_PLACES.total;
    const own = shares.of(subject, this.#parts.headers.newest().last_entry);
    return refusal(WAITING_PLACES, { all, own }) !== undefined;
  }

  #store(number: number, { text, version, store, stored, failed }: Draft, mac: Uint8Array<ArrayBuffer>): void {
    const { storage, entries, link } = this.#parts;
    const { waiting, miner } = this.#sources;
    try {
      storage.transactionSync(() => {
        entries.add([{ number, text, mac, version }], Date.now());
        store?.(number);
        link.noteRevision();
      });
    } catch (error) {
      failed?.();
      throw error;
    } finally {
      // A transaction that failed may have been committed.
      miner.start();
    }
    waiting.note(number, text);
    stored?.(number);
  }
}

function isDraft(decided: { readonly outcome: string }): decided is Draft {
  return decided.outcome === "accept";
}
