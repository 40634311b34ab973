import type { Header } from "../../../chain/sealed/header.ts";
import type { Receipt } from "../../../evidence/receipts/receipt.ts";
import { SigningKeyMissing } from "../../contradiction.ts";
import { concernsKeys } from "../keys/known-keys.ts";
import type { SealedParts } from "../sealed-parts.ts";

/** Appends blocks to a sealed chain. Everything that appends a block but genesis does it here. */
export class SealedWriter {
  readonly #parts: SealedParts;

  constructor(parts: SealedParts) {
    this.#parts = parts;
  }

  /**
   * Stores a header and its evidence in one transaction. Its entries are stored already.
   *
   * @param texts of its entries, as this ledger has accepted them
   * @param onStored called right after the transaction
   * @returns the header's receipt; `undefined` if it no longer follows the newest block
   * @throws Contradiction if the stored state is not the one that was signed, or a check has found a fault
   * @throws SigningKeyMissing if there is no key to sign with
   */
  async append(header: Header, texts: readonly string[], onStored: () => void): Promise<Receipt | undefined> {
    const { storage, headers, entries, references, tree, link } = this.#parts;
    if (texts.some(concernsKeys)) (await this.#parts.authors()).requireFitting(header, texts);
    const added = await references.next(header, texts, await this.#parts.sealing());
    const growth = await tree.grow([header]);
    // There is no `await` until the block is stored, so nothing can run in between.
    const note = growth?.state.note;
    // Without a checkpoint, the vault could not tell an older state of this ledger.
    if (growth && note === undefined) throw new SigningKeyMissing();
    if (
      !growth ||
      note === undefined ||
      headers.tip()?.hash !== header.previous_hash ||
      entries.newest() < header.last_entry
    )
      return undefined;
    tree.requireNoKnownFault();
    try {
      storage.transactionSync(() => {
        headers.append(header);
        tree.store(growth);
        references.store(added);
        link.noteRevision();
      });
    } catch (error) {
      link.reopen();
      references.forget();
      throw error;
    }
    tree.committed(growth);
    references.committed(added);
    link.appended({ ...growth.state, note });
    onStored();
    const [receipt] = (await tree.receipts(growth)) ?? [];
    return receipt;
  }
}
