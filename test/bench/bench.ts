import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block } from "../../src/chain/block.ts";
import type { Puzzle } from "../../src/chain/puzzle.ts";
import { Peer, pythonVersion } from "./peer.ts";
import type { Measurement } from "./report.ts";
import { bundleWorker } from "../support/e2e/bundle.ts";
import { Runtime } from "../support/e2e/runtime.ts";
import { seed, squaresChain } from "./seeding.ts";

/** One or several related measurements, under the name for `--only`. */
export interface Row {
  readonly name: string;
  readonly measure: (bench: Bench) => Promise<Measurement[]>;
}

/** A ledger of 100,000 blocks: as a file with one block a line, and as its database file. */
export interface LongLedger {
  readonly name: string;
  readonly chainFile: string;
  readonly database: string;
}

export const LONG = 100_000;

/** A `squares` chain of this length contains all 225 proofs. */
export const LONG_ENOUGH = 1000;

/** Shared by the rows: the bundled Worker, a folder for all ledgers, and Python, if available. */
export class Bench {
  /** Undefined without Python; then there is no peer to compare with. */
  readonly python = pythonVersion();
  readonly folder = mkdtempSync(join(tmpdir(), "patient-ledger-bench-"));
  /** The folder with the bundled Worker's modules. */
  readonly bundle = bundleWorker(this.folder);
  #longLedger: Promise<LongLedger> | undefined;

  /**
   * Runs the Worker in a separate process, with all existing ledgers.
   *
   * @param entry the module in the bundle's folder to start with
   */
  async withRuntime<Result>(use: (runtime: Runtime) => Promise<Result>, entry = "worker.js"): Promise<Result> {
    const runtime = await Runtime.start(this.bundle, this.folder, { entry });
    try {
      return await use(runtime);
    } finally {
      await runtime.stop();
    }
  }

  /** Runs the peer, if Python is available. */
  async withPeer<Result>(
    use: (peer: Peer) => Promise<Result>,
    ...chainFile: readonly string[]
  ): Promise<Result | undefined> {
    if (this.python === undefined) return undefined;
    const peer = await Peer.start(...chainFile);
    try {
      return await use(peer);
    } finally {
      await peer.stop();
    }
  }

  /**
   * Creates a ledger that already has blocks.
   *
   * @param puzzle the puzzle of its initial genesis, which is then replaced
   * @returns its database file
   */
  async ledgerOf(name: string, blocks: Iterable<Block>, puzzle: Puzzle = { puzzle: "squares" }): Promise<string> {
    const database = await this.withRuntime((runtime) => runtime.create(name, puzzle));
    seed(database, blocks);
    // Makes it sign the blocks, so that a validation also checks the checkpoint.
    await this.withRuntime((runtime) => runtime.fetch(`/ledgers/${name}/checkpoint`));
    return database;
  }

  /** The ledger of 100,000 blocks that several rows read, created on first use. */
  longLedger(): Promise<LongLedger> {
    return (this.#longLedger ??= this.#makeLongLedger());
  }

  async #makeLongLedger(): Promise<LongLedger> {
    const chain = [...squaresChain(LONG)];
    const chainFile = join(this.folder, "chain.ndjson");
    const lines = createWriteStream(chainFile);
    for (const block of chain) lines.write(`${JSON.stringify(block)}\n`);
    await once(lines.end(), "finish");
    return { name: "long", chainFile, database: await this.ledgerOf("long", chain) };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
