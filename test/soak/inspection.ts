import { ChainAudit } from "../../src/evidence/checking/audit.ts";
import type { Block } from "../../src/chain/block.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { parseVerifierKey, type VerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt, verifyReceipt } from "../../src/evidence/receipts/receipt.ts";
import type { RemoteLedger } from "../support/e2e/ledgers.ts";
import { until } from "../support/e2e/until.ts";
import type { Journal } from "./journal.ts";

const CLOCK = { now: () => Date.now() };

/** How many blocks to read at once. */
const PAGE = 1_000;

/** Checks a ledger against what its clients were told, and validates its chain independently. */
export class Inspection {
  readonly #ledger: RemoteLedger;
  readonly #journal: Journal;
  /** Continues where the last inspection ended, so that its cost depends only on the new blocks. */
  readonly #audit = new ChainAudit([], CLOCK);
  readonly #blocks = new Map<string, Pick<Block, "hash" | "patient_name" | "patient_ID">>();
  readonly #checkpoints: VerifiedCheckpoint[] = [];

  constructor(ledger: RemoteLedger, journal: Journal) {
    this.#ledger = ledger;
    this.#journal = journal;
  }

  /** The number of blocks found valid. */
  get length(): number {
    return this.#audit.length;
  }

  /** Inspects everything new: each acknowledged record must be on the chain once, or still pending. */
  async look(): Promise<void> {
    // In this order: a record that leaves the mempool meanwhile is on the chain by then.
    const { pending } = await this.#ledger.json<{ pending: { id: string }[] }>("/mempool");
    const waiting = new Set(pending.map(({ id }) => id));
    await this.#readUpToCheckpoint();
    for (const [number, { record, id, hash }] of this.#journal.kept) {
      const block = this.#blocks.get(number);
      if (!block) {
        if (hash !== undefined || id === undefined || !waiting.has(id)) this.#fault(`${number} is lost`);
      } else if (block.patient_name !== record.patient_name || block.patient_ID !== record.patient_ID) {
        this.#fault(`${number} is another patient's`);
      } else if (hash !== undefined && hash !== block.hash) {
        this.#fault(`${number} is in another block than was said`);
      }
    }
    const verdict = await this.#ledger.json<{ valid: boolean; fault?: object }>("/is_valid");
    if (!verdict.valid) this.#fault(`is_valid says ${JSON.stringify(verdict.fault)}`);
  }

  /**
   * Inspects everything from genesis, once nothing is pending: the whole chain again, every checkpoint seen, and the
   * sampled receipts.
   *
   * @returns how many receipts verified
   */
  async lookAtAll(): Promise<number> {
    await until(
      () => "nothing waits to be mined",
      async () => (await this.#ledger.json<{ size: number }>("/mempool")).size === 0,
    );
    await this.look();
    const policy = { ledger: await this.#keys() };
    let verified = 0;
    for (const { receipt, hash } of this.#journal.receipts) {
      try {
        this.#checkpoints.push(await verifyReceipt(parseReceipt(JSON.stringify(receipt)), hash, policy));
        verified += 1;
      } catch (error) {
        this.#fault(`a receipt does not verify: ${String(error)}`);
      }
    }
    const audit = new ChainAudit(
      this.#checkpoints.map(({ size }) => size),
      CLOCK,
    );
    for await (const block of this.#blocksFrom(1)) {
      const fault = await audit.next(block);
      if (fault) {
        this.#fault(`the chain: ${fault.detail}`);
        return verified;
      }
    }
    for (const checkpoint of this.#checkpoints) {
      const fault = audit.checkpointFault(checkpoint);
      if (fault) this.#fault(`a checkpoint of ${checkpoint.size} blocks: ${fault.detail}`);
    }
    const verdict = await this.#ledger.json<{ valid: boolean; length: number }>("/is_valid?tree=rebuild");
    if (!verdict.valid || verdict.length !== audit.length) this.#fault(`rebuilt: ${JSON.stringify(verdict)}`);
    return verified;
  }

  /** Validates the blocks up to the newest checkpoint, and compares their tree with it. */
  async #readUpToCheckpoint(): Promise<void> {
    const note = await (await this.#ledger.get("/checkpoint")).text();
    const checkpoint = await openCheckpoint(note, { ledger: await this.#keys() });
    if (checkpoint.size < this.length) this.#fault(`the chain has lost blocks: ${this.length} before`);
    this.#checkpoints.push(checkpoint);
    for await (const block of this.#blocksFrom(this.length + 1, checkpoint.size)) {
      const fault = await this.#audit.next(block);
      if (fault) {
        this.#fault(`the chain: ${fault.detail}`);
        return;
      }
      if (this.#blocks.has(block.Reg_no)) this.#fault(`${block.Reg_no} is on the chain twice`);
      this.#blocks.set(block.Reg_no, block);
    }
  }

  /** The blocks of the chain in order, up to a length or to its end. */
  async *#blocksFrom(first: number, last = Infinity): AsyncGenerator<Block> {
    for (let from = first; from <= last;) {
      const limit = Math.min(PAGE, last - from + 1);
      const { chain } = await this.#ledger.json<{ chain: Block[] }>(`/get_chain?from=${from}&limit=${limit}`);
      yield* chain;
      if (chain.length < PAGE) return;
      from += chain.length;
    }
  }

  async #keys(): Promise<VerifierKey[]> {
    const lines = (await (await this.#ledger.get("/vkey")).text()).trim().split("\n");
    return Promise.all(lines.map(parseVerifierKey));
  }

  #fault(text: string): void {
    this.#journal.faults.push(text);
  }
}
