import type { PatientRecord } from "../../../chain/records/record.ts";
import { sameHash } from "../../../chain/merkle-tree.ts";
import { type Entry, entryLeaf } from "../../../chain/sealed/entry.ts";
import { parseEntryText } from "../../../chain/sealed/entry-text.ts";
import { BLOCK_LIMITS } from "../../../chain/sealed/header.ts";
import { entryReceipt } from "../../../evidence/receipts/entry-receipt.ts";
import { Contradiction } from "../../contradiction.ts";
import { Batches } from "../../mining/batches.ts";
import type { AcceptResult, MineResult, Outdated, SubmittedRecord } from "../../results.ts";
import type { Refusal } from "../../sharing/shared-runs.ts";
import type { Acceptances, Sender } from "./acceptance.ts";
import type { Acceptance } from "./plan.ts";
import type { Version } from "../reading/record-versions.ts";
import type { EntryWaits } from "../mining/entry-waits.ts";
import type { MinedEntry } from "../mining/sealed-miner.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { SealedRecords } from "../reading/sealed-records.ts";

/** A batch of so few records does not wait for others of its subject. */
const FEW = 32;

/** What records are put on the chain with. */
interface Sources {
  readonly acceptances: Acceptances;
  readonly waits: EntryWaits;
  readonly records: SealedRecords;
}

type AcceptedRecord = Extract<Acceptance, { readonly number: number }>;

/** Puts records on the chain, new ones and new versions, and waits for their blocks. */
export class Registering {
  readonly #parts: SealedParts;
  readonly #acceptances: Acceptances;
  readonly #waits: EntryWaits;
  readonly #records: SealedRecords;
  readonly #batches = new Batches(BLOCK_LIMITS.entries, FEW);

  constructor(parts: SealedParts, { acceptances, waits, records }: Sources) {
    this.#parts = parts;
    this.#acceptances = acceptances;
    this.#waits = waits;
    this.#records = records;
  }

  /** Registers a record and waits for its block. */
  async mine(record: SubmittedRecord, sender: Sender): Promise<MineResult> {
    const [accepted = { outcome: "full" }] = await this.#acceptances.accept([record], sender);
    return this.#mined(record, accepted, undefined);
  }

  /**
   * Replaces a version of a record and waits for the block of the new one.
   *
   * @param corrects the version
   */
  async correct(record: SubmittedRecord, sender: Sender, corrects: Version): Promise<MineResult | Outdated> {
    const [accepted = { outcome: "full" }] = await this.#acceptances.accept([record], sender, corrects.number);
    return accepted.outcome === "outdated" ? accepted : this.#mined(record, accepted, corrects);
  }

  /** Accepts records to be mined later. */
  accept(records: readonly SubmittedRecord[], sender: Sender): Promise<AcceptResult[] | Refusal> {
    return this.#batches.answer(records, sender.subject, async (some) => {
      const accepted = await this.#acceptances.accept(some, sender);
      const { last_entry: mined } = this.#parts.headers.newest();
      return accepted.map((each): AcceptResult => {
        if (!("number" in each)) return each;
        const { number } = each;
        return each.outcome === "accepted" || number > mined
          ? { outcome: "pending", id: String(number) }
          : { outcome: "repeated", number };
      });
    });
  }

  /** What an accepted record leads to, once its block is mined or that takes too long; `corrects` is what it replaces. */
  async #mined(record: PatientRecord, accepted: Acceptance, corrects: Version | undefined): Promise<MineResult> {
    if (!("number" in accepted)) return accepted;
    const { number } = accepted;
    const isNew = accepted.outcome === "accepted";
    const pending = { outcome: "pending", id: String(number) } as const;
    const mined = await this.#waits.minedEntry(number);
    if (!mined) return pending;
    if (isNew && mined !== "before") {
      const result = await registered(accepted, mined);
      // Once an erasure has begun, nothing of the record is shown, and there is no `await` before the answer.
      return this.#parts.erasures.hasRow(corrects?.record ?? number) ? pending : result;
    }
    try {
      const receipt = await this.#records.ownProof(number, record);
      if (!("outcome" in receipt)) {
        return { outcome: isNew ? "registered" : "registered-before", number, block: receipt.block, receipt };
      }
      if (isNew) return pending;
      return receipt.outcome === "erased" ? receipt : { outcome: "missing" };
    } catch (error) {
      // What was accepted is not refused afterwards.
      if (isNew) return pending;
      throw error;
    }
  }
}

/**
 * A record that was just mined, with the receipt of its entry.
 *
 * @throws Contradiction if another entry was mined under its number: someone has edited the storage
 */
async function registered({ number, sealed }: AcceptedRecord, mined: MinedEntry): Promise<MineResult> {
  const { header, receipt, tree } = mined;
  const position = number - header.first_entry;
  const { text, fields, disclosures } = sealed;
  if (!sameHash(await entryLeaf(text), tree.leaf(position))) throw new Contradiction();
  const entry = parseEntryText(text) as Entry;
  const path = tree.path(position);
  return {
    outcome: "registered",
    number,
    block: header,
    receipt: entryReceipt({ header, entry, position, path, receipt, opened: { fields, disclosures } }),
  };
}
