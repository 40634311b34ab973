import { Contradiction } from "../../contradiction.ts";
import { attributesOf, type EntryAttributes } from "../accepting/entry-attributes.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { ProvenBlocks } from "../reading/proven-blocks.ts";
import type { Sealing } from "../accepting/sealing.ts";

/** All versions of a record, or the only one of a key's subject, as the chain and the waiting entries say. */
export interface VersionChain {
  readonly kind: "record" | "key";
  /** The number of the record: that of its registration, or of the entry that enrols the key. */
  readonly record: number;
  /** The numbers of its versions, oldest first. */
  readonly versions: readonly [number, ...number[]];
  /** The number of the entry that erases it, mined or waiting. */
  readonly erasedBy: number | undefined;
}

/**
 * Follows what the entries themselves say about versions. Every entry on the way is proven to be on the signed chain, or
 * to be one that this ledger has accepted, so an edited table makes nothing seem corrected or erased.
 */
export class VersionChains {
  readonly #parts: Pick<SealedParts, "entries" | "headers" | "references">;
  readonly #proven: ProvenBlocks;

  constructor(parts: Pick<SealedParts, "entries" | "headers" | "references">, proven: ProvenBlocks) {
    this.#parts = parts;
    this.#proven = proven;
  }

  /**
   * The versions of the record that a version belongs to, or the subject of a key as its only version.
   *
   * @param number the number of any version, or of the entry that enrols the key; mined or waiting
   * @returns `undefined` if the entry with this number holds neither, or there is none
   * @throws Contradiction if an entry on the chain is not the one that was signed
   */
  async with(number: number, sealing: Sealing): Promise<VersionChain | undefined> {
    let first = number;
    const versions: number[] = [];
    for (;;) {
      const said = await this.#attributes(first, sealing);
      if (said?.kind === "key" && first === number) return this.#ofKey(number, sealing);
      if (said?.kind !== "record" && said?.kind !== "correction") return undefined;
      versions.push(first);
      if (said.kind === "record") break;
      // A correction on the chain corrects an earlier entry; whatever else someone wrote must not lead in circles.
      if (typeof said.corrects !== "number" || !(said.corrects < first)) return undefined;
      first = said.corrects;
    }
    versions.reverse();
    for (let current = number; ;) {
      const next = await this.#replacing(current, sealing);
      const chain = { kind: "record" as const, record: first, versions: versions as [number, ...number[]] };
      if (!next || next.erases) return { ...chain, erasedBy: next?.number };
      current = next.number;
      versions.push(current);
    }
  }

  async #ofKey(number: number, sealing: Sealing): Promise<VersionChain> {
    const next = await this.#replacing(number, sealing);
    return { kind: "key", record: number, versions: [number], erasedBy: next?.erases ? next.number : undefined };
  }

  /** The entry that corrects or erases a version. */
  async #replacing(number: number, sealing: Sealing): Promise<{ number: number; erases: boolean } | undefined> {
    const { entries, headers, references } = this.#parts;
    const mined = await references.replacing(number, sealing);
    const { last_entry: newest } = headers.newest();
    const waiting = entries.referring(number).filter((each) => each > newest);
    for (const candidate of mined === undefined ? waiting : [mined]) {
      const said = candidate > number ? await this.#attributes(candidate, sealing) : undefined;
      const corrects = said?.kind === "correction" && said.corrects === number;
      const erases = said?.kind === "erasure" && said.erases === number;
      if (corrects || erases) return { number: candidate, erases };
    }
    if (mined !== undefined) throw new Contradiction();
    return undefined;
  }

  /** The attributes of an entry; `undefined` if this ledger has not accepted it. */
  async #attributes(number: number, sealing: Sealing): Promise<EntryAttributes | undefined> {
    const { entries, headers } = this.#parts;
    const [row] = entries.waiting(number, 1);
    if (row?.number !== number) return undefined;
    if (number > headers.newest().last_entry) {
      return (await sealing.isAccepted(number, row.text, row.mac)) ? attributesOf(row.text) : undefined;
    }
    const block = await this.#proven.withEntry(number);
    if (!block) return undefined;
    await this.#proven.requireEntry(block, number, row.text);
    return attributesOf(row.text);
  }
}
