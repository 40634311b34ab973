import type { Fault } from "../../chain/fault.ts";
import type { LinkedBlock } from "../../chain/linked-block.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import { ChainValidator } from "../../chain/validation.ts";
import { ChainAudit } from "../../evidence/checking/audit.ts";
import type { Blocks } from "../store/blocks.ts";
import { NumberTable } from "./number-table.ts";
import type { CheckScope, StoredCheck } from "./validating.ts";

/**
 * How many blocks are checked at once, as lines and in an audit, and the work for all of them in digests. 250 lines are
 * about 90 KB of text. The engine lets longer texts pile up before it collects them.
 */
const STRETCH = { lines: { blocks: 250, digests: 750 }, audit: { blocks: 32, digests: 2048 } } as const;

/** Checks the stored blocks of a plain ledger. It takes 12 bytes of memory a block. */
export class PlainCheck implements StoredCheck {
  readonly #blocks: Blocks;
  readonly #first: number;
  readonly #validator: ChainValidator | ChainAudit;

  /** @param puzzle the puzzle that the ledger was created with */
  constructor(blocks: Blocks, puzzle: Puzzle, { first, length, sizes }: CheckScope) {
    this.#blocks = blocks;
    this.#first = first;
    const numbers = new NumberTable(blocks, first, length, crypto.getRandomValues(new Uint32Array(2)));
    const rules = { now: () => Date.now(), expected: { puzzle }, numbers };
    this.#validator = sizes ? new ChainAudit(sizes, rules) : new ChainValidator(rules, first);
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

  readonly signatures = undefined;

  readonly records = undefined;

  readonly blocksPerProgress = 1000;

  get blocksAtOnce(): number {
    return this.#stretch.blocks;
  }

  get work(): number {
    return this.#stretch.digests;
  }

  get #stretch(): (typeof STRETCH)["audit" | "lines"] {
    return this.audit ? STRETCH.audit : STRETCH.lines;
  }

  async advance(to: number): Promise<Fault | undefined> {
    const validator = this.#validator;
    // An audit needs each block separately.
    if (validator instanceof ChainAudit) return this.#check(to, STRETCH.audit.blocks);
    const fault = validator.tip ? undefined : await this.#check(to, 1);
    if (fault || validator.length === to) return fault;
    const from = validator.length + 1;
    // The table does not hold the registration numbers of blocks before the first.
    const mayRepeat = this.#first > 1 && this.#blocks.mayRepeat(this.#first, from, to);
    const lines = mayRepeat ? undefined : this.#blocks.lines(from, to, validator.tip?.difficulty);
    // If the lines may contain a fault, checking the blocks tells which.
    return lines && (await validator.follow(lines, to)) ? undefined : this.#check(to, STRETCH.lines.blocks);
  }

  #check(to: number, count: number): Promise<Fault | undefined> {
    const next = this.length + 1;
    // A row that someone inserted before genesis is a stored block too.
    const page = this.#blocks.range(next === 1 ? -Infinity : next, to, count);
    // If blocks were deleted since the check began, the next one is missing.
    return this.#validator.check(page.length > 0 ? page : [undefined]);
  }
}
