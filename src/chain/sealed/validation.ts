import {
  type Expected,
  faultOf,
  futureFault,
  latestTimestamp,
  linkFault,
  notGenesisFault,
  proofFault,
  puzzleFault,
} from "../block-rules.ts";
import { canonicalEntry, type Entry } from "./entry.ts";
import { entriesFault, type EntryContent, foundedBy } from "./block-entries.ts";
import { type ChainState, emptyState } from "./chain-state.ts";
import type { CommitmentWindow } from "./commitment-window.ts";
import { parseEntryText, recordCommitment } from "./entry-text.ts";
import { EntryTree } from "./entry-tree.ts";
import type { Fault } from "../fault.ts";
import { BLOCK_LIMITS, digestHeader, type Header, headerOf, MINED_BY, type SealedBlock } from "./header.ts";
import { type FormatFault, headerFormatFault, sealedFormatFault } from "./header-format.ts";
import { hex, isHexOf } from "../hex.ts";
import { JsonFault } from "../json.ts";
import { startsWithZeroBits } from "../proof-of-work.ts";
import { RecentCommitments } from "./recent-commitments.ts";
import { checkVersion } from "./unknown-version.ts";

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

/** A block's header and entries, whose format is right. */
interface Opened {
  readonly header: Header;
  readonly texts: readonly string[];
  readonly contents: readonly EntryContent[];
}

/**
 * Validates the chain of a sealed ledger block by block, as ChainValidator does for a plain one. What later entries may
 * refer to takes one byte of memory an entry; the rest is bounded by the newest 1,024 blocks and the number of keys.
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

  /** The index of the newest valid block, or `first - 1` if there is none. */
  get length(): number {
    return this.#previous?.index ?? this.#first - 1;
  }

  /** The header of the newest valid block. */
  get tip(): Header | undefined {
    return this.#previous;
  }

  /** The number of keys that the valid blocks enrolled. */
  get keys(): number {
    return this.#state.keys.size;
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
      if (this.length === 0) checkVersion(value);
      const fault = await this.#openedFault(openBlock(value));
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
    const contents = readTexts(texts);
    if (this.length === 0 && !("expected" in contents)) checkVersion({ entries: contents });
    const fault = headerFormatFault(header) ?? ("expected" in contents ? contents : undefined);
    return this.#openedFault(fault ?? { header: header as Header, texts, contents: contents as EntryContent[] });
  }

  async #openedFault(opened: Opened | FormatFault): Promise<Fault | undefined> {
    if (!("header" in opened)) {
      const index = this.length + 1;
      return faultOf(index, "format", opened.expected, opened.actual, `Block ${index} does not have a block's format.`);
    }
    const { header, texts, contents } = opened;
    const state = this.#state;
    const fault = (await this.#headerFault(header)) ?? (await treeFault(header, texts)) ?? this.#numbersFault(opened);
    if (fault) return fault;
    await this.#start(header);
    const entries = await entriesFault(header, contents, state);
    if (entries) return entries;
    this.#previous = header;
    return undefined;
  }

  /** Checks everything about a header but what it says about its entries. */
  async #headerFault(header: Header): Promise<Fault | undefined> {
    const index = this.length + 1;
    if (header.index !== index) {
      const detail = `Block ${index} is missing, or another block is in its place.`;
      return faultOf(index, "index", index, header.index, detail);
    }
    const digest = new Uint8Array(await digestHeader(header));
    if (!isHexOf(header.hash, digest)) {
      const detail = `Block ${index} was changed after it was mined: its hash does not match its content.`;
      return faultOf(index, "hash", hex(digest), header.hash, detail);
    }
    const place = this.#placeFault(header) ?? futureFault(header, latestTimestamp(this.#now()));
    if (place) return place;
    return startsWithZeroBits(digest, header.difficulty) ? undefined : proofFault(header);
  }

  /** Checks that the block follows the previous one or, if there is none, may come first. */
  #placeFault(header: Header): Fault | undefined {
    const { puzzle, genesis } = this.#expected;
    if (this.#previous) return linkFault(header, this.#previous);
    const isGenesis = header.index === 1;
    return (isGenesis ? notGenesisFault(header, GENESIS, genesis) : undefined) ?? puzzleFault(header, puzzle);
  }

  /** Checks the rule `entries`: the numbers of a block's entries, and how many and how long they may be. */
  #numbersFault({ header, texts }: Opened): Fault | undefined {
    const { index, first_entry, last_entry } = header;
    const fault = (expected: string, actual: string, detail: string) =>
      faultOf(index, "entries", expected, actual, `Block ${index} ${detail}`);
    const expected = this.#previous ? this.#previous.last_entry + 1 : index === 1 ? 1 : first_entry;
    if (first_entry !== expected) {
      const detail = "does not go on with the number after its predecessor's last entry.";
      return fault(`first_entry: ${expected}`, `first_entry: ${first_entry}`, detail);
    }
    const last = first_entry + texts.length - 1;
    if (last_entry !== last) {
      return fault(
        `last_entry: ${last}`,
        `last_entry: ${last_entry}`,
        "does not have as many entries as its header says.",
      );
    }
    const most = index === 1 ? 1 : BLOCK_LIMITS.entries;
    if (texts.length < 1 || texts.length > most) {
      const expectedCount = index === 1 ? "one entry" : `1 to ${most} entries`;
      return fault(expectedCount, `${texts.length} entries`, "has fewer or more entries than a block may have.");
    }
    if (bytesOf(texts) <= BLOCK_LIMITS.bytes) return undefined;
    return fault(`at most ${BLOCK_LIMITS.bytes} bytes`, "more", "has longer entries than a block may have.");
  }

  /** Takes in what is known before the first block that is checked. */
  async #start({ first_entry }: Header): Promise<void> {
    if (!this.#previous) this.#state.states.startAt(first_entry);
    if (!this.#genesis) return;
    const [founding] = this.#genesis.entries;
    if (founding?.kind === "founding") this.#state.founded = await foundedBy(founding, this.#genesis.hash);
    this.#genesis = undefined;
  }
}

