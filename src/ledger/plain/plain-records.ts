import type { Block } from "../../chain/block.ts";
import type { Reader, RecordProof, RecordResult, RecordView, SearchResult, SearchTerm } from "../results.ts";
import type { SignedTree } from "../signing/signed-tree.ts";
import { Slots } from "../sharing/slots.ts";
import type { Refusal } from "../sharing/shared-runs.ts";
import { Turns } from "../sharing/turns.ts";
import type { Blocks } from "../store/blocks.ts";

/** The most records that a search returns, oldest first. */
const FOUND_LIMIT = 1000;

/** How many searches read the whole chain at once, in total and for each subject, and how many more may wait. */
const SEARCHES = { total: 4, each: 1, waiting: { total: 64, each: 8 } } as const;

/** How many blocks a search reads at once, and the work of reading them, in digests. */
const BLOCKS_AT_ONCE = 2_000;
const DIGESTS_FOR_BLOCKS = 500;

/** Reads records on a plain ledger, where a record's number is the index of its block. */
export class PlainRecords {
  readonly #blocks: Blocks;
  readonly #tree: SignedTree;
  readonly #searches = new Slots(SEARCHES);

  constructor(blocks: Blocks, tree: SignedTree) {
    this.#blocks = blocks;
    this.#tree = tree;
  }

  /** The record in a block. Genesis registers nobody. */
  at(number: number, reader: Reader): RecordResult<RecordView> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const block = this.#blockAt(number, reader);
    return block ? { outcome: "found", found: this.#view(block) } : { outcome: "none" };
  }

  /** The current version of the record with a registration number, or those of a patient's records, oldest first. */
  async search(term: SearchTerm, reader: Reader): Promise<RecordResult<SearchResult> | Refusal> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const blocks = "Reg_no" in term ? this.#withNumber(term.Reg_no) : await this.#ofPatient(term.patient_ID, reader);
    if (typeof blocks === "string") return blocks;
    const records = blocks.filter((block) => isAllowed(block, reader)).map((block) => this.#view(block));
    const more = records.length > FOUND_LIMIT;
    return { outcome: "found", found: { records: records.slice(0, FOUND_LIMIT), missing: [], more } };
  }

  /** All versions of a record that the reader may see, oldest first. */
  versions(number: number, reader: Reader): RecordResult<readonly RecordView[]> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    if (!this.#blockAt(number, reader)) return { outcome: "none" };
    const versions = this.#blocks.versionsOf(number).filter((block) => isAllowed(block, reader));
    return { outcome: "found", found: versions.map((block) => this.#view(block)) };
  }

  /** A number that its record no longer has leads to nothing. */
  #withNumber(regNo: string): Block[] {
    const block = this.#blocks.byRegNo(regNo);
    return block && this.#blocks.correctionOf(block.index) === undefined ? [block] : [];
  }

  /** Reads the whole chain in pieces, so that other requests can run in between. */
  async #ofPatient(patientId: string, { subject, patients }: Reader): Promise<Block[] | Refusal> {
    if (patients?.includes(patientId) === false) return [];
    if (this.#searches.waiting(subject) >= SEARCHES.waiting.each) return "share-used";
    if (this.#searches.waiting() >= SEARCHES.waiting.total) return "busy";
    const search = {};
    await this.#searches.take(subject, search);
    try {
      return await this.#scan(patientId);
    } finally {
      this.#searches.release(search);
    }
  }

  async #scan(patientId: string): Promise<Block[]> {
    const length = this.#blocks.length();
    const turns = new Turns();
    const found: Block[] = [];
    for (let from = 2; from <= length && found.length <= FOUND_LIMIT; from += BLOCKS_AT_ONCE) {
      found.push(...this.#blocks.ofPatient(patientId, from, Math.min(length, from + BLOCKS_AT_ONCE - 1)));
      await turns.spend(DIGESTS_FOR_BLOCKS);
    }
    return found;
  }

  /** The receipt of a record's block, with the block. */
  async proof(number: number, reader: Reader): Promise<RecordResult<RecordProof>> {
    if (!mayRead(reader)) return NEEDS_SCOPE;
    const block = this.#blockAt(number, reader);
    const receipt = block && (await this.#tree.receipt(number));
    return block && receipt ? { outcome: "found", found: { ...receipt, block } } : { outcome: "none" };
  }

  #blockAt(number: number, reader: Reader): Block | undefined {
    const block = number > 1 ? this.#blocks.at(number) : undefined;
    return block && isAllowed(block, reader) ? block : undefined;
  }

  #view(block: Block): RecordView {
    const { index, patient_name, patient_ID, Reg_no, timestamp, corrects, hash } = block;
    const correctedBy = this.#blocks.correctionOf(index);
    return {
      number: index,
      patient_name,
      patient_ID,
      Reg_no,
      block: index,
      registered_at: timestamp,
      ...(corrects === undefined ? {} : { corrects }),
      ...(correctedBy === undefined ? {} : { corrected_by: correctedBy }),
      tag: hash,
    };
  }
}

const NEEDS_SCOPE = { outcome: "scope", scope: "chain:read" } as const;

function mayRead({ scopes }: Reader): boolean {
  return scopes.includes("chain:read");
}

/** Whether a token is not narrowed, or is narrowed to this block's patient among others. */
export function isAllowed({ patient_ID }: Block, { patients }: Reader): boolean {
  return patients === undefined || patients.includes(patient_ID);
}
