import { setTimeout as wait } from "node:timers/promises";
import type { Block, CandidateBlock } from "../../src/chain/block.ts";
import { mineCandidate } from "../../src/mining/mine-block.ts";
import { subtleSearch } from "../../src/mining/subtle-search.ts";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import type { MinedBody } from "../../src/contract/schemas/mining.ts";
import type { DevServer } from "../support/e2e/dev-server.ts";
import type { RemoteLedger } from "../support/e2e/ledgers.ts";
import { Watcher } from "../support/e2e/watcher.ts";
import proofs from "../support/chain/distinct-proofs.json" with { type: "json" };
import type { Journal } from "./journal.ts";

/** How many clients of each kind there are for a ledger. */
const CLIENTS = { waiting: 3, async: 1, batch: 1, external: 1, conflicting: 1, reading: 1, watching: 1 } as const;

/** Records of a batch, and how many may be pending before the next batch is sent. */
const BATCH = { records: 40, waiting: 200 } as const;

/**
 * The pause between requests of clients that do not wait for blocks, in milliseconds, so that they do not dominate the
 * load.
 */
const PAUSE = 100;

/** On `squares`, the successor of each proof: after the last, they repeat from the 68th on. */
const SUCCESSORS = new Map(proofs.map((proof, place) => [proof, proofs[place + 1] ?? proofs[67]]));

const READS = [
  "/get_chain?limit=200",
  "/blocks/1",
  "/miners",
  "/mempool",
  "/is_valid",
  "/checkpoint",
  "/blocks/2/proof",
];

interface WorkBody {
  readonly tip: Pick<Block, "proof">;
  readonly candidate: CandidateBlock;
}

/** The clients of one ledger. Answers go into its journal; a request without an answer is repeated. */
export class Load {
  /** The number of answered requests. */
  answers = 0;
  readonly #dev: DevServer;
  readonly #ledger: RemoteLedger;
  readonly #journal: Journal;
  readonly #name: string;
  readonly #unanswered = new Set<PatientRecord>();
  #records = 0;
  #reads = 0;
  /** The clients run until it is aborted. */
  #end = new AbortController();
  #clients: Promise<unknown> = Promise.resolve();

  constructor(dev: DevServer, ledger: RemoteLedger, journal: Journal) {
    this.#dev = dev;
    this.#ledger = ledger;
    this.#journal = journal;
    this.#name = ledger.path.split("/").at(-1) ?? "";
  }

  /** Teaches the ledger every proof of the `squares` puzzle; otherwise its search would be most of the load. */
  async teachProofs(): Promise<void> {
    for (let mined = 0; mined < proofs.length; mined++) await this.#mineExternally();
  }

  start(): void {
    this.#end = new AbortController();
    const kinds = {
      waiting: () => this.#mine(),
      async: () => this.#leave(),
      batch: () => this.#sendBatch(),
      external: async () => {
        await this.#mineExternally();
        await wait(PAUSE);
      },
      conflicting: () => this.#conflict(),
      reading: () => this.#read(),
      watching: () => this.#watch(),
    };
    const clients = Object.entries(CLIENTS).flatMap(([kind, count]) =>
      Array.from({ length: count }, () => this.#repeat(kinds[kind as keyof typeof CLIENTS])),
    );
    this.#clients = Promise.all(clients);
  }

  /** Stops the clients; outstanding requests are answered now, or never. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#clients;
  }

  /** Runs a client: a failure while the server is up is the server's fault. */
  async #repeat(request: () => Promise<void>): Promise<void> {
    while (!this.#isEnding) {
      try {
        await request();
        this.answers += 1;
      } catch (error) {
        if (!this.#isEnding) await this.#failed(error);
      }
    }
  }

  get #isEnding(): boolean {
    return this.#end.signal.aborted;
  }

  /** A client may notice the kill before the load is told about it. */
  async #failed(error: unknown): Promise<void> {
    await wait(1_000);
    if (!this.#isEnding && !this.#dev.hasEnded) this.#journal.faults.push(`unexpected: ${String(error)}`);
  }

