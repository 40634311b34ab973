import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block } from "../../src/chain/block.ts";
import type { Puzzle } from "../../src/chain/puzzle.ts";
import { Peer, pythonVersion } from "./peer.ts";
import type { Measurement } from "./report.ts";
import { bundleWorker } from "../support/e2e/bundle.ts";
import { Runtime } from "./runtime.ts";
import { seed, squaresChain } from "./seeding.ts";

/** One measurement or several that belong together, under the name that `--only` knows. */
export interface Row {
  readonly name: string;
  readonly measure: (bench: Bench) => Promise<Measurement[]>;
}

/** A ledger of 100,000 blocks, the same in a file, one block a line, and the file of its database. */
export interface LongLedger {
  readonly name: string;
  readonly chainFile: string;
  readonly database: string;
}

export const LONG = 100_000;

/** A `squares` chain of so many blocks has had all 225 proofs there are. */
export const LONG_ENOUGH = 1000;

/** What the rows share: the bundled Worker, a folder for all ledgers, and Python, if there is one. */
export class Bench {
  /** Absent where there is no Python: then nothing is measured beside it. */
  readonly python = pythonVersion();
  readonly folder = mkdtempSync(join(tmpdir(), "patient-ledger-bench-"));
  readonly #bundle = bundleWorker(this.folder);
  #longLedger: Promise<LongLedger> | undefined;

  /** Runs the Worker in a process of its own, over all ledgers that there are. */
  async withRuntime<Result>(use: (runtime: Runtime) => Promise<Result>): Promise<Result> {
    const runtime = await Runtime.start(this.#bundle, this.folder);
    try {
      return await use(runtime);
    } finally {
      await runtime.stop();
    }
  }

  /** Runs the peer, if there is Python. */
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
   * Creates a ledger that has blocks already.
   *
   * @param puzzle that its genesis is created with, before it is replaced
   * @returns the file of its database
   */
  async ledgerOf(name: string, blocks: Iterable<Block>, puzzle: Puzzle = { puzzle: "squares" }): Promise<string> {
    const database = await this.withRuntime((runtime) => runtime.create(name, puzzle));
    seed(database, blocks);
    // It signs what it was given, so that the checkpoint is checked as well when it is validated.
    await this.withRuntime((runtime) => runtime.fetch(`/ledgers/${name}/checkpoint`));
    return database;
  }

  /** The ledger of 100,000 blocks that several rows read, made when the first of them asks. */
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
