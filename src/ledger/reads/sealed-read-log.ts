import { hex } from "../../chain/text/hex.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { VerifierKey } from "../../evidence/notes/note.ts";
import type { ReadReceipt } from "../../evidence/receipts/read-receipt.ts";
import { Contradiction } from "../contradiction.ts";
import type { CosignResult, ReadsPage, ReadView } from "../results.ts";
import { Turns } from "../sharing/turns.ts";
import type { Consistency } from "../signing/signed-tree.ts";
import type { StoredRead } from "../store/reads.ts";
import type { AuditEvent } from "./audit.ts";
import type { ReadLog, ReadsQuery } from "./read-log.ts";
import type { OpenedRead } from "./read-sealing.ts";
import { type LogSources, ReadWriter } from "./read-writer.ts";

/** How many entries are verified at once, and how many a page looks at: where few are of a record, it ends early. */
const VERIFIED_AT_ONCE = 256;
const LOOKED_AT = 8_192;

/** The work for verifying an entry and for opening one, in digests. */
const DIGESTS = { verified: 2, opened: 16 } as const;

/** What pages are read with. */
interface PageSources extends LogSources {
  /** The numbers of all versions of the record that a version belongs to, as the entries say. */
  readonly versionsOf: (number: number) => Promise<readonly number[]>;
}

/**
 * The log of reads of a sealed ledger. Nothing that is stored is believed: an entry is shown only if its leaf is in the
 * tree that the log has signed, and if it opens to its commitment, unless the key of its month was destroyed.
 */
export class SealedReadLog implements ReadLog {
  readonly #sources: PageSources;
  readonly #writer: ReadWriter;

  constructor(sources: PageSources) {
    this.#sources = sources;
    this.#writer = new ReadWriter(sources);
  }

  note(events: readonly AuditEvent[]): Promise<void> {
    return this.#writer.note(events);
  }

  async page({ from, limit, record }: ReadsQuery): Promise<ReadsPage> {
    const { tree, versionsOf } = this.#sources;
    const size = (await tree.newestSigned())?.size ?? 0;
    const numbers = record === undefined ? undefined : new Set(await versionsOf(record));
    const found: StoredRead[] = [];
    let next = from;
    const end = Math.min(size, from + LOOKED_AT - 1);
    while (next <= end && found.length < limit) {
      const most = numbers ? VERIFIED_AT_ONCE : Math.min(VERIFIED_AT_ONCE, limit - found.length);
      const rows = await this.#verified(next, Math.min(end, next + most - 1));
      const some = rows.filter((row) => !numbers || (row.record !== undefined && numbers.has(row.record)));
      found.push(...some.slice(0, limit - found.length));
      // If the page is full, the next one starts after its last entry.
      next = found.length < limit ? next + rows.length : (found.at(-1)?.index ?? next) + 1;
    }
    return { entries: await this.#views(found), ...(next <= size ? { next } : {}) };
  }

  checkpoint(cosignatures: number): Promise<string | undefined> {
    return this.#sources.tree.checkpoint(cosignatures);
  }

  async proof(number: number): Promise<ReadReceipt | undefined> {
    const receipt = await this.#sources.tree.receipt(number);
    if (!receipt) return undefined;
    const [row] = await this.#verified(number, number);
    if (!row) throw new Contradiction();
    const [opened] = await this.#opened([row]);
    const shown = opened && { fields: opened.fields, disclosures: opened.disclosures };
    return { number, commitment: row.hash, ...receipt, ...shown };
  }

  consistency(from: number, to: number): Promise<Consistency | undefined> {
    return this.#sources.tree.consistency(from, to);
  }

  async cosign(signed: string, witnesses: readonly VerifierKey[]): Promise<CosignResult> {
    try {
      const cosigned = await this.#sources.tree.cosign(signed, witnesses);
      return cosigned ? { outcome: "cosigned", ...cosigned } : { outcome: "unknown-state" };
    } catch (error) {
      if (error instanceof Malformed) return { outcome: "malformed", reason: error.message };
      throw error;
    }
  }

  /**
   * The stored entries from one number to another, inclusive, whose leaves are in the signed tree.
   *
   * @throws Contradiction if one is missing or was edited
   */
  async #verified(from: number, to: number): Promise<StoredRead[]> {
    const { reads, tree } = this.#sources;
    const sealing = await this.#sources.sealing();
    const rows = reads.range(from, to, to - from + 1);
    const [first, ...others] = rows;
    if (!first || first.index !== from || rows.length !== to - from + 1) throw new Contradiction();
    await tree.requireLeaves([first, ...others]);
    const turns = new Turns();
    for (const row of rows) {
      if (!(await sealing.isLogged(row))) throw new Contradiction();
      await turns.spend(DIGESTS.verified);
    }
    return rows;
  }

  /**
   * Opens verified entries; `undefined` for each whose key was destroyed.
   *
   * @throws Contradiction if one does not open with its key
   */
  async #opened(rows: readonly StoredRead[]): Promise<(OpenedRead | undefined)[]> {
    const sealing = await this.#sources.sealing();
    const ids = new Map(rows.map(({ keyId }) => [hex(keyId), keyId]));
    const keys = await this.#sources.link.monthKeys([...ids.values()]);
    const keyOf = new Map([...ids.keys()].map((id, place) => [id, keys[place]]));
    const turns = new Turns();
    const opened: (OpenedRead | undefined)[] = [];
    for (const row of rows) {
      const key = keyOf.get(hex(row.keyId));
      const entry = key && (await sealing.open(row, key));
      if (key && !entry) throw new Contradiction();
      opened.push(entry);
      await turns.spend(DIGESTS.opened);
    }
    return opened;
  }

  async #views(rows: readonly StoredRead[]): Promise<ReadView[]> {
    const opened = await this.#opened(rows);
    return rows.map(({ index, hash }, place) => {
      const entry = opened[place]?.entry;
      return { number: index, commitment: hash, ...(entry as Omit<ReadView, "commitment"> | undefined) };
    });
  }
}
