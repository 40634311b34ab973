import { hex } from "../../chain/text/hex.ts";
import { Turns } from "../sharing/turns.ts";
import type { ErasureStore, ReservationRow } from "./erasure-store.ts";
import { parts } from "./packed.ts";
import { isMacOf, macOf, type Statement } from "./statements.ts";

/** The length of the keyed hash of a registration number, in bytes. */
export const LOOKUP_BYTES = 32;

/**
 * Keeps the registration numbers of erased records from being used again until nothing of these can come back from a
 * backup. They are stored as keyed hashes of the ledger's look-ups, which therefore are nowhere any more, and overwritten
 * then.
 */
export class Reservations {
  readonly #store: ErasureStore;
  /** What is reserved, in hex, with until when in milliseconds since 1970; absent until it was read. */
  #known: Promise<Map<string, number>> | undefined;

  constructor(store: ErasureStore) {
    this.#store = store;
  }

  /** The places of the keyed hashes, 32 bytes each, that are reserved. */
  async among(lookups: Uint8Array, hmacKey: Uint8Array): Promise<number[]> {
    if (lookups.length === 0) return [];
    const known = await this.#read(hmacKey);
    if (known.size === 0) return [];
    const hashes = await Promise.all(parts(lookups, LOOKUP_BYTES).map((lookup) => hashOf(lookup, hmacKey)));
    const now = Date.now();
    return hashes.flatMap((hash, place) => ((known.get(hex(hash)) ?? 0) > now ? [place] : []));
  }

  /** The rows that reserve keyed hashes until a time; see {@link ErasureStore.bury}. */
  rowsOf(lookups: readonly Uint8Array[], until: number, hmacKey: Uint8Array): Promise<ReservationRow[]> {
    return Promise.all(
      lookups.map(async (each) => {
        const lookup = await hashOf(each, hmacKey);
        return { lookup, until, mac: await macOf(statementOf(hex(lookup), until), hmacKey) };
      }),
    );
  }

  /** Call this after rows were stored, or may have been. */
  forget(): void {
    this.#known = undefined;
  }

  /** When the next reservation ends, in milliseconds since 1970. */
  nextEnd(): number | undefined {
    return this.#store.nextReservationEnd();
  }

  /** Overwrites the reservations that have ended. */
  sweep(now: number): void {
    this.#store.overwriteReservations(now);
    this.forget();
  }

  #read(hmacKey: Uint8Array): Promise<Map<string, number>> {
    const reading = this.#known ?? this.#verified(hmacKey);
    this.#known = reading;
    reading.catch(() => this.forget());
    return reading;
  }

  /** Rows that someone else has written reserve nothing. */
  async #verified(hmacKey: Uint8Array): Promise<Map<string, number>> {
    const turns = new Turns();
    const known = new Map<string, number>();
    for (const { lookup, until, mac } of this.#store.reservations()) {
      const text = hex(lookup);
      if (await isMacOf(mac, statementOf(text, until), hmacKey)) known.set(text, Math.max(until, known.get(text) ?? 0));
      await turns.spend(1);
    }
    return known;
  }
}

function hashOf(lookup: Uint8Array, hmacKey: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return macOf(["reserved", hex(lookup)], hmacKey);
}

function statementOf(lookup: string, until: number): Statement {
  return ["reservation", lookup, String(until)];
}
