import { hex } from "../../../chain/text/hex.ts";
import { sameHash } from "../../../chain/merkle-tree.ts";
import { entryLeaf } from "../../../chain/sealed/entry.ts";
import { EntryTree } from "../../../chain/sealed/entry-tree.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import { Contradiction } from "../../contradiction.ts";
import { Turns } from "../../sharing/turns.ts";
import type { SignedTree } from "../../signing/signed-tree.ts";
import type { Entries } from "../../store/entries.ts";
import type { Headers } from "../../store/headers.ts";

/**
 * How many blocks are remembered, and how many entries they may have: a tree takes 64 bytes for each. All versions of a
 * record fit, unless there are very many, so that following them a second time costs little.
 */
const REMEMBERED = { blocks: 1_024, entries: 64_000 } as const;

/** The work for the header of a block, in digests. */
const DIGESTS_PER_BLOCK = 32;

/** A block that is proven to be the signed one. */
export interface ProvenBlock {
  readonly header: Header;
  readonly tree: EntryTree;
}

/** What is stored, and what signs it. */
interface Stored {
  readonly headers: Headers;
  readonly entries: Entries;
  readonly tree: SignedTree;
}

/** A block whose proof was begun. */
interface Known {
  readonly hash: string;
  /** How many entries it has. */
  readonly size: number;
  readonly proven: Promise<ProvenBlock>;
}

/**
 * Proves that stored entries are those on the signed chain, before anything is said about them. The trees of recently
 * used blocks are in memory, so that this takes one digest for most entries.
 */
export class ProvenBlocks {
  readonly #parts: Stored;
  readonly #turns = new Turns();
  /** The proofs by the indices of their blocks; some may still be under way. */
  readonly #known = new Map<number, Known>();
  /** How many entries the known blocks have. */
  #entries = 0;

  constructor(parts: Stored) {
    this.#parts = parts;
  }

  /**
   * The block with an entry.
   *
   * @returns `undefined` if no block has the entry yet
   * @throws Contradiction if the stored block is missing, or is not the one that was signed
   */
  async withEntry(number: number): Promise<ProvenBlock | undefined> {
    const { headers } = this.#parts;
    const place = headers.withEntry(number);
    if (!place) {
      if (number <= headers.newest().last_entry) throw new Contradiction();
      return undefined;
    }
    const known = this.#known.get(place.index);
    if (known?.hash === place.hash) {
      // Those that were used longest ago are forgotten first.
      this.#known.delete(place.index);
      this.#known.set(place.index, known);
      return known.proven;
    }
    const header = headers.at(place.index);
    if (!header) throw new Contradiction();
    return this.#remember(header);
  }

  /** Proves a block. All who ask for it meanwhile share the work. */
  #remember(header: Header): Promise<ProvenBlock> {
    const { index, hash, first_entry, last_entry } = header;
    const proven = this.#prove(header);
    this.#forget(index);
    const size = last_entry - first_entry + 1;
    this.#known.set(index, { hash, size, proven });
    this.#entries += size;
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED.blocks && this.#entries <= REMEMBERED.entries) break;
      this.#forget(oldest);
    }
    proven.catch(() => {
      if (this.#known.get(index)?.proven === proven) this.#forget(index);
    });
    return proven;
  }

  #forget(index: number): void {
    this.#entries -= this.#known.get(index)?.size ?? 0;
    this.#known.delete(index);
  }

  /**
   * Checks that a stored text is that of an entry on the chain.
   *
   * @throws Contradiction if it is not
   */
  async requireEntry({ header, tree }: ProvenBlock, number: number, text: string): Promise<void> {
    if (!sameHash(await entryLeaf(text), tree.leaf(number - header.first_entry))) throw new Contradiction();
  }

  async #prove(header: Header): Promise<ProvenBlock> {
    const { tree, entries } = this.#parts;
    // This verifies the header's contents, and its path to the newest signed root.
    if (!(await tree.receipt(header.index))) throw new Contradiction();
    const texts = entries.texts(header.first_entry, header.last_entry);
    if (texts.length !== header.last_entry - header.first_entry + 1) throw new Contradiction();
    const entryTree = await EntryTree.of(texts);
    await this.#turns.spend(DIGESTS_PER_BLOCK + 2 * texts.length);
    if (hex(entryTree.root) !== header.merkle_root) throw new Contradiction();
    return { header, tree: entryTree };
  }
}
