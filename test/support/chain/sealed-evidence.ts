import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { checkpointOf, type Notary, noteOf } from "./notaries.ts";
import { ReferenceTree } from "./rfc6962.ts";
import { entryTree } from "./sealed-builder.ts";

/** The evidence that a sealed ledger hands out for a chain, made without the code under test. */
export class SealedEvidence {
  readonly #chain: readonly SealedBlock[];
  readonly #ledger: Notary;
  readonly #tree: ReferenceTree;

  constructor(chain: readonly SealedBlock[], ledger: Notary) {
    this.#chain = chain;
    this.#ledger = ledger;
    this.#tree = new ReferenceTree(chain.map(({ hash }) => Buffer.from(hash, "hex")));
  }

  /** The signed checkpoint of the first blocks. */
  checkpoint(size = this.#chain.length): string {
    const text = checkpointOf(this.#ledger.name, size, this.#tree.root(size));
    return noteOf(text, this.#ledger.line(text));
  }

  /** The receipt of a block among the first blocks. */
  blockReceipt(index: number, size = this.#chain.length) {
    return {
      leaf_index: index - 1,
      leaf_hash: this.#tree.root(index, index - 1).toString("hex"),
      tree_size: size,
      path: this.#tree.inclusion(index - 1, size).map((hash) => hash.toString("hex")),
      checkpoint: this.checkpoint(size),
    };
  }

  /** The receipt of an entry, without any fields. */
  receipt(number: number, size = this.#chain.length): EntryReceipt {
    const found = this.#chain.find(({ last_entry }) => last_entry >= number);
    if (!found) throw new Error(`the chain has no entry ${number}`);
    const { entries, ...block } = found;
    const position = number - block.first_entry;
    const entry = entries[position];
    if (!entry) throw new Error(`block ${block.index} has no entry ${number}`);
    const path = entryTree(entries).inclusion(position, entries.length);
    return {
      number,
      entry,
      position,
      entry_path: path.map((hash) => hash.toString("hex")),
      block,
      ...this.blockReceipt(block.index, size),
    };
  }
}
