import type { PatientRecord } from "../../chain/record.ts";
import { type Entry, entryLeaf } from "../../chain/sealed/entry.ts";
import { sameHash } from "../../chain/merkle-tree.ts";
import { parseEntryText } from "../../chain/sealed/entry-text.ts";
import { BLOCK_LIMITS, type Header } from "../../chain/sealed/header.ts";
import { entryReceipt } from "../../evidence/entry-receipt.ts";
import { parseSearchLimit } from "../../mining/search-limit.ts";
import { Contradiction, VaultUnusable } from "../contradiction.ts";
import type { LedgerKind, ObjectParts } from "../ledger-kind.ts";
import { Batches } from "../mining/batches.ts";
import { nonceSearch } from "../mining/chosen-search.ts";
import { type CheckScope, validateStored } from "../reading/validating.ts";
import type { ProgressListener } from "../reading/validation-progress.ts";
import type { StoredVerdict, ValidateOptions } from "../reading/verdict.ts";
import { Watchers } from "../reading/watchers.ts";
import type { ReadLog } from "../reads/read-log.ts";
import type {
  AcceptResult,
  CorrectResult,
  ErasureView,
  EraseResult,
  HoldResult,
  MineResult,
  Reader,
  RecordProof,
  RecordResult,
  RecordView,
  SearchResult,
  SearchTerm,
  SubmitHeaderResult,
  SubmitResult,
  SubmittedHeader,
  Whereabouts,
  WorkResult,
} from "../results.ts";
import type { Refusal } from "../sharing/shared-runs.ts";
import { SignedTree } from "../signing/signed-tree.ts";
import { Entries } from "../store/entries.ts";
import { ErasureRows } from "../store/erasures.ts";
import { Headers } from "../store/headers.ts";
import { Versions } from "../store/versions.ts";
import type { Places } from "../store/mempool.ts";
import { within } from "../time-limit.ts";
import { type Acceptance, Acceptances } from "./acceptance.ts";
import { Erasures } from "./erasing/erasures.ts";
import { VersionChains } from "./erasing/version-chain.ts";
import { ExternalHeaders } from "./external-headers.ts";
import { vaultOf } from "./preparation.ts";
import { ProvenBlocks } from "./proven-blocks.ts";
import { RecordOpening } from "./record-opening.ts";
import { SealedCheck } from "./sealed-check.ts";
import { type MinedEntry, SealedMiner } from "./sealed-miner.ts";
import { type SealedParts, sealingBehind } from "./sealed-parts.ts";
import { SealedRecords } from "./sealed-records.ts";
import { VaultLink } from "./vault-link.ts";
import { WaitingEntries } from "./waiting-entries.ts";

/** A batch of so few records does not wait for others of its subject. */
const FEW = 32;

/** How long a request waits for its block before it gets an id to ask with, in milliseconds. */
const WAIT_LIMIT = 90_000;

/** A ledger of real patients: a header, the Merkle root of up to a thousand entries, and the records beside the chain. */
export class SealedLedger implements LedgerKind {
  readonly blocks: Headers;
  readonly tree: SignedTree;
  readonly watchers: Watchers;
  readonly #parts: SealedParts;
  readonly #difficulty: number;
  readonly #waiting: WaitingEntries;
  readonly #miner: SealedMiner;
  readonly #acceptances: Acceptances;
  readonly #external: ExternalHeaders;
  readonly #records: SealedRecords;
  readonly #batches = new Batches(BLOCK_LIMITS.entries, FEW);

