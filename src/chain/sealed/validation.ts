import {
  type Expected,
  faultOf,
  futureFault,
  hashFault,
  indexFault,
  latestTimestamp,
  linkFault,
  notGenesisFault,
  proofFault,
  puzzleFault,
} from "../block-rules.ts";
import { entriesFault, type EntryContent, foundedBy } from "./block-entries.ts";
import { type ChainState, emptyState } from "./chain-state.ts";
import type { CommitmentWindow } from "./commitment-window.ts";
import { numbersFault, treeFault } from "./contents-rules.ts";
import type { Fault } from "../fault.ts";
import { digestHeader, type Header, headerOf, MINED_BY, type SealedBlock } from "./header.ts";
import type { FormatFault } from "./header-format.ts";
import { openBlock, type OpenedBlock, openTexts } from "./opened-block.ts";
import { startsWithZeroBits } from "../proof-of-work.ts";
import { RecentCommitments } from "./recent-commitments.ts";
import { linkAfter, type Predecessor, predecessorOf, Resumption } from "../resumption.ts";
import { readFaulty, takeInEntries } from "./faulty-block.ts";
import type { EnrolledKey } from "./enrolled-keys.ts";
import type { SignatureCounts } from "./signature-counts.ts";

/** The inputs of a validation besides the blocks. */
export interface SealedOptions {
  /** The current time, in milliseconds since 1970: no timestamp may be in the future. */
  readonly now: () => number;
  /** What the caller already knows about the chain. */
  readonly expected?: Expected | undefined;
  /** Where the commitments of the newest blocks are held; in memory by default. */
  readonly commitments?: CommitmentWindow | undefined;
  /**
   * The genesis of a chain whose validation starts with a later block. It is trusted. Without it, signatures cannot be
   * verified.
   */
  readonly genesis?: SealedBlock | undefined;
}

/** The attributes that every genesis block shares. */
const GENESIS = { index: 1, mined_by: MINED_BY.genesis, previous_hash: "0" } as const;

/**
 * Validates the chain of a sealed ledger block by block, as ChainValidator does for a plain one. What later entries may
 * refer to takes one byte of memory an entry, and what authors signed takes four for each signed entry and each block;
 * the rest is bounded by the newest 1,024 blocks and the number of keys.
 *
 * The hash is checked before the attributes that it covers, and the entries after their header. A plain edit is
 * therefore reported as an edit, and the rules for entries only see entries to which a mined header commits.
 */
export class SealedValidator {
  readonly #first: number;
  readonly #now: () => number;
  readonly #expected: Expected;
  readonly #state: ChainState;
  #genesis: SealedBlock | undefined;
  #previous: Header | undefined;
  /** Present after a faulty block, until the next block is checked. */
  #resumption: Resumption | undefined;
  /** What the next block follows, if that is not the newest valid block. */
  #after: Predecessor | undefined;

  /**
   * @param first the index of the first block. Unless it is genesis, its link to its predecessor is trusted, and what
   *   its entries refer to is taken as right where it lies before it: nothing unknown is called a fault.
   */
  constructor({ now, expected = {}, commitments = new RecentCommitments(), genesis }: SealedOptions, first = 1) {
    this.#first = first;
    this.#now = now;
    this.#expected = expected;
    this.#state = emptyState(commitments, first > 1);
    this.#genesis = first > 1 ? genesis : undefined;
  }

