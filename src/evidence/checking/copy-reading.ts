import { ChainAudit } from "./audit.ts";
import type { Saved } from "./findings.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { UnknownVersion } from "../../chain/sealed/unknown-version.ts";
import type { AnyOptions } from "../../chain/validator.ts";

/** A block of which chain and copy claim different hashes. */
export interface Difference {
  readonly index: number;
  readonly ofCopy: string;
  readonly ofChain: string;
}

/**
 * A saved copy of the chain, which is validated on its own and compared with the chain block by block. It is read up to
 * its first fault, since anybody may have edited the file.
 */
export class CopyReading {
  readonly name: string;
  readonly audit: ChainAudit;
  /** The hashes of the blocks for which there are receipts. */
  readonly hashes = new Map<number, string>();
  readonly #blocks: AsyncIterator<unknown>;
  readonly #wanted: ReadonlySet<number>;
  #hasEnded = false;
  #problem: string | undefined;
  #difference: Difference | undefined;
  /** How many blocks were found equal. */
  #equal = 0;

  /**
   * @param sizes the sizes of the trees with which the copy will be compared
   * @param wanted the indexes of the blocks for which there are receipts
   */
  constructor(
    { name, value }: Saved<AsyncIterable<unknown>>,
    sizes: Iterable<number>,
    wanted: Iterable<number>,
    options: AnyOptions,
  ) {
    this.name = name;
    this.audit = new ChainAudit(sizes, options);
    this.#blocks = value[Symbol.asyncIterator]();
    this.#wanted = new Set(wanted);
  }

  /** The first block that differs. */
  get difference(): Difference | undefined {
    return this.#difference;
  }

  /** Why the copy could not be read to its end, as a clause. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /**
   * Reads the copy up to the block with an index, and compares that with the chain's.
   *
   * @param hash what the chain claims; `undefined` if it claims none in that place
   */
  async follow(index: number, hash: string | undefined): Promise<void> {
    while (!this.#hasEnded && this.audit.length < index) await this.#next();
    const { length, tip } = this.audit;
    if (hash === undefined || this.#difference || length !== index || !tip || this.#equal !== index - 1) return;
    if (tip.hash === hash) this.#equal = index;
    else this.#difference = { index, ofCopy: tip.hash, ofChain: hash };
  }

  /** Reads the rest of the copy, after the chain has ended. */
  async finish(): Promise<void> {
    while (!this.#hasEnded) await this.#next();
    await this.#blocks.return?.();
  }

  async #next(): Promise<void> {
    try {
      const { done, value } = await this.#blocks.next();
      if (done) this.#hasEnded = true;
      else await this.#take(value);
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof UnknownVersion)) throw error;
      this.#end(error.message);
    }
  }

  async #take(value: unknown): Promise<void> {
    const fault = await this.audit.next(value);
    const { tip, length } = this.audit;
    if (fault) this.#end(`its block ${fault.index} breaks the rule ${fault.rule}: the file was damaged or edited`);
    else if (tip && this.#wanted.has(length)) this.hashes.set(length, tip.hash);
  }

  #end(problem: string): void {
    this.#problem = problem;
    this.#hasEnded = true;
  }
}
