import type { ErasureRows } from "../../store/erasures.ts";
import type { SealedParts } from "../sealed-parts.ts";
import { Sealing } from "../accepting/sealing.ts";
import type { OlderVault } from "../vault-link.ts";
import { keyIdsOf, keysOfRecord } from "./keys-of-record.ts";
import type { VersionChain, VersionChains } from "./version-chain.ts";

/** How many erasures are read at once. */
const PAGE = 100;

/** What {@link ChainReplay} works with. */
interface Sources {
  readonly parts: Pick<SealedParts, "headers" | "entries">;
  readonly rows: ErasureRows;
  readonly chains: VersionChains;
}

/**
 * Stores the erasures that the chain has in a vault that was restored from an older state, which has the keys of erased
 * records again. The registration numbers of these are not known any more, so nothing reserves them.
 */
export class ChainReplay {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /**
   * Buries every record that an entry erases, mined or waiting.
   *
   * @param hmacKey from the vault, which is not open for anything else yet
   * @param vault the vault as it is now
   * @throws Contradiction if an entry on the chain is not the one that was signed, or if the stored ids of an erased
   *   record's keys may be those of others
   */
  async run(hmacKey: CryptoKey, vault: OlderVault): Promise<void> {
    const { parts, rows, chains } = this.#sources;
    const sealing = new Sealing(hmacKey, parts.headers.at(1)?.hash ?? "");
    for (let after = 0, count = PAGE; count === PAGE;) {
      const page = parts.entries.erasures(after, PAGE);
      for (const { number, erases } of page) {
        after = number;
        const chain = await chains.with(erases, sealing);
        // Someone may have written an entry that this ledger has not accepted.
        if (chain?.erasedBy !== number) continue;
        const row = rows.of(chain.record);
        const isOwn = row && (await sealing.isErasure(row, row.mac));
        await vault.bury({
          record: chain.record,
          reason: isOwn ? row.reason : undefined,
          keyIds: await this.#keyIds(chain, sealing, vault),
          lookups: new Uint8Array(),
          isOnChain: true,
        });
      }
      count = page.length;
    }
  }

  /**
   * The ids of the keys of a record. What was overwritten is not opened by any key, so this ledger has written down
   * which ids they were.
   */
  async #keyIds({ record, versions }: VersionChain, sealing: Sealing, vault: OlderVault): Promise<Uint8Array> {
    const { parts, rows } = this.#sources;
    const { entries } = parts;
    const stored = keyIdsOf(versions, entries);
    const row = rows.of(record);
    if (row?.done && (await sealing.areErasedKeys(record, stored, row.mac))) return stored;
    return (await keysOfRecord(versions, { entries, sealing, keyOf: (id) => vault.key(id) })).keyIds;
  }
}
