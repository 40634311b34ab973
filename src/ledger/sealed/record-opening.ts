import type { Fault } from "../../chain/fault.ts";
import type { Header } from "../../chain/sealed/header.ts";
import type { SealedRow } from "../store/entries.ts";
import { entryCommitment } from "./entry-commitment.ts";
import type { SealedParts } from "./sealed-parts.ts";
import type { Sealing } from "./sealing.ts";

/** How many records are opened at once. */
const OPENED_AT_ONCE = 64;

/** Opens every record of a block, for a check. */
export class RecordOpening {
  readonly #parts: SealedParts;
  readonly #sealing: Sealing;

  constructor(parts: SealedParts, sealing: Sealing) {
    this.#parts = parts;
    this.#sealing = sealing;
  }

  /** The fault of the first record that does not open to what the chain says, or cannot be found. */
  async fault({ index, first_entry, last_entry }: Header): Promise<Fault | undefined> {
    for (let from = first_entry; from <= last_entry; from += OPENED_AT_ONCE) {
      const rows = this.#parts.entries.sealed(from, Math.min(last_entry, from + OPENED_AT_ONCE - 1));
      const clauses = await Promise.all(rows.map((row) => this.#missing(row)));
      const place = clauses.findIndex((clause) => clause !== undefined);
      const number = rows[place]?.number;
      if (number === undefined) continue;
      return {
        index,
        rule: "record-missing",
        expected: "a record that opens to its commitment and can be found",
        actual: clauses[place] ?? "",
        detail: `Record ${number}, in block ${index}, is missing or damaged: ${clauses[place]}.`,
      };
    }
    return undefined;
  }

  /** What is missing of a record, as a clause. */
  async #missing({ number, text, keyId, ciphertext }: SealedRow): Promise<string | undefined> {
    const { link, entries } = this.#parts;
    const commitment = entryCommitment(text);
    if (commitment === undefined) return undefined;
    if (!keyId || !ciphertext) return "its ciphertext is missing";
    const key = await link.key(keyId);
    if (!key) return "its key is missing in the vault";
    const opened = await this.#sealing.open(ciphertext, key, commitment);
    if (!opened) return "its ciphertext does not open to its commitment";
    const { Reg_no, patient_ID } = opened.record;
    const lookups = [
      await this.#sealing.lookup("Reg_no", Reg_no),
      await this.#sealing.lookup("patient_ID", patient_ID),
    ];
    return lookups.every((lookup) => entries.leadsTo(lookup, number)) ? undefined : "a look-up of it is missing";
  }
}