  /** The index of the newest valid block, or of a faulty one after which it resumed; `first - 1` if there is none. */
  get length(): number {
    return (this.#resumption?.likeliest ?? this.#after ?? this.#previous)?.index ?? this.#first - 1;
  }

  /** The header of the newest valid block. */
  get tip(): Header | undefined {
    return this.#previous;
  }

  /** What the blocks before the first faulty one say about signatures. It covers only the blocks that were checked. */
  get signatures(): SignatureCounts {
    const { signed, keys, founded } = this.#state;
    return {
      signed: signed.signed,
      unsigned: signed.unsigned,
      keys: keys.size,
      disputed: signed.disputed,
      names: founded?.founding.registrar ? "registrar" : "operator",
    };
  }

  /** The numbers of the disputed entries, in ascending order; see SignatureCounts. */
  get disputed(): number[] {
    return this.#state.signed.disputedNumbers();
  }

  /** A key that the valid blocks enrolled, and what became of it. */
  key(thumbprint: string): EnrolledKey | undefined {
    return this.#state.keys.get(thumbprint);
  }

  /** The numbers of the records, corrections and erasures that a key signed, in ascending order. */
  signedBy(thumbprint: string): Iterable<number> {
    return this.#state.signed.by(thumbprint);
  }

  /**
   * Creates a validator for the blocks that follow `tip`, which is trusted.
   *
   * @param tip a header, or a block, whose entries are not looked at
   */
  static after(tip: Header, options: SealedOptions): SealedValidator {
    const validator = new SealedValidator(options, tip.index + 1);
    validator.#state.states.startAt(tip.last_entry + 1);
    validator.#state.recent.note(tip);
    validator.#previous = headerOf(tip);
    return validator;
  }

  /**
   * Checks the next block on its own and against its predecessors.
   *
   * @returns the first fault, or `undefined`; after a fault the validator stays at the last valid block
   * @throws UnknownVersion if genesis says that a later version of the format holds
   */
  next(value: unknown): Promise<Fault | undefined> {
    return this.check([value]);
  }

  /** Checks the next blocks up to the first fault, as {@link next} does. */
  async check(values: Iterable<unknown>): Promise<Fault | undefined> {
    for (const value of values) {
      await this.#decide(value);
      const fault = await this.#openedFault(openBlock(value, this.length === 0));
      if (fault) return fault;
    }
    return undefined;
  }

  /**
   * Checks the next block as {@link next} does, but faster, from its header and the texts of its entries.
   *
   * @param header the header alone; nothing is assumed about its shape
   * @param texts the canonical texts (RFC 8785) of its entries, in order, as a ledger stores them; others are a fault
   */
  async checkTexts(header: unknown, texts: readonly string[]): Promise<Fault | undefined> {
    await this.#decide(header);
    return this.#openedFault(openTexts(header, texts, this.length === 0));
  }

  async #openedFault(opened: OpenedBlock | FormatFault): Promise<Fault | undefined> {
    if (!("header" in opened)) {
      const index = this.length + 1;
      return faultOf(index, "format", opened.expected, opened.actual, `Block ${index} does not have a block's format.`);
    }
    const { header, texts, contents } = opened;
    const fault =
      (await this.#headerFault(header)) ??
      (await treeFault(header, texts)) ??
      numbersFault(header, texts, this.#firstEntry(header)) ??
      (await this.#entriesFault(header, contents));
    if (fault) return fault;
    this.#previous = header;
    this.#after = undefined;
    return undefined;
  }

  /** What the next block is compared with. */
  get #before(): Predecessor {
    return this.#after ?? predecessorOf(this.#previous, this.length);
  }

  /** The number that the first entry of a block must have. Any is right if the entries before are unknown. */
  #firstEntry({ index, first_entry }: Header): number {
    if (!this.#previous && !this.#after && index > 1) return first_entry;
    const { index: before, lastEntry } = this.#before;
    return lastEntry === undefined || index !== before + 1 ? first_entry : lastEntry + 1;
  }

  /** Goes on after a faulty block, as ChainValidator does. */
  async resumeAfter(value: unknown, fault: Fault): Promise<void> {
    const before = this.#before;
    const state = this.#state;
    state.signed.end();
    if (fault.rule === "previous_hash") state.recent.forget(before.index);
    const faulty = await readFaulty(value, (header) => this.#firstEntry(header));
    this.#resumption = new Resumption(fault, before, faulty, async (index) => {
      const isKnown = faulty?.isWhole === true && faulty.block.index === index;
      if (!isKnown || index > before.index + 1) state.isPart = true;
      if (isKnown) await takeInEntries(faulty.block, faulty.contents, state);
    });
  }

  async #decide(next: unknown): Promise<void> {
    const resumption = this.#resumption;
    if (!resumption) return;
    this.#resumption = undefined;
    this.#after = await resumption.decide(next);
  }

  /** Checks everything about a header but what it says about its entries. */
  async #headerFault(header: Header): Promise<Fault | undefined> {
    const index = indexFault(header, this.length + 1);
    if (index) return index;
    const digest = new Uint8Array(await digestHeader(header));
    const hash = hashFault(header, digest);
    if (hash) return hash;
    const place = this.#placeFault(header) ?? futureFault(header, latestTimestamp(this.#now()));
    if (place) return place;
    return startsWithZeroBits(digest, header.difficulty) ? undefined : proofFault(header);
  }

  /** Checks that the block follows the previous one or, if there is none, may come first. */
  #placeFault(header: Header): Fault | undefined {
    const { puzzle, genesis } = this.#expected;
    if (this.#after && this.#after.index >= this.#first) return linkFault(header, linkAfter(this.#after, header));
    if (this.#previous) return linkFault(header, this.#previous);
    const isGenesis = header.index === 1;
    return (isGenesis ? notGenesisFault(header, GENESIS, genesis) : undefined) ?? puzzleFault(header, puzzle);
  }

  /** Checks the entries, after taking in what is known before the first block that is checked. */
  async #entriesFault(header: Header, contents: readonly EntryContent[]): Promise<Fault | undefined> {
    if (!this.#previous || this.#after) this.#state.states.startAt(header.first_entry);
    if (this.#after) this.#state.recent.skipTo(header);
    const founding = this.#genesis?.entries[0];
    if (this.#genesis && founding?.kind === "founding") {
      this.#state.founded = await foundedBy(founding, this.#genesis.hash);
      this.#genesis = undefined;
    }
    return entriesFault(header, contents, this.#state);
  }
}
