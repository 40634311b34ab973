import { faultOf } from "../../../chain/block-rules.ts";
import type { Fault } from "../../../chain/fault.ts";
import type { LinkedBlock } from "../../../chain/linked-block.ts";
import { JsonFault } from "../../../chain/text/json.ts";
import type { Entry } from "../../../chain/sealed/entry.ts";
import { parseEntryText } from "../../../chain/sealed/entry-text.ts";
import { RecentCommitments } from "../../../chain/sealed/recent-commitments.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import type { SignatureCounts } from "../../../chain/sealed/signature-counts.ts";
import { FORMAT_VERSION, UnknownVersion } from "../../../chain/sealed/unknown-version.ts";
import { type SealedOptions, SealedValidator } from "../../../chain/sealed/validation.ts";
import { ChainAudit } from "../../../evidence/checking/audit.ts";
import type { CheckScope, StoredCheck } from "../../reading/validating.ts";
import type { OpenedRecords } from "../../reading/verdict.ts";
import type { RecordOpening } from "./record-opening.ts";
import { entryCommitment } from "../accepting/entry-commitment.ts";
import type { SealedParts } from "../sealed-parts.ts";

/** About how much is checked at once, in digests, and how many blocks at most. */
const WORK_AT_ONCE = 1_536;
const BLOCKS_AT_ONCE = 64;

/** The work for a block and for each of its entries, in digests; also for a signature, and for opening a record. */
const DIGESTS = { block: 3, entry: 3, signature: 20, opening: 24 } as const;

/** No entry with a signature has a shorter text. */
const SHORTEST_SIGNED = 128;

/**
 * Checks the stored blocks of a sealed ledger. It takes some 20 bytes of memory for each of the newest entries, one for
 * every entry, and four for each signed one and for each block.
 */
export class SealedCheck implements StoredCheck {
  readonly #parts: SealedParts;
  readonly #rules: SealedOptions;
  readonly #first: number;
  #validator: SealedValidator | ChainAudit;
  readonly #opening: RecordOpening | undefined;
  #work = 0;
  /** How many blocks to read next: there is no need to read many more than are then checked. */
  #blocksAtOnce: number = BLOCKS_AT_ONCE;

  /**
   * @param difficulty with which the ledger was created
   * @param opening opens the records too, if that was requested
   */
  constructor(
    parts: SealedParts,
    difficulty: number,
    { first, sizes }: CheckScope,
    opening: RecordOpening | undefined,
  ) {
    this.#parts = parts;
    this.#opening = opening;
    const read = (number: number) => {
      const text = parts.entries.text(number);
      return text === undefined ? undefined : entryCommitment(text);
    };
    this.#first = first;
    this.#rules = {
      now: () => Date.now(),
      expected: { puzzle: { puzzle: "block-hash", difficulty } as const },
      commitments: new RecentCommitments({ key: crypto.getRandomValues(new Uint32Array(8)), read }),
    };
    this.#validator = sizes ? new ChainAudit(sizes, this.#rules) : new SealedValidator(this.#rules, first);
  }

  get length(): number {
    return this.#validator.length;
  }

  get tip(): LinkedBlock | undefined {
    return this.#validator.tip;
  }

  get audit(): ChainAudit | undefined {
    return this.#validator instanceof ChainAudit ? this.#validator : undefined;
  }

  get signatures(): SignatureCounts | undefined {
    const validator = this.#validator;
    return validator instanceof ChainAudit ? validator.sealed?.signatures : validator.signatures;
  }

  get records(): OpenedRecords | undefined {
    return this.#opening?.records;
  }

  /** A block may take as long as a thousand plain ones. */
  readonly blocksPerProgress = 1;

  get blocksAtOnce(): number {
    return this.#blocksAtOnce;
  }

  get work(): number {
    return this.#work;
  }

  async advance(to: number): Promise<Fault | undefined> {
    const { headers } = this.#parts;
    const next = this.length + 1;
    // A row that someone inserted before genesis is a stored block too.
    const page: (Header | undefined)[] = headers.range(next === 1 ? -Infinity : next, to, this.#blocksAtOnce);
    this.#work = 0;
    if (this.#first > 1 && this.length < this.#first) {
      const fault = await this.#knowGenesis();
      if (fault) return fault;
    }
    // If blocks were deleted since the check began, the next one is missing.
    for (const header of page.length > 0 ? page : [undefined]) {
      const texts = this.#texts(header);
      const fault = (await checked(this.#validator, header, texts)) ?? (header && (await this.#opening?.fault(header)));
      if (fault || !header) return fault;
      this.#work += DIGESTS.block + texts.length * (DIGESTS.entry + (this.#opening ? DIGESTS.opening : 0));
      this.#work += signaturesIn(texts) * DIGESTS.signature;
      if (this.#work >= WORK_AT_ONCE) break;
    }
    this.#blocksAtOnce = Math.min(BLOCKS_AT_ONCE, 2 * (this.length - next + 1));
    return undefined;
  }

  /**
   * Checks genesis before a check of later blocks: the signatures in them cover its hash, and it says whether there must
   * be signatures.
   */
  async #knowGenesis(): Promise<Fault | undefined> {
    const header = this.#parts.headers.at(1);
    const texts = this.#texts(header);
    const fault = await checked(new SealedValidator(this.#rules), header, texts);
    if (fault || !header) return fault;
    const genesis = { ...header, entries: texts.map(valueOf) as readonly Entry[] };
    this.#validator = new SealedValidator({ ...this.#rules, genesis }, this.#first);
    return undefined;
  }

  #texts(header: Header | undefined): string[] {
    if (!header) return [];
    // No block has more, and a header that was edited may claim any number.
    return this.#parts.entries.texts(header.first_entry, Math.min(header.last_entry, header.first_entry + 1_000));
  }
}

/** Checks the next block. */
async function checked(
  validator: SealedValidator | ChainAudit,
  header: Header | undefined,
  texts: readonly string[],
): Promise<Fault | undefined> {
  try {
    return await (validator instanceof ChainAudit
      ? validator.next(header && { ...header, entries: texts.map(valueOf) })
      : validator.checkTexts(header, texts));
  } catch (error) {
    if (error instanceof UnknownVersion) return versionFault(error);
    throw error;
  }
}

/** How many signatures and endorsements entries have, by their texts. Their shape is not checked. */
function signaturesIn(texts: readonly string[]): number {
  let count = 0;
  for (const text of texts) {
    // Most entries are shorter than any signed one.
    if (text.length < SHORTEST_SIGNED) continue;
    count += Number(text.includes('"signature":"')) + Number(text.includes('"endorsement":"'));
  }
  return count;
}

/** A later version is no fault of a chain from elsewhere, but this ledger was created with the one that it checks. */
function versionFault({ version }: UnknownVersion): Fault {
  const detail = "Genesis says that the ledger has another version of the format than it was created with.";
  return faultOf(1, "genesis", `version: ${FORMAT_VERSION}`, `version: ${version}`, detail);
}

/** The value of an entry's text. Whatever is not canonical JSON is no entry either. */
function valueOf(text: string): unknown {
  try {
    return parseEntryText(text);
  } catch (error) {
    if (error instanceof JsonFault) return null;
    throw error;
  }
}
