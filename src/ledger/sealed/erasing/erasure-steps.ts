import { canonicalEntry, type Entry } from "../../../chain/sealed/entry.ts";
import type { ErasureRow, ErasureRows } from "../../store/erasures.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { Sealing } from "../accepting/sealing.ts";
import type { SignedSubmissions } from "../accepting/signed-submission.ts";
import type { SingleEntries } from "../accepting/single-entries.ts";
import type { Erasures } from "./erasures.ts";
import { keysOfRecord } from "./keys-of-record.ts";
import { storedErasure } from "./stored-authorship.ts";
import type { VersionChain, VersionChains } from "./version-chain.ts";

/** How far an erasure got: it is done, its entry waits for its block or for a place, or a hold delays all of it. */
export type Progress = "done" | "waiting" | "held";

/** What the steps work with. */
interface Sources {
  readonly rows: ErasureRows;
  readonly erasures: Erasures;
  readonly chains: VersionChains;
  readonly singleEntries: SingleEntries;
  readonly submissions: SignedSubmissions;
}

/**
 * The steps of an erasure that has begun, each safe to repeat:
 * - the vault destroys the keys, or says that the record is held;
 * - the erasure's entry is accepted, and waits to be mined;
 * - once its block is mined, and the vault has seen its checkpoint, what is stored of the record is overwritten.
 *
 * What was done already is read from the chain and asked of the vault, not believed of the stored row.
 */
export class ErasureSteps {
  readonly #parts: SealedParts;
  readonly #sources: Sources;
  readonly #running = new Map<number, Promise<Progress>>();
  /**
   * The records whose keys the vault has destroyed for this object, and whose erasure is not done, with the ids of these
   * keys. Once the vault is opened again they no longer count: one that was restored from an older state has the keys.
   */
  readonly #destroyed = new Map<number, { readonly keyIds: Uint8Array; readonly sealing: Sealing }>();

  constructor(parts: SealedParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
  }

  /**
   * Takes all steps that can be taken now. Whoever calls this for the same record meanwhile shares the work.
   *
   * @throws Error if the storage or the vault fails, or the ledger is halted; call it again later
   */
  run(record: number): Promise<Progress> {
    const running = this.#running.get(record);
    if (running) return running;
    const begun = this.#run(record).finally(() => this.#running.delete(record));
    this.#running.set(record, begun);
    return begun;
  }

  async #run(record: number): Promise<Progress> {
    const { chains, erasures } = this.#sources;
    const sealing = await this.#parts.sealing();
    const stored = await erasures.row(record);
    if (!erasures.hasRow(record)) return "held";
    if (stored?.done) return "done";
    // Someone may have deleted the row: what has begun goes on.
    const row = stored ?? { record, reason: undefined, signed: undefined };
    const chain = await chains.with(record, sealing);
    if (!chain) throw new Error("an erasure was begun of an entry that holds no record");
    const known = this.#destroyed.get(record);
    const keyIds = known?.sealing === sealing ? known.keyIds : await this.#destroyKeys(row, chain);
    if (!keyIds) return "held";
    this.#destroyed.set(record, { keyIds, sealing });
    const entry = chain.erasedBy ?? (await this.#acceptEntry(chain, row.signed));
    const { headers, link } = this.#parts;
    if (entry === undefined || entry > headers.newest().last_entry) return "waiting";
    // What is overwritten cannot be opened any more, should an older state without this block come back.
    await link.whenMarked();
    await this.#overwrite(row, chain, { entry, keyIds });
    return "done";
  }

  /** Has the vault destroy a record's keys. @returns their ids, joined; `undefined` if the record is held */
  async #destroyKeys(
    { record, reason }: Pick<ErasureRow, "record" | "reason">,
    { versions, erasedBy }: VersionChain,
  ): Promise<Uint8Array | undefined> {
    const { storage, link, entries } = this.#parts;
    const sealing = await this.#parts.sealing();
    const keys = await keysOfRecord(versions, { entries, sealing, keyOf: (id) => link.key(id) });
    const burial = { record, reason, ...keys, isOnChain: erasedBy !== undefined };
    const { outcome } = await link.call((vault, id) => vault.bury(id, burial));
    storage.transactionSync(() => {
      link.noteRevision();
      if (outcome === "held") this.#sources.rows.delete(record);
    });
    if (outcome !== "held") return keys.keyIds;
    this.#sources.erasures.release(record);
    return undefined;
  }

  /**
   * Accepts the entry that erases a record's current version, or the subject of a key.
   *
   * @param signed its authorship as it is stored; `undefined` if nobody signed it
   * @returns its number; `undefined` if too many entries are waiting
   */
  async #acceptEntry({ record, versions }: VersionChain, signed: string | undefined): Promise<number | undefined> {
    const { rows, singleEntries } = this.#sources;
    const current = versions.at(-1) ?? record;
    const entryNow = await this.#entryOf(current, signed);
    // Only this run erases the record, and nothing corrects it any more, so there is nothing else to decide.
    const result = await singleEntries.accept<never>(() => ({
      outcome: "accept",
      text: canonicalEntry(entryNow()),
      store: (number) => {
        this.#parts.versions.erase(current, number);
        rows.setEntry(record, number);
      },
    }));
    return result.outcome === "accepted" ? result.number : undefined;
  }

  /**
   * Makes what tells, without waiting, which entry erases a version now. It is signed as long as an author's signature
   * counts: meanwhile the version may have been corrected, the key revoked, or what the author has seen become too old.
   */
  async #entryOf(erases: number, signed: string | undefined): Promise<() => Entry> {
    const unsigned: Entry = { kind: "erasure", erases };
    const entry = signed === undefined ? undefined : storedErasure(erases, signed);
    if (!entry) return () => unsigned;
    const { submissions } = this.#sources;
    const authors = await this.#parts.authors();
    if (await submissions.refusal(entry, authors)) return () => unsigned;
    const newest = () => this.#parts.headers.newest().index;
    return () => (submissions.refusalNow(entry, authors, newest()) ? unsigned : entry);
  }

  async #overwrite(
    { record, reason }: Pick<ErasureRow, "record" | "reason">,
    { versions }: VersionChain,
    { entry, keyIds }: { readonly entry: number; readonly keyIds: Uint8Array },
  ): Promise<void> {
    const row = { record, reason, entry, done: true };
    const mac = await (await this.#parts.sealing()).doneMac(row, keyIds);
    this.#parts.storage.transactionSync(() => {
      this.#parts.entries.overwrite(versions);
      this.#sources.rows.put({ ...row, mac });
    });
    this.#sources.erasures.finish(record);
    this.#destroyed.delete(record);
  }
}
