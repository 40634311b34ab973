import type { Block } from "../../../src/chain/block.ts";
import type { Receipt } from "../../../src/evidence/receipts/receipt.ts";
import { checkpointOf, type Notary, noteOf } from "./notaries.ts";
import { ReferenceTree } from "./rfc6962.ts";

/** The time of all cosignatures here, in seconds since 1970. */
const TIME = 1_767_312_000;

/** The evidence that a ledger hands out for a chain, checkpoints and receipts, made without the code under test. */
export class Evidence {
  readonly #chain: readonly Pick<Block, "hash">[];
  readonly #ledger: Notary;
  readonly #tree: ReferenceTree;

  constructor(chain: readonly Pick<Block, "hash">[], ledger: Notary) {
    this.#chain = chain;
    this.#ledger = ledger;
    this.#tree = new ReferenceTree(chain.map(({ hash }) => Buffer.from(hash, "hex")));
  }

  /** The root over the first blocks, in hex. */
  root(size: number): string {
    return this.#tree.root(size).toString("hex");
  }

  /** The unsigned text of the checkpoint of the first blocks. */
  text(size: number): string {
    return checkpointOf(this.#ledger.name, size, this.#tree.root(size));
  }

  /** A signed checkpoint, cosigned by witnesses. */
  checkpoint(size: number, ...witnesses: readonly Notary[]): string {
    const text = this.text(size);
    return noteOf(text, this.#ledger.line(text), ...witnesses.map((witness) => witness.cosignatureLine(text, TIME)));
  }

  /** The proof that the ledger only grew between two sizes, as it is served. */
  consistency(from: number, to: number) {
    const path = this.#tree.consistency(from, to).map((hash) => hash.toString("hex"));
    return { from, to, from_root: this.root(from), to_root: this.root(to), path };
  }

  /** The receipt that proves that a block is among the first blocks. */
  receipt(index: number, size = this.#chain.length): Receipt {
    return {
      leaf_index: index - 1,
      tree_size: size,
      leaf_hash: this.#tree.root(index, index - 1).toString("hex"),
      path: this.#tree.inclusion(index - 1, size).map((hash) => hash.toString("hex")),
      checkpoint: this.checkpoint(size),
    };
  }

  /** The same receipt in the format of C2SP tlog-proof. */
  proof(index: number, size = this.#chain.length): string {
    const path = this.#tree.inclusion(index - 1, size).map((hash) => `${hash.toString("base64")}\n`);
    return `c2sp.org/tlog-proof@v1\nindex ${index - 1}\n${path.join("")}\n${this.checkpoint(size)}`;
  }
}
