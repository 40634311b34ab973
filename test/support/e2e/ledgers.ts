import type { Block } from "../../../src/chain/block.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Header, SealedBlock } from "../../../src/chain/sealed/header.ts";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import type { LedgerServer } from "./ledger-server.ts";

/** This many records, distinguished by numbers, and from those of other calls by a name. */
export function patients(count: number, name = "Patient"): PatientRecord[] {
  return Array.from({ length: count }, (_, before) => ({
    patient_name: `${name} ${before + 1} ‒ अमृता`,
    patient_ID: `P-${name}-${before + 1}`,
    Reg_no: `REG-${name}-${before + 1}`,
  }));
}

/** The answer to registering a record on a sealed ledger. */
export interface Registered {
  readonly block: Header;
  readonly record: { readonly number: number };
  readonly receipt: EntryReceipt;
}

/** Fails with the server's message if the status is not the expected one. */
async function check(answer: Response, status: number): Promise<void> {
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${await answer.text()}`);
}

/** One ledger on a server, as a client of the API sees it. */
export class RemoteLedger {
  readonly path: string;
  readonly #dev: LedgerServer;
  readonly #token: string | undefined;

  private constructor(dev: LedgerServer, name: string, token: string | undefined) {
    this.#dev = dev;
    this.#token = token;
    this.path = `/ledgers/${name}`;
  }

  /**
   * Creates a ledger with the block-hash puzzle, or with the paper's puzzle if no difficulty is given.
   *
   * @param token the token to use it with, instead of the server's own
   */
  static async create(dev: LedgerServer, name: string, difficulty?: number, token?: string): Promise<RemoteLedger> {
    const ledger = new RemoteLedger(dev, name, token);
    const puzzle = difficulty === undefined ? { puzzle: "squares" } : { puzzle: "block-hash", difficulty };
    const headers = { "Content-Type": "application/json" };
    const answer = await dev.fetch(ledger.path, { method: "PUT", headers, body: JSON.stringify(puzzle) });
    await check(answer, 201);
    return ledger;
  }

  /** Uses a ledger that exists already with a token. */
  static opened(dev: LedgerServer, name: string, token: string): RemoteLedger {
    return new RemoteLedger(dev, name, token);
  }

  /**
   * Creates a sealed ledger.
   *
   * @param terms what its founding says about authors
   */
  static async createSealed(
    dev: LedgerServer,
    name: string,
    difficulty = 8,
    token?: string,
    terms: object = {},
  ): Promise<RemoteLedger> {
    const ledger = new RemoteLedger(dev, name, token);
    const founding = { puzzle: "block-hash", difficulty, records: "sealed", ...terms };
    const headers = { "Content-Type": "application/json" };
    await check(await dev.fetch(ledger.path, { method: "PUT", headers, body: JSON.stringify(founding) }), 201);
    return ledger;
  }

  /** Its address. The server's may be unknown before it runs. */
  get url(): string {
    return this.#dev.url + this.path;
  }

  get(path: string): Promise<Response> {
    return this.#dev.fetch(this.path + path, {}, this.#token);
  }

  async json<Body>(path: string): Promise<Body> {
    return (await (await this.get(path)).json()) as Body;
  }

  post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    const all = { "Content-Type": "application/json", ...headers };
    return this.#dev.fetch(this.path + path, { method: "POST", headers: all, body: JSON.stringify(body) }, this.#token);
  }

  /** Adds records to the mempool, and returns each one's location, as given by the answer. */
  async accept(records: readonly PatientRecord[]): Promise<string[]> {
    const headers = { "Content-Type": "application/x-ndjson" };
    const body = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    const answer = await this.#dev.fetch(`${this.path}/records`, { method: "POST", headers, body }, this.#token);
    await check(answer, 200);
    const lines = (await answer.text()).trimEnd().split("\n");
    const answers = lines.map((line) => JSON.parse(line) as { line: number; status: number; location: string });
    const isAccepted = answers.every(({ line, status }, before) => line === before + 1 && status === 202);
    if (!isAccepted || answers.length !== records.length) throw new Error(`not all were accepted: ${lines.join("\n")}`);
    return answers.map(({ location }) => location);
  }

  /** Mines records, each after the previous one is on the chain. */
  async mine(records: readonly PatientRecord[]): Promise<Block[]> {
    const blocks: Block[] = [];
    for (const record of records) {
      const answer = await this.post("/mine_block", record);
      await check(answer, 201);
      blocks.push(((await answer.json()) as { block: Block }).block);
    }
    return blocks;
  }

  async chain(): Promise<Block[]> {
    return (await this.json<{ chain: Block[] }>("/get_chain")).chain;
  }

  /** The whole blocks of a sealed ledger, with their entries. */
  async sealedChain(): Promise<SealedBlock[]> {
    return (await this.json<{ chain: SealedBlock[] }>("/get_chain")).chain;
  }

  /** The answers to registering records on a sealed ledger, each after the previous one is on the chain. */
  async register(records: readonly PatientRecord[]): Promise<Registered[]> {
    const answers: Registered[] = [];
    for (const record of records) {
      const answer = await this.post("/mine_block", record);
      await check(answer, 201);
      answers.push((await answer.json()) as Registered);
    }
    return answers;
  }
}
