import { hex } from "../../chain/hex.ts";
import { sameHash } from "../../chain/merkle-tree.ts";
import { entryLeaf } from "../../chain/sealed/entry.ts";
import { EntryTree } from "../../chain/sealed/entry-tree.ts";
import type { Header } from "../../chain/sealed/header.ts";
import { Contradiction } from "../contradiction.ts";
import { Turns } from "../sharing/turns.ts";
import type { SealedParts } from "./sealed-parts.ts";

/** How many blocks are remembered: their trees take at most 64 KB each. */
const REMEMBERED = 64;

/** A block that is proven to be the signed one. */
export interface ProvenBlock {
  readonly header: Header;
  readonly tree: EntryTree;
}

/**
 * Proves that stored entries are those on the signed chain, before anything is said about them. The trees of recently
 * used blocks are in memory, so that this takes one digest for most entries.
 */
export class ProvenBlocks {
  readonly #parts: Pick<SealedParts, "headers" | "entries" | "tree">;
  readonly #turns = new Turns();
  /** The proofs by the indices of their blocks; some may still be under way. */
  readonly #known = new Map<number, { readonly hash: string; readonly proven: Promise<ProvenBlock> }>();

  constructor(parts: Pick<SealedParts, "headers" | "entries" | "tree">) {
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
    if (known?.hash === place.hash) return known.proven;
    const header = headers.at(place.index);
    if (!header) throw new Contradiction();
    return this.#remember(header);
  }

  /** Proves a block. All who ask for it meanwhile share the work. */
  #remember(header: Header): Promise<ProvenBlock> {
    const { index, hash } = header;
    const proven = this.#prove(header);
    this.#known.delete(index);
    this.#known.set(index, { hash, proven });
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    proven.catch(() => {
      if (this.#known.get(index)?.proven === proven) this.#known.delete(index);
    });
    return proven;
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
    await this.#turns.spend(2 * texts.length);
    if (hex(entryTree.root) !== header.merkle_root) throw new Contradiction();
    return { header, tree: entryTree };
  }
}