  #record(): PatientRecord {
    this.#records += 1;
    const number = `${this.#name}-${this.#records}`;
    return { patient_name: `Patient ${number} ‒ अमृता`, patient_ID: `P-${number}`, Reg_no: `REG-${number}` };
  }

  /** Waits for the block of a record: a new one, or one that got no answer. */
  async #mine(): Promise<void> {
    const [record = this.#record()] = this.#unanswered;
    this.#unanswered.delete(record);
    try {
      await this.#keepMined(await this.#ledger.post("/mine_block", record), record);
      await wait(PAUSE / 2);
    } catch (error) {
      this.#unanswered.add(record);
      throw error;
    }
  }

  async #leave(): Promise<void> {
    const record = this.#record();
    const answer = await this.#ledger.post("/mine_block", record, { Prefer: "respond-async" });
    await answer.arrayBuffer();
    if (answer.status === 202) this.#journal.accepted(record, answer.headers.get("Location") ?? "");
    else throw new Error(`respond-async: ${answer.status}`);
    await wait(PAUSE);
  }

  async #sendBatch(): Promise<void> {
    const { size } = await this.#ledger.json<{ size: number }>("/mempool");
    if (size <= BATCH.waiting) {
      const records = Array.from({ length: BATCH.records }, () => this.#record());
      const locations = await this.#ledger.accept(records);
      for (const [place, record] of records.entries()) this.#journal.accepted(record, locations[place] ?? "");
    }
    await wait(PAUSE * 5);
  }

  /** Mines a block itself, if nobody is faster. */
  async #mineExternally(): Promise<void> {
    const record = this.#record();
    const given = await this.#ledger.post("/work", record);
    if (given.status !== 200) throw new Error(`work: ${given.status} ${await given.text()}`);
    const { tip, candidate } = (await given.json()) as WorkBody;
    const work =
      candidate.difficulty === undefined ? { proof: SUCCESSORS.get(tip.proof) } : await this.#search(candidate);
    if (!work) return;
    const answer = await this.#ledger.post("/mine_block", {
      ...record,
      ...work,
      previous_hash: candidate.previous_hash,
    });
    // 409: somebody was faster.
    if (answer.status === 409) await answer.arrayBuffer();
    else await this.#keepMined(answer, record);
  }

  async #search(candidate: CandidateBlock): Promise<Pick<Block, "proof" | "timestamp"> | undefined> {
    const pause = async () => {
      await wait(0);
      return !this.#isEnding;
    };
    const block = await mineCandidate(candidate, 0, { now: () => Date.now(), pause, search: subtleSearch });
    return block && { proof: block.proof, timestamp: block.timestamp };
  }

  /** Registers another patient under a registration number in use, and the same patient again. */
  async #conflict(): Promise<void> {
    const taken = this.#journal.newest;
    if (taken) {
      const answer = await this.#ledger.post("/mine_block", { ...taken, patient_ID: "another" });
      const text = await answer.text();
      if (answer.status !== 409) throw new Error(`a conflict: ${answer.status} ${text}`);
      await this.#keepMined(await this.#ledger.post("/mine_block", taken), taken);
    }
    await wait(PAUSE);
  }

  async #read(): Promise<void> {
    const path = READS[this.#reads++ % READS.length] ?? "";
    const answer = await this.#ledger.get(path);
    const text = await answer.text();
    // The second block may not exist yet.
    if (answer.status !== 200 && !(answer.status === 404 && path.startsWith("/blocks/2"))) {
      throw new Error(`${path}: ${answer.status} ${text}`);
    }
    await wait(PAUSE);
  }

  /** Watches until the load ends, and acknowledges what it receives. */
  async #watch(): Promise<void> {
    const watcher = await new Watcher(this.#dev, this.#ledger).opened();
    for (let seen = 0; !this.#isEnding && !watcher.isClosed; await wait(PAUSE)) {
      for (const block of watcher.blocks.slice(seen)) this.#journal.mined(block);
      if (watcher.blocks.length > seen) watcher.acknowledge();
      seen = watcher.blocks.length;
    }
    watcher.close();
  }

  async #keepMined(answer: Response, { Reg_no }: PatientRecord): Promise<void> {
    if (answer.status !== 200 && answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    const { block, receipt } = (await answer.json()) as MinedBody;
    if (block.Reg_no !== Reg_no) throw new Error(`${Reg_no} was answered with the block of ${block.Reg_no}`);
    this.#journal.mined(block, receipt);
  }
}
