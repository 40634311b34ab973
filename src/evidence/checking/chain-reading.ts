import { ChainAudit } from "./audit.ts";
import type { AuthorWatch } from "./authors.ts";
import type { CopyReading } from "./copy-reading.ts";
import type { Draft } from "../draft.ts";
import { EMPTY_CHAIN } from "../../chain/validation.ts";
import { FAULT_LIMIT, type Report, type Skipped } from "./findings.ts";
import { hex } from "../../chain/text/hex.ts";
import type { SealedBlock } from "../../chain/sealed/header.ts";
import type { AnyOptions } from "../../chain/validator.ts";
import type { VersionWatch } from "./version-watch.ts";

/** What follows the blocks while they are read. */
interface Followers {
  /** Follows the authors' keys and what they signed, on a sealed ledger. */
  readonly watch: AuthorWatch;
  /** Follows what corrections and erasures did to records. */
  readonly versions: VersionWatch;
  readonly copies: readonly CopyReading[];
  readonly onBlock: (length: number) => void;
}

/** A chain that is validated to its end, or until there are more faults than a report lists. */
export class ChainReading {
  readonly audit: ChainAudit;
  /** The hashes of the blocks for which there are receipts, as the chain claims them. */
  readonly hashes = new Map<number, string>();
  readonly #wanted: ReadonlySet<number>;
  readonly #faulty = new Set<number>();
  #hasEnded = false;
  #broken: { readonly error: unknown } | undefined;
  #sound: Pick<Report, "length" | "head" | "root"> | undefined;

  /**
   * @param sizes the sizes of the trees with which the chain will be compared
   * @param wanted the indexes of the blocks for which there are receipts
   */
  constructor(sizes: Iterable<number>, wanted: Iterable<number>, options: AnyOptions) {
    this.audit = new ChainAudit(sizes, options);
    this.#wanted = new Set(wanted);
  }

  /**
   * Reads and validates the blocks, and adds their faults. If their source breaks off, what was found before still counts:
   * see {@link broken}.
   */
  async read(blocks: AsyncIterable<unknown>, draft: Draft, followers: Followers): Promise<void> {
    const { audit } = this;
    for await (const block of this.#untilBroken(blocks)) {
      const fault = await audit.next(block);
      if (fault) {
        this.#sound ??= await this.#newest();
        this.#faulty.add(fault.index);
        draft.add(fault);
        this.#hasEnded = draft.hasMoreFaults;
        if (this.#hasEnded) break;
      }
      const hash = fault ? await audit.resumeAfter(block, fault) : audit.tip?.hash;
      if (!fault) note(block, audit, followers);
      await this.#claim(hash, followers.copies);
      followers.onBlock(audit.length);
    }
    this.#sound ??= await this.#newest();
    if (audit.length === 0 && !this.#broken) {
      this.#faulty.add(EMPTY_CHAIN.index);
      draft.add(EMPTY_CHAIN);
    }
  }

  async *#untilBroken(blocks: AsyncIterable<unknown>): AsyncGenerator {
    try {
      yield* blocks;
    } catch (error) {
      this.#broken = { error };
    }
  }

  async #claim(hash: string | undefined, copies: readonly CopyReading[]): Promise<void> {
    const { length } = this.audit;
    if (hash !== undefined && this.#wanted.has(length)) this.hashes.set(length, hash);
    for (const copy of copies) await copy.follow(length, this.audit.brokenAt === undefined ? hash : undefined);
  }

  async #newest(): Promise<Pick<Report, "length" | "head" | "root">> {
    const { length, tip } = this.audit;
    return { length, head: tip?.hash, root: hex(await this.audit.root()) };
  }

  /** How many blocks precede the first faulty one, the hash of the last of them, and the root of their tree. */
  get sound(): Pick<Report, "length" | "head" | "root"> {
    return this.#sound ?? { length: 0, head: undefined, root: "" };
  }

  /** The index of the first faulty block. */
  get firstFaulty(): number | undefined {
    return this.#faulty.size === 0 ? undefined : Math.min(...this.#faulty);
  }

  /** Why a block proves nothing, as a clause; `undefined` if it is right. */
  whyFaulty(index: number): string | undefined {
    return this.#faulty.has(index) ? `block ${index} is faulty` : undefined;
  }

  /** Why the chain cannot be compared with a tree of a size, as a clause; `undefined` if it can. */
  whyNoTree(size: number): string | undefined {
    const { brokenAt, length } = this.audit;
    if (!this.audit.hasTree(size)) return `block ${(brokenAt ?? 0) + 1} is missing, unreadable or out of place`;
    return this.ended && size > length ? `no block after ${length} was read` : undefined;
  }

  /** Why nothing about the first `size` blocks can be called right, as a clause; `undefined` if all of them are. */
  whyNotRight(size: number): string | undefined {
    const first = this.firstFaulty;
    return first !== undefined && first <= size ? `block ${first} is faulty` : undefined;
  }

  /** The blocks that were not read, and why; `undefined` if all were. */
  get ended(): Skipped | undefined {
    if (this.#hasEnded) return { check: "blocks", reason: `the check ends after ${FAULT_LIMIT} faults` };
    return this.#broken && { check: "rest", reason: messageOf(this.#broken.error) };
  }

  /** Why the source of the blocks broke off, if it did. */
  get broken(): { readonly error: unknown } | undefined {
    return this.#broken;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function note(block: unknown, { sealed }: ChainAudit, { watch, versions }: Followers): void {
  if (!sealed) return;
  watch.note(block as SealedBlock, sealed);
  versions.note(block as SealedBlock);
}
