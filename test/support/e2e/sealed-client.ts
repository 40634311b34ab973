import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Header } from "../../../src/chain/sealed/header.ts";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import type { BatchLine } from "../../../src/contract/schemas/mempool.ts";
import type { LedgerServer } from "./ledger-server.ts";
import { until } from "./until.ts";

const NDJSON = "application/x-ndjson";

/** A sealed ledger on a server, as a client of the API sees it. */
export class SealedClient {
  readonly #server: LedgerServer;
  readonly #path: string;

  constructor(server: LedgerServer, name: string) {
    this.#server = server;
    this.#path = `/ledgers/${name}`;
  }

  /** Creates it. */
  async create(difficulty: number): Promise<void> {
    const answer = await this.send("PUT", "", { records: "sealed", puzzle: "block-hash", difficulty });
    if (answer.status !== 201) throw new Error(`not created: ${await answer.text()}`);
  }

  get(path: string): Promise<Response> {
    return this.#server.fetch(this.#path + path);
  }

  async json<Body>(path: string): Promise<Body> {
    const answer = await this.get(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Body;
  }

  /** Sends a text, or a value as JSON. */
  send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const isText = typeof body === "string";
    return this.#server.fetch(this.#path + path, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      body: isText ? body : JSON.stringify(body),
    });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.send("POST", path, body, headers);
  }

  /**
   * Registers records in one request.
   *
   * @returns the lines of the answer that were received, fewer than the records if the server was killed
   */
  async batch(records: readonly PatientRecord[]): Promise<{ lines: BatchLine[]; isWhole: boolean }> {
    const body = records.map((record) => JSON.stringify(record)).join("\n");
    let text = "";
    try {
      const answer = await this.post("/records", body, { "Content-Type": NDJSON });
      const decoder = new TextDecoder();
      for await (const piece of answer.body ?? []) text += decoder.decode(piece as Uint8Array, { stream: true });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    const lines = text.split("\n").slice(0, -1);
    return { lines: lines.map((line) => JSON.parse(line) as BatchLine), isWhole: lines.length === records.length };
  }

  /** The numbers of the records with a registration number or of a patient. */
  async search(term: Partial<PatientRecord>): Promise<number[]> {
    const answer = await this.post("/records/search", term);
    if (answer.status !== 200) throw new Error(`search: ${answer.status} ${await answer.text()}`);
    const { records } = (await answer.json()) as { records: readonly { number: number }[] };
    return records.map(({ number }) => number);
  }

  /** The record under a number. */
  record(number: number): Promise<PatientRecord> {
    return this.json(`/records/${number}`);
  }

  /** A receipt with all disclosures. */
  proof(number: number): Promise<EntryReceipt> {
    return this.json(`/records/${number}/proof?disclose=patient_name,patient_ID,Reg_no`);
  }

  async size(): Promise<number> {
    return (await this.json<{ size: number }>("/mempool")).size;
  }

  /** The number of the entry that was accepted last, or that of the newest block if more are accepted meanwhile. */
  async newest(): Promise<number> {
    const waiting = await this.size();
    const { length } = await this.json<{ length: number }>("");
    const { last_entry } = await this.json<Header>(`/blocks/${length}`);
    return last_entry + waiting;
  }

  /** Waits until no record is waiting to be mined. */
  async untilMined(): Promise<void> {
    await until(
      () => "no record is waiting",
      async () => (await this.size()) === 0,
    );
  }

  /** All headers. */
  async headers(): Promise<Header[]> {
    return (await this.json<{ chain: Header[] }>("/get_chain?entries=none")).chain;
  }
}

/** The number of a record, from the path that leads to it or to where it is waiting. */
export function numberAt(location: string | null | undefined): number {
  const number = Number(/\/(?:records|mempool)\/(\d+)$/.exec(location ?? "")?.[1]);
  if (!Number.isSafeInteger(number)) throw new Error(`no record's number is in ${location}`);
  return number;
}
