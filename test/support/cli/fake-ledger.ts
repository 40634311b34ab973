import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll } from "vitest";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { FoundingEntry } from "../../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { commitmentOf, discloseFields, fieldsOf, openDisclosures } from "../../../src/evidence/receipts/disclosures.ts";
import { LOG_TYPE, Notary } from "../chain/notaries.ts";
import { blockAfter, chainOf } from "../chain/sealed-builder.ts";
import { SealedEvidence } from "../chain/sealed-evidence.ts";
import type { Served } from "./served.ts";

/** A request that the ledger got. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The body of a record, signed or not. */
interface Body extends PatientRecord {
  readonly disclosures?: readonly string[];
  readonly author?: string;
}

/** What the ledger knows of a record: everything that must be the same for it to be the same record, and its sealing. */
interface Known {
  readonly identity: string;
  readonly number: number;
  readonly disclosures: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}

const JSON_TYPE = "application/json";
const PROBLEM = "application/problem+json";

/** A problem as a ledger answers it. */
export const problem = (status: number, name: string, headers: Record<string, string> = {}): Served => ({
  status,
  type: PROBLEM,
  headers,
  body: JSON.stringify({ type: `urn:problem-type:patient-ledger:${name}`, status, detail: `It is ${name}.` }),
});

const json = (body: object, status = 200): Served => ({ status, type: JSON_TYPE, body: JSON.stringify(body) });

/**
 * A sealed ledger in memory, with the routes that registering needs and a real chain. It mines what waits as soon as
 * somebody waits for a block. It verifies no signature: whoever reads its chain does.
 */
export class FakeLedger {
  readonly notary = new Notary("fake.example/ledgers/clinic");
  chain: SealedBlock[] = [];
  asked: Asked[] = [];
  /** How many entries a block holds. */
  perBlock = 1_000;
  /** Answers in place of the ledger; `"hang up"` ends the connection after the ledger did its work. */
  instead: (asked: Asked) => Served | "hang up" | undefined = () => undefined;
  readonly #known = new Map<string, Known>();
  readonly #waiting: object[] = [];
  #server: Server | undefined;

  /** Create it at the top of a test file. */
  constructor() {
    beforeAll(async () => {
      this.#server = createServer((request, response) => void this.#respond(request, response));
      await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    });
    afterAll(() => this.#server?.close().closeAllConnections());
  }

  get url(): string {
    const address = this.#server?.address() as AddressInfo | undefined;
    return `http://127.0.0.1:${address?.port}/ledgers/clinic`;
  }

  get vkey(): string {
    return this.notary.vkey(LOG_TYPE);
  }

  /** Starts over with an empty ledger. */
  reset(founding: Partial<FoundingEntry> = {}): void {
    this.chain = chainOf([], founding);
    this.asked = [];
    this.perBlock = 1_000;
    this.instead = () => undefined;
    this.#known.clear();
    this.#waiting.length = 0;
  }

  /** How many requests it got for a path below its address. */
  count(path: string): number {
    return this.asked.filter((asked) => asked.path === path).length;
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").replace("/ledgers/clinic", "");
    const asked = { method: request.method ?? "", path, body: await text(request) };
    this.asked.push(asked);
    const other = this.instead(asked);
    const own = other === undefined || other === "hang up" ? await this.#answer(asked) : other;
    if (other === "hang up") return void response.destroy();
    const { status = 200, type = "", headers = {}, body = "" } = own;
    response.writeHead(status, { ...headers, "Content-Type": type }).end(body);
  }

  async #answer({ method, path, body }: Asked): Promise<Served> {
    if (path === "/mine_block") return this.#mineBlock(JSON.parse(body) as Body);
    if (path === "/records") return this.#acceptBatch(body);
    const tip = this.chain.at(-1);
    if (path === "") return json({ records: "sealed", length: this.chain.length, tip });
    const block = this.chain[Number(/^\/blocks\/(\d+)$/.exec(path)?.[1]) - 1];
    if (block && method === "GET") return json(block);
    return problem(404, path.startsWith("/blocks/") ? "block-not-found" : "not-found");
  }

  async #acceptBatch(body: string): Promise<Served> {
    const lines: object[] = [];
    for (const [before, each] of body.trimEnd().split("\n").entries()) {
      const { isNew, number, conflict } = await this.#accept(JSON.parse(each) as Body);
      const place = { line: before + 1 };
      const refusal = () => JSON.parse(problem(409, "registration-conflict").body ?? "") as object;
      if (conflict) lines.push({ ...place, status: 409, problem: refusal() });
      else if (isNew) lines.push({ ...place, status: 202, location: `/mempool/${number}` });
      else lines.push({ ...place, status: 200, location: `/records/${number}` });
    }
    return { type: "application/x-ndjson", body: lines.map((line) => `${JSON.stringify(line)}\n`).join("") };
  }

  async #mineBlock(body: Body): Promise<Served> {
    const { isNew, number, conflict } = await this.#accept(body);
    if (conflict) return problem(409, "registration-conflict");
    while (this.#waiting.length > 0) this.chain.push(blockAfter(this.chain, this.#waiting.splice(0, this.perBlock)));
    const { fields, disclosures } = [...this.#known.values()].find((known) => known.number === number) as Known;
    const receipt = { ...new SealedEvidence(this.chain, this.notary).receipt(number), fields, disclosures };
    return json({ message: "Registered.", block: receipt.block, record: { number }, receipt }, isNew ? 201 : 200);
  }

  async #accept(body: Body): Promise<{ isNew: boolean; number: number; conflict?: true }> {
    const { disclosures, fields } = body.disclosures
      ? { disclosures: body.disclosures, fields: await fieldsOf(body.disclosures) }
      : await discloseFields(
          body,
          [1, 2, 3].map(() => crypto.getRandomValues(new Uint8Array(16))),
        );
    const { author, seen, signature } = body as Body & { readonly seen?: object; readonly signature?: string };
    const opened = await openDisclosures(disclosures, fields);
    const commitment = await commitmentOf(fields);
    // From here on without waiting: requests come at the same time.
    const identity = JSON.stringify([opened["patient_name"], opened["patient_ID"], author]);
    const known = this.#known.get(opened["Reg_no"] ?? "");
    if (known) {
      const { number } = known;
      return known.identity === identity
        ? { isNew: number > this.#mined, number }
        : { isNew: false, number, conflict: true };
    }
    const number = this.#mined + this.#waiting.length + 1;
    const vouched = author === undefined ? {} : { author, seen, signature };
    this.#waiting.push({ kind: "record", commitment, ...vouched });
    this.#known.set(opened["Reg_no"] ?? "", { identity, number, disclosures, fields });
    return { isNew: true, number };
  }

  get #mined(): number {
    return this.chain.at(-1)?.last_entry ?? 0;
  }
}