/** Reads a block, with the canonical text of each entry. */
function openBlock(value: unknown): Opened | FormatFault {
  const fault = sealedFormatFault(value);
  if (fault) return fault;
  const block = value as SealedBlock;
  const { entries } = block;
  try {
    const texts = entries.map((entry) => canonicalEntry(entry));
    return { header: headerOf(block), texts, contents: texts.map((text, place) => contentOf(text, entries[place])) };
  } catch {
    return { expected: "entries: well-formed text and numbers", actual: "entries: something else" };
  }
}

/** Reads entries from what must be their canonical texts. */
function readTexts(texts: readonly string[]): EntryContent[] | FormatFault {
  try {
    return texts.map((text) => contentOf(text));
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { expected: "entries: JSON serialized as in RFC 8785", actual: `entries: text that ${error.message}` };
  }
}

function contentOf(text: string, entry?: Entry): EntryContent {
  return recordCommitment(text) ?? entry ?? parseEntryText(text);
}

/** Checks the rule `merkle_root`. */
async function treeFault({ index, merkle_root }: Header, texts: readonly string[]): Promise<Fault | undefined> {
  const { root } = await EntryTree.of(texts);
  if (isHexOf(merkle_root, root)) return undefined;
  const detail = `Block ${index} does not hold the entries that it was mined with: some were changed, moved or taken away.`;
  return faultOf(index, "merkle_root", hex(root), merkle_root, detail);
}

const encoder = new TextEncoder();

/** The length of the texts in UTF-8. Most are short enough not to be counted. */
function bytesOf(texts: readonly string[]): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (3 * length <= BLOCK_LIMITS.bytes || length > BLOCK_LIMITS.bytes) return length;
  return texts.reduce((sum, text) => sum + encoder.encode(text).length, 0);
}
