import { createReadStream, existsSync } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { canonicalText } from "../../chain/text/canonical.ts";
import type { Fault } from "../../chain/fault.ts";
import { formatFault } from "../../chain/format.ts";
import { JsonFault } from "../../chain/text/json.ts";
import type { AnyTip } from "../../chain/kind.ts";
import type { SignatureCounts } from "../../chain/sealed/signature-counts.ts";
import { SealedValidator } from "../../chain/sealed/validation.ts";
import { EMPTY_CHAIN } from "../../chain/validation.ts";
import { type Validator, validatorFor } from "../../chain/validator.ts";
import { linesOf, NotLines, parse } from "../../client/transport/lines.ts";
import { counted } from "../../chain/text/counted.ts";

/**
 * A verified copy of a ledger: `chain.ndjson` in a folder, one block per line, each verified before it was written. The
 * blocks of a sealed ledger are written with their entries.
 */
export class Copy {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #chain: VerifiedChain;

  private constructor(file: FileHandle, path: string, chain: VerifiedChain) {
    this.#file = file;
    this.#path = path;
    this.#chain = chain;
  }

  /**
   * Opens the copy in a folder, verifies its blocks, and cuts off a last line that a crash left unfinished.
   *
   * @throws Error when the copy itself is damaged
   */
  static async open(folder: string): Promise<Copy> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, "chain.ndjson");
    // These blocks passed the timestamp check on arrival. A clock set back since must not make them faulty.
    let isOpen = false;
    const chain = new VerifiedChain(() => (isOpen ? Date.now() : Infinity));
    let size = 0;
    if (existsSync(path)) {
      const damaged = (why: string) => new Error(`The copy ${path} is damaged: ${why} Delete it to start over.`);
      try {
        for await (const { text, unfinished } of linesOf(createReadStream(path))) {
          if (unfinished) break;
          const fault = await chain.next(parse(text));
          if (fault) throw damaged(fault.detail);
          size += Buffer.byteLength(text) + 1;
        }
      } catch (error) {
        throw error instanceof NotLines ? damaged(`${error.message}.`) : error;
      }
    }
    // Mode 600: the file of a plain ledger holds patient data.
    const file = await open(path, "a", 0o600);
    await file.truncate(size);
    isOpen = true;
    return new Copy(file, path, chain);
  }

  get length(): number {
    return this.#chain.length;
  }

  /** The newest block; of a sealed ledger its header. */
  get tip(): AnyTip | undefined {
    return this.#chain.tip;
  }

  /** What authors signed in it; `undefined` on a plain ledger. */
  get signatures(): SignatureCounts | undefined {
    return this.#chain.signatures;
  }

  /** Verifies the next block and adds it; {@link flush} makes it durable. */
  async add(block: unknown): Promise<Fault | undefined> {
    const fault = await this.#chain.next(block);
    if (!fault) await this.#file.appendFile(`${JSON.stringify(block)}\n`);
    return fault;
  }

  async flush(): Promise<void> {
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /**
   * Compares a served chain with the copy from genesis, and adds the blocks that the copy does not have yet.
   *
   * @param served all blocks of the ledger, in order
   * @returns the first contradiction of the copy, or the first fault in the new blocks
   */
  async compare(served: AsyncIterable<unknown>): Promise<Fault | undefined> {
    const held = this.length;
    const lines = this.#lines();
    let index = 0;
    try {
      for await (const block of served) {
        index += 1;
        const fault = index <= held ? this.#differ((await lines.next()).value, block) : await this.add(block);
        if (fault) return fault;
      }
    } finally {
      await lines.return();
      await this.flush();
    }
    if (index === 0 && held === 0) return EMPTY_CHAIN;
    return index < held ? truncation(held, index) : undefined;
  }

  /** A generator, so that the file is opened for the first line only, and never after the comparison has ended. */
  async *#lines(): AsyncGenerator<{ text: string }, void> {
    yield* linesOf(createReadStream(this.#path));
  }

  #differ(line: { text: string } | void, served: unknown): Fault | undefined {
    const held = parse(line?.text ?? "") as AnyTip;
    return misspelling(held, served) ?? fork(held, served);
  }
}

/** A chain of either kind of ledger, which its first block determines. */
class VerifiedChain {
  readonly #now: () => number;
  #validator: Validator | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get length(): number {
    return this.#validator?.length ?? 0;
  }

  get tip(): AnyTip | undefined {
    return this.#validator?.tip;
  }

  get signatures(): SignatureCounts | undefined {
    return this.#validator instanceof SealedValidator ? this.#validator.signatures : undefined;
  }

  next(block: unknown): Promise<Fault | undefined> {
    const validator = this.tip ? this.#validator : undefined;
    this.#validator = validator ?? validatorFor(block, { now: this.#now });
    return this.#validator.next(block);
  }
}

/** The fault when the served value cannot be parsed as a block. It may have the same content, so it is not a fork. */
function misspelling({ index }: AnyTip, served: unknown): Fault | undefined {
  const fault = served instanceof JsonFault ? formatFault(served) : undefined;
  return fault && { index, rule: "format", ...fault, detail: `Block ${index} does not have a block's format.` };
}

/** The fault when the served block differs from the copy's, in its hash or in its content alone. */
export function fork(held: AnyTip, served: unknown): Fault | undefined {
  if (canonicalOf(served) === canonicalText(held)) return undefined;
  const { hash } = (served ?? {}) as Partial<AnyTip>;
  const actual = hash === held.hash ? "the same hash for different content" : String(hash);
  const detail = `Block ${held.index} was replaced: the ledger showed a different block before.`;
  return { index: held.index, rule: "fork", expected: held.hash, actual, detail };
}

/** A value's canonical text; undefined when it has none, and so is not a block. */
function canonicalOf(value: unknown): string | undefined {
  try {
    return typeof value === "object" && value !== null ? canonicalText(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The fault when the ledger has fewer blocks than the copy. */
export function truncation(held: number, served: number): Fault {
  const [expected, actual] = [counted(held, "block"), counted(served, "block")];
  const detail = `The ledger has lost blocks: it showed ${expected} before, and shows ${actual} now.`;
  return { index: served + 1, rule: "truncation", expected, actual, detail };
}
