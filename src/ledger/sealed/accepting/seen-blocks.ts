import { fromHex, hex, isHexHash } from "../../../chain/text/hex.ts";
import { leafHash } from "../../../chain/merkle-tree.ts";
import type { Seen } from "../../../chain/sealed/entry.ts";
import { WINDOW_BLOCKS } from "../../../chain/sealed/recent-blocks.ts";
import { Contradiction } from "../../contradiction.ts";
import type { SealedParts } from "../sealed-parts.ts";

/**
 * How many blocks before the next one an author may have seen when an entry is accepted. Validation allows twice as many,
 * so that the entry can wait for its block.
 */
const SEEN_BLOCKS = WINDOW_BLOCKS / 2;

/** The newest blocks that authors may say they have seen. Each is proven once to be the signed one. */
export class SeenBlocks {
  readonly #parts: Pick<SealedParts, "headers" | "tree">;
  /** The hashes of proven blocks by their indices, in the order in which they were proven. */
  readonly #hashes = new Map<number, string>();
  readonly #proving = new Map<number, Promise<void>>();

  constructor(parts: Pick<SealedParts, "headers" | "tree">) {
    this.#parts = parts;
  }

  /**
   * Proves a block, if it is one that an author may have seen, so that {@link holds} knows it. Nothing is done twice.
   *
   * @throws Contradiction if the stored block is not the one that was signed
   */
  async prove(index: number): Promise<void> {
    if (this.#hashes.has(index) || !isRecent(index, this.#parts.headers.newest().index)) return;
    let proving = this.#proving.get(index);
    if (!proving) {
      proving = this.#prove(index).finally(() => this.#proving.delete(index));
      this.#proving.set(index, proving);
    }
    await proving;
  }

  /**
   * Whether this is a block of the chain that may be named now. Its index must have been passed to {@link prove}.
   *
   * @param newest the index of the newest block
   */
  holds({ index, hash }: Seen, newest: number): boolean {
    return isRecent(index, newest) && this.#hashes.get(index) === hash;
  }

  async #prove(index: number): Promise<void> {
    const { headers, tree } = this.#parts;
    const header = headers.at(index);
    const receipt = await tree.receipt(index);
    // The row may have been edited since it was read, or before the receipt read it again.
    const isProven =
      header && isHexHash(header.hash) && hex(await leafHash(fromHex(header.hash))) === receipt?.leaf_hash;
    if (!isProven) throw new Contradiction();
    this.#hashes.set(index, header.hash);
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > WINDOW_BLOCKS && oldest !== undefined) this.#hashes.delete(oldest);
  }
}

function isRecent(index: number, newest: number): boolean {
  return Number.isSafeInteger(index) && index >= 1 && index <= newest && index > newest - SEEN_BLOCKS;
}
