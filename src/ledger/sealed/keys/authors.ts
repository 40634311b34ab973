import { foundedBy } from "../../../chain/sealed/block-entries.ts";
import type { Founded } from "../../../chain/sealed/chain-state.ts";
import type { EnrolledKey } from "../../../chain/sealed/enrolled-keys.ts";
import type { FoundingEntry, KeyEntry, RevocationEntry } from "../../../chain/sealed/entry.ts";
import { parseEntryText } from "../../../chain/sealed/entry-text.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import { type OpenedKey, openKey } from "../../../chain/sealed/public-key.ts";
import { Contradiction } from "../../contradiction.ts";
import { Turns } from "../../sharing/turns.ts";
import type { ProvenBlocks } from "../reading/proven-blocks.ts";
import type { KnownAuthors, SealedParts } from "../sealed-parts.ts";
import type { Sealing } from "../accepting/sealing.ts";
import { KnownKeys, keyStatement } from "./known-keys.ts";

/** How many waiting entries are read at once. */
const PAGE = 500;

/** The work for an entry, in digests: for its block, and for opening its key. */
const DIGESTS_PER_ENTRY = 16;

/** What {@link Authors} reads. */
type Stored = Pick<SealedParts, "headers" | "entries" | "references" | "sealing">;

/** What was read, and from what. */
interface Loaded {
  /** See `References.ofKeys`. */
  readonly mined: ReadonlyMap<number, string>;
  readonly keys: KnownKeys;
  /** The numbers of the entries that were waiting when they were read or accepted. */
  readonly waiting: Set<number>;
}

/**
 * Knows the keys of a ledger's authors. Mined entries are proven to be those of the signed chain, waiting ones to be those
 * that this ledger has accepted, and `References` tells if one is hidden: whoever can write the storage must not be able
 * to make the ledger call a key enrolled, or overlook that it is revoked.
 */
export class Authors implements KnownAuthors {
  readonly #parts: Stored;
  readonly #proven: ProvenBlocks;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;

  constructor(parts: Stored, proven: ProvenBlocks) {
    this.#parts = parts;
    this.#proven = proven;
  }

  /**
   * Reads the keys, unless they are known. Call this before anything is asked about them.
   *
   * @throws Contradiction if the stored entries are not those that were signed or accepted
   */
  async known(): Promise<this> {
    const sealing = await this.#parts.sealing();
    const mined = await this.#parts.references.ofKeys(sealing);
    let loaded = this.#loaded;
    if (loaded?.mined !== mined) {
      this.#loading ??= this.#load(mined, sealing).finally(() => (this.#loading = undefined));
      loaded = await this.#loading;
    }
    await this.#settle(loaded);
    return this;
  }

  /** @throws Error after {@link forget}, until the keys were read again */
  get keys(): KnownKeys {
    if (!this.#loaded) throw new Error("the keys of authors have to be read again");
    return this.#loaded.keys;
  }

  get founded(): Founded {
    return this.keys.founded;
  }

  get(thumbprint: string): EnrolledKey | undefined {
    return this.keys.of(thumbprint)?.enrolled;
  }

  requireFitting(header: Header, texts: readonly string[]): void {
    this.keys.requireFitting(header, texts);
  }

  /** Whether an entry about a key is proven to be mined, so that its block is known. */
  isMined(number: number): boolean {
    return this.keys.text(number) !== undefined && this.#loaded?.waiting.has(number) === false;
  }

  /** Notes an entry about a key that was just accepted. Call this right after the transaction that stores it. */
  accepted(number: number, text: string, entry: KeyEntry | RevocationEntry, opened: OpenedKey): void {
    const block = this.#parts.headers.newest().index + 1;
    if (entry.kind === "key") this.keys.enrol(opened, entry, { number, block, text });
    else this.keys.revoke(entry, { number, text });
    this.#loaded?.waiting.add(number);
  }

  /** Call this if that transaction failed: it may have been committed. Until the keys are read again, nothing is known. */
  forget(): void {
    this.#loaded = undefined;
  }

  async #load(mined: ReadonlyMap<number, string>, sealing: Sealing): Promise<Loaded> {
    const { headers, entries } = this.#parts;
    const turns = new Turns();
    const { last_entry: newest } = headers.newest();
    const rows = [...mined].toSorted(([a], [b]) => a - b);
    const keys = new KnownKeys(await this.#founded());
    const waiting = new Set<number>();
    for (const [number, text] of rows) {
      await this.#note(keys, number, text, await this.#blockOf(number, text));
      await turns.spend(DIGESTS_PER_ENTRY);
    }
    // What is mined meanwhile is read here too, and proven later.
    let last = Math.max(newest, rows.at(-1)?.[0] ?? 0);
    for (let page = entries.ofKeys(last, PAGE); page.length > 0; page = entries.ofKeys(last, PAGE)) {
      for (const { number, text, mac } of page) {
        last = number;
        await turns.spend(DIGESTS_PER_ENTRY);
        // What somebody else wrote there is never mined.
        if (!(await sealing.isAccepted(number, text, mac))) continue;
        await this.#note(keys, number, text, headers.newest().index + 1);
        waiting.add(number);
      }
    }
    // Nothing was accepted since the last page was read: there was no `await`.
    this.#loaded = { mined, keys, waiting };
    return this.#loaded;
  }

  /** Proves the entries that were mined since they were noted. */
  async #settle({ keys, waiting }: Loaded): Promise<void> {
    for (const number of waiting) {
      if (number > this.#parts.headers.newest().last_entry) break;
      keys.mined(number, await this.#blockOf(number, keys.text(number) ?? ""));
      waiting.delete(number);
    }
  }

  /** The index of the block of a mined entry, which is proven to have this text. */
  async #blockOf(number: number, text: string): Promise<number> {
    const block = await this.#proven.withEntry(number);
    if (!block) throw new Contradiction();
    await this.#proven.requireEntry(block, number, text);
    return block.header.index;
  }

  async #note(keys: KnownKeys, number: number, text: string, block: number): Promise<void> {
    const entry = keyStatement(text);
    if (entry?.kind === "revocation") keys.revoke(entry, { number, text });
    if (entry?.kind !== "key") return;
    const opened = await openKey(entry.public_key);
    if (typeof opened === "string") throw new Contradiction();
    keys.enrol(opened, entry, { number, block, text });
  }

  /** What genesis says, which is proven to be the signed one. */
  async #founded(): Promise<Founded> {
    const text = this.#parts.entries.text(1) ?? "";
    const genesis = await this.#proven.withEntry(1);
    if (!genesis) throw new Contradiction();
    await this.#proven.requireEntry(genesis, 1, text);
    return foundedBy(parseEntryText(text) as FoundingEntry, genesis.header.hash);
  }
}
