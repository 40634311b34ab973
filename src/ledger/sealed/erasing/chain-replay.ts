import { hex } from "../../../chain/hex.ts";
import { concatenate } from "../../signing/tiles.ts";
import type { ErasureRows } from "../../store/erasures.ts";
import { ID_BYTES } from "../../vault/deposits.ts";
import type { Burial } from "../../vault/results.ts";
import type { SealedParts } from "../sealed-parts.ts";
import { Sealing } from "../sealing.ts";
import type { VersionChains } from "./version-chain.ts";

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
   * @param bury stores an erasure in the vault
   * @throws Contradiction if an entry on the chain is not the one that was signed
   */
  async run(hmacKey: CryptoKey, bury: (burial: Burial) => Promise<unknown>): Promise<void> {
    const { parts, rows, chains } = this.#sources;
    const sealing = new Sealing(hmacKey, parts.headers.at(1)?.hash ?? "");
    let shared: ReadonlySet<string> | undefined;
    for (let after = 0, count = PAGE; count === PAGE;) {
      const page = parts.entries.erasures(after, PAGE);
      for (const { number, erases } of page) {
        after = number;
        const chain = await chains.with(erases, sealing);
        // Someone may have written an entry that this ledger has not accepted.
        if (chain?.erasedBy !== number) continue;
        shared ??= parts.entries.sharedKeyIds();
        const row = rows.of(chain.record);
        const isOwn = row && (await sealing.isErasure(row, row.mac));
        await bury({
          record: chain.record,
          reason: isOwn ? row.reason : undefined,
          keyIds: this.#keyIds(chain.versions, shared),
          lookups: new Uint8Array(),
          isOnChain: true,
        });
      }
      count = page.length;
    }
  }

  /** The ids of the keys of versions. No ledger stores one twice, so one that stands elsewhere too may be another's. */
  #keyIds(versions: readonly number[], shared: ReadonlySet<string>): Uint8Array {
    const ids = versions.map((number) => this.#sources.parts.entries.sealed(number, number)[0]?.keyId);
    return concatenate(
      ids.filter((id) => id !== undefined && id.length === ID_BYTES && !shared.has(hex(id))) as Uint8Array[],
    );
  }
}
