import { DurableObject } from "cloudflare:workers";
import type { Block } from "../chain/block.ts";
import { createGenesis } from "../chain/genesis.ts";
import { type PatientRecord, sameRecord } from "../chain/record.ts";
import type { Verdict } from "../chain/validation.ts";
import { Blocks } from "./blocks.ts";
import { Mempool } from "./mempool.ts";
import { migrate } from "./migrations.ts";
import { Miner } from "./mining.ts";
import { streamBlocks } from "./streaming.ts";
import { validateStored } from "./validating.ts";

/** What became of a record that was to be mined. */
export type MineResult =
  | { readonly outcome: "mined"; readonly block: Block }
  /** The same record stands in this block already; nothing was mined. */
  | { readonly outcome: "known"; readonly block: Block }
  /** The registration number belongs to another patient, in the block at this index. */
  | { readonly outcome: "conflict"; readonly index: number }
  | { readonly outcome: "full" };

/** The chain's length and its newest block's hash: together they name one state of the chain. */
export interface Tip {
  readonly length: number;
  readonly hash: string;
}

/** How long after a record was accepted the alarm looks whether it still waits, in milliseconds. */
const ALARM_DELAY = 5_000;

/**
 * The single authoritative holder of one chain. It runs on one thread, in one place, with its own database, so one
 * chain is all there can be: requests that come at once queue up in the mempool and are mined in turn.
 */
export class Ledger extends DurableObject {
  readonly #blocks: Blocks;
  readonly #mempool: Mempool;
  readonly #miner: Miner;
  #alarmSet = false;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#blocks = new Blocks(ctx.storage.sql);
    this.#mempool = new Mempool(ctx.storage.sql);
    this.#miner = new Miner(ctx.storage, this.#blocks, this.#mempool);
    void ctx.blockConcurrencyWhile(async () => {
      migrate(ctx.storage);
      if (!this.#blocks.tip()) this.#blocks.append(await createGenesis(Date.now()));
    });
  }

  tip(): Tip {
    const tip = this.#blocks.tip();
    if (!tip) throw new Error("the chain has no genesis block");
    return { length: tip.index, hash: tip.hash };
  }

  /** The block at an index, from 1, or `null`. */
  block(index: number): Block | null {
    return this.#blocks.at(index) ?? null;
  }

  /** The blocks from one index to another as JSON texts with a separator between them, streamed. */
  blocks(from: number, to: number, separator: string): ReadableStream<Uint8Array> {
    return streamBlocks(this.#blocks, from, to, separator);
  }

  /** Re-hashes and checks every stored block. */
  validate(): Promise<Verdict> {
    return validateStored(this.#blocks);
  }

  /**
   * Puts a record on the chain and waits for its block. It is safe to repeat: a record that is pending or mined is
   * not added again.
   *
   * @param minedBy who registers the record: the subject of the request's token
   */
  async mine(record: PatientRecord, minedBy: string): Promise<MineResult> {
    const mined = this.#blocks.byRegNo(record.Reg_no);
    if (mined) return known(record, mined);
    const pending = this.#mempool.byRegNo(record.Reg_no);
    const position = pending?.position ?? this.#mempool.add(record, minedBy);
    if (position === undefined) return { outcome: "full" };
    const waiting = this.#miner.blockOf(position);
    this.#startMining();
    const block = await waiting;
    return pending ? known(record, block) : { outcome: "mined", block };
  }

  /** Takes up what a restart left pending. Delivered at least once, and mining what is mined already does nothing. */
  override async alarm(): Promise<void> {
    this.#alarmSet = false;
    if (!this.#mempool.oldest()) return;
    this.#setAlarm();
    await this.#miner.run();
  }

  #startMining(): void {
    // In the same turn as the pending record: both are committed, or neither is.
    this.#setAlarm();
    // Whoever waits for a block hears of a failure there, and the alarm repeats the run.
    this.#miner.run().catch(() => undefined);
  }

  #setAlarm(): void {
    if (this.#alarmSet) return;
    this.#alarmSet = true;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(Date.now() + ALARM_DELAY));
  }
}

function known(record: PatientRecord, block: Block): MineResult {
  return sameRecord(record, block) ? { outcome: "known", block } : { outcome: "conflict", index: block.index };
}
