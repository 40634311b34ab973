import type { ErasureReason } from "../results.ts";
import type { AskedRow, ErasureStore, HoldRow } from "./erasure-store.ts";
import { isMacOf, macOf, type Statement } from "./statements.ts";
import { hex } from "../../chain/text/hex.ts";

/** Who holds records, and which erasures wait for that to end. Rows that someone else has written count as absent. */
export class Holds {
  readonly #store: ErasureStore;

  constructor(store: ErasureStore) {
    this.#store = store;
  }

  /** The holds of a record. */
  async of(record: number, hmacKey: Uint8Array): Promise<HoldRow[]> {
    const rows = this.#store.holds(record);
    const genuine = await Promise.all(rows.map((row) => isMacOf(row.mac, holdOf(row), hmacKey)));
    return rows.filter((_, place) => genuine[place]);
  }

  /** Whether a subject is among those who hold a record. */
  async isHolder(holds: readonly HoldRow[], subject: string, hmacKey: Uint8Array): Promise<boolean> {
    const holder = hex(await macOf(["holder", subject], hmacKey));
    return holds.some((row) => hex(row.holder) === holder);
  }

  /** What makes a subject a holder of a record, to be stored. */
  async rowOf(record: number, subject: string, hmacKey: Uint8Array): Promise<HoldRow> {
    const row = { record, holder: await macOf(["holder", subject], hmacKey) };
    return { ...row, mac: await macOf(holdOf(row), hmacKey) };
  }

  /** Why a record is to be erased when nobody holds it any more; `undefined` if nobody has asked for it. */
  async asked(record: number, hmacKey: Uint8Array): Promise<ErasureReason | undefined> {
    const row = this.#store.asked(record);
    return row && (await isMacOf(row.mac, askedOf(row), hmacKey)) ? row.reason : undefined;
  }

  /** What keeps an erasure until then, to be stored. */
  async askedRow(record: number, reason: ErasureReason, hmacKey: Uint8Array): Promise<AskedRow> {
    const row = { record, reason };
    return { ...row, mac: await macOf(askedOf(row), hmacKey) };
  }

  /** The erasures that were asked for, of records that nobody holds any more. */
  async due(hmacKey: Uint8Array): Promise<{ record: number; reason: ErasureReason }[]> {
    const due: { record: number; reason: ErasureReason }[] = [];
    for (const { record } of this.#store.allAsked()) {
      const reason = await this.asked(record, hmacKey);
      if (reason !== undefined && (await this.of(record, hmacKey)).length === 0) due.push({ record, reason });
    }
    return due;
  }
}

function holdOf({ record, holder }: Pick<HoldRow, "record" | "holder">): Statement {
  return ["hold", String(record), hex(holder)];
}

function askedOf({ record, reason }: Pick<AskedRow, "record" | "reason">): Statement {
  return ["asked", String(record), reason];
}
