import { faultOf } from "../../chain/block-rules.ts";
import type { Fault } from "../../chain/fault.ts";
import type { LinkedBlock } from "../../chain/linked-block.ts";
import { JsonFault } from "../../chain/json.ts";
import { parseEntryText } from "../../chain/sealed/entry-text.ts";
import { RecentCommitments } from "../../chain/sealed/recent-commitments.ts";
import type { Header } from "../../chain/sealed/header.ts";
import { FORMAT_VERSION, UnknownVersion } from "../../chain/sealed/unknown-version.ts";
import { SealedValidator } from "../../chain/sealed/validation.ts";
import { ChainAudit } from "../../evidence/audit.ts";
import type { CheckScope, StoredCheck } from "../reading/validating.ts";
import type { RecordOpening } from "./record-opening.ts";
import { entryCommitment } from "./entry-commitment.ts";
import type { SealedParts } from "./sealed-parts.ts";

/** About how many entries are checked at once, and how many blocks at most. */
const ENTRIES_AT_ONCE = 512;
const BLOCKS_AT_ONCE = 64;

/** The work for a block and for each of its entries, in digests; also for opening a record. */
const DIGESTS = { block: 3, entry: 3, opening: 24 } as const;

/** Checks the stored blocks of a sealed ledger. It takes some 20 bytes of memory for each of the newest entries. */
export class SealedCheck implements StoredCheck {
  readonly #parts: SealedParts;
  readonly #validator: SealedValidator | ChainAudit;
  readonly #opening: RecordOpening | undefined;
  #work = 0;

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
    const rules = {
      now: () => Date.now(),
      expected: { puzzle: { puzzle: "block-hash", difficulty } as const },
      commitments: new RecentCommitments({ key: crypto.getRandomValues(new Uint32Array(8)), read }),
    };
    this.#validator = sizes ? new ChainAudit(sizes, rules) : new SealedValidator(rules, first);
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

  /** A block may take as long as a thousand plain ones. */
  readonly blocksPerProgress = 1;

  get blocksAtOnce(): number {
    return BLOCKS_AT_ONCE;
  }

  get work(): number {
    return this.#work;
  }

  async advance(to: number): Promise<Fault | undefined> {
    const { headers } = this.#parts;
    const next = this.length + 1;
    // A row that someone inserted before genesis is a stored block too.
    const page: (Header | undefined)[] = headers.range(next === 1 ? -Infinity : next, to, BLOCKS_AT_ONCE);
    this.#work = 0;
    let entries = 0;
    // If blocks were deleted since the check began, the next one is missing.
    for (const header of page.length > 0 ? page : [undefined]) {
      const fault = await this.#check(header);
      if (fault || !header) return fault;
      const count = header.last_entry - header.first_entry + 1;
      this.#work += DIGESTS.block + count * (DIGESTS.entry + (this.#opening ? DIGESTS.opening : 0));
      entries += count;
      if (entries >= ENTRIES_AT_ONCE) break;
    }
    return undefined;
  }

  async #check(header: Header | undefined): Promise<Fault | undefined> {
    const validator = this.#validator;
    // No block has more, and a header that was edited may claim any number.
    const texts = header
      ? this.#parts.entries.texts(header.first_entry, Math.min(header.last_entry, header.first_entry + 1_000))
      : [];
    try {
      const fault =
        validator instanceof ChainAudit
          ? await validator.next(header && { ...header, entries: texts.map(valueOf) })
          : await validator.checkTexts(header, texts);
      return fault ?? (header && (await this.#opening?.fault(header)));
    } catch (error) {
      if (error instanceof UnknownVersion) return versionFault(error);
      throw error;
    }
  }
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