  /** @param difficulty how many leading zero bits the hash of a block must have */
  constructor(parts: ObjectParts, difficulty: number) {
    const { ctx, env, alarms, creation, ...signing } = parts;
    const { storage } = ctx;
    this.#difficulty = difficulty;
    this.blocks = new Headers(storage.sql);
    this.tree = new SignedTree({ storage, blocks: this.blocks, ...signing });
    this.watchers = new Watchers(ctx, this.blocks, alarms, () => this.whenServable());
    const { tree, blocks: headers } = this;
    const { name } = parts.identity;
    const link = new VaultLink({ name, storage, creation, headers, tree, vault: () => vaultOf(parts) });
    const { sql } = storage;
    const stored = { entries: new Entries(sql), versions: new Versions(sql) };
    const proven = new ProvenBlocks({ headers, tree, entries: stored.entries });
    const chains = new VersionChains({ headers, entries: stored.entries }, proven);
    const sealing = sealingBehind({ link, headers, tree }, (opened) => erasures.load(opened));
    const erasures = new Erasures({ rows: new ErasureRows(sql), chains, sealing });
    this.#parts = {
      storage,
      creation,
      headers,
      ...stored,
      tree,
      alarms,
      link,
      sealing,
      audit: { note: async () => {} },
      erasures,
    };
    this.#waiting = new WaitingEntries(this.#parts);
    this.#miner = new SealedMiner(this.#parts, this.#waiting, {
      search: nonceSearch(env.NONCE_SEARCH),
      searchLimit: parseSearchLimit(env.MAX_SEARCH_DIFFICULTY),
      watchers: this.watchers,
      difficulty,
    });
    this.#acceptances = new Acceptances(this.#parts, this.#waiting, this.#miner);
    this.#external = new ExternalHeaders(this.#parts, this.#waiting, this.#miner);
    this.#records = new SealedRecords(this.#parts, proven);
    this.#miner.recall();
  }

  /** A ledger that does not agree with its vault, or with what it signed, still serves its blocks. */
  async whenServable(): Promise<void> {
    try {
      await this.#parts.link.whenMarked();
    } catch (error) {
      const isServed = error instanceof Contradiction || error instanceof VaultUnusable;
      if (!isServed || (error instanceof VaultUnusable && error.outcome === "record-key-missing")) throw error;
    }
  }

  async requireUsable(): Promise<void> {
    await this.#parts.link.whenMarked();
    this.#parts.link.requireNotBehind();
  }

  genesis(): Promise<Header> {
    return this.#miner.genesis();
  }

  startMining(): void {
    this.#miner.start();
  }

  onMiningAlarm(now: number): Promise<void> | undefined {
    return this.#miner.onAlarm(now);
  }

  tip(): Header {
    return this.blocks.cachedTip();
  }

  blockText(index: number): string | undefined {
    return this.blocks.texts(index, index, true)[0]?.[1];
  }

  pageEnd(from: number, limit: number, entries: boolean): number {
    return this.blocks.pageEnd(from, limit, entries);
  }

  async validate(options: ValidateOptions, progress?: ProgressListener): Promise<StoredVerdict | undefined> {
    const check = (opening?: RecordOpening) => {
      const begin = (scope: CheckScope) => new SealedCheck(this.#parts, this.#difficulty, scope, opening);
      return validateStored(this.blocks, this.tree, begin, options, progress);
    };
    if (!options.open) return check();
    try {
      await this.requireUsable();
      return await check(new RecordOpening(this.#parts, await this.#parts.sealing()));
    } catch (error) {
      // Nothing is opened on a chain that contradicts what was signed, but it has a fault, which is found all the same.
      const verdict = error instanceof Contradiction ? await check() : undefined;
      if (verdict?.valid === false) return verdict;
      throw error;
    }
  }

  async mine(record: PatientRecord, minedBy: string): Promise<MineResult> {
    const [accepted] = await this.#acceptances.accept([record], minedBy);
    if (!accepted || !("number" in accepted)) return accepted ?? { outcome: "full" };
    const pending = { outcome: "pending", id: String(accepted.number) } as const;
    const mined = await this.#minedEntry(accepted.number);
    if (!mined) return pending;
    if (accepted.outcome === "accepted" && mined !== "before") return registered(accepted, mined);
    try {
      const before = await this.#registeredBefore(record, accepted);
      return before ?? (accepted.outcome === "accepted" ? pending : { outcome: "missing" });
    } catch (error) {
      // What was accepted is not refused afterwards.
      if (accepted.outcome === "accepted") return pending;
      throw error;
    }
  }

  /** The block of an accepted entry, when it is mined; `undefined` if that takes too long, or fails for now. */
  async #minedEntry(number: number): Promise<MinedEntry | "before" | undefined> {
    if (number <= this.blocks.cachedTip().last_entry) return "before";
    if (!this.#miner.searches) return undefined;
    try {
      return await within(WAIT_LIMIT, this.#miner.resultOf(number));
    } catch {
      // It is stored, and the alarm mines it.
      return undefined;
    }
  }

  /** The record that is on the chain already; `undefined` if it cannot be opened. */
  async #registeredBefore(record: PatientRecord, { outcome, number }: AcceptedRecord): Promise<MineResult | undefined> {
    const receipt = await this.#records.ownProof(number, record);
    const isNew = outcome === "accepted";
    return receipt && { outcome: isNew ? "registered" : "registered-before", number, block: receipt.block, receipt };
  }

  async accept(records: readonly PatientRecord[], minedBy: string): Promise<AcceptResult[] | Refusal> {
    return this.#batches.answer(records, minedBy, async (some) => {
      const accepted = await this.#acceptances.accept(some, minedBy);
      const { last_entry: mined } = this.blocks.newest();
      return accepted.map((each): AcceptResult => {
        if (!("number" in each)) return each;
        const { number } = each;
        return each.outcome === "accepted" || number > mined
          ? { outcome: "pending", id: String(number) }
          : { outcome: "repeated", number };
      });
    });
  }

  async work(record: PatientRecord | undefined, minedBy: string): Promise<WorkResult> {
    return record ? { outcome: "no-record" } : this.#external.work(minedBy);
  }

  async submit(): Promise<SubmitResult> {
    return { outcome: "no-record" };
  }

  submitHeader(header: SubmittedHeader, minedBy: string): Promise<SubmitHeaderResult> {
    return this.#external.submit(header, minedBy);
  }

  pending(id: string): Whereabouts | undefined {
    const number = /^[1-9]\d{0,15}$/.test(id) ? Number(id) : Number.NaN;
    // Genesis holds no record.
    if (!(number > 1 && number <= this.#parts.entries.newest())) return undefined;
    const position = this.#waiting.position(number);
    return position > 0 ? { position } : { number };
  }

  mempool(): { places: Places; oldestAge: number | null } {
    return { places: this.#waiting.places(), oldestAge: this.#waiting.oldestAge() };
  }

  record(number: number, reader: Reader): Promise<RecordResult<RecordView>> {
    return this.#records.at(number, reader);
  }

  search(term: SearchTerm, reader: Reader): Promise<RecordResult<SearchResult>> {
    return this.#records.search(term, reader);
  }

  recordProof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<RecordResult<RecordProof>> {
    return this.#records.proof(number, disclosed, reader);
  }

  readonly readLog: ReadLog | undefined = undefined;

  async versions(number: number): Promise<RecordResult<readonly RecordView[]>> {
    throw new Error(`not built yet: ${number}`);
  }

  async correct(number: number): Promise<CorrectResult> {
    throw new Error(`not built yet: ${number}`);
  }

  async erase(number: number): Promise<EraseResult> {
    throw new Error(`not built yet: ${number}`);
  }

  async erasure(number: number): Promise<RecordResult<ErasureView>> {
    throw new Error(`not built yet: ${number}`);
  }

  async hold(number: number): Promise<HoldResult> {
    throw new Error(`not built yet: ${number}`);
  }
}

type AcceptedRecord = Extract<Acceptance, { readonly number: number }>;

/**
 * A record that was just mined, with the receipt of its entry.
 *
 * @throws Contradiction if another entry was mined under its number: someone has edited the storage
 */
async function registered({ number, sealed }: AcceptedRecord, mined: MinedEntry): Promise<MineResult> {
  const { header, receipt, tree } = mined;
  const position = number - header.first_entry;
  const { text, fields, disclosures } = sealed;
  if (!sameHash(await entryLeaf(text), tree.leaf(position))) throw new Contradiction();
  const entry = parseEntryText(text) as Entry;
  const path = tree.path(position);
  return {
    outcome: "registered",
    number,
    block: header,
    receipt: entryReceipt({ header, entry, position, path, receipt, opened: { fields, disclosures } }),
  };
}
