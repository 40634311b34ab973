import type { AuthorPolicy, Seen } from "../../../src/chain/sealed/entry.ts";
import type { AuthorKey } from "../../../src/client/signing/author-key.ts";
import { enrolment, revocation } from "../../../src/client/signing/enrolment.ts";
import { signedRecord } from "../../../src/client/signing/signed-bodies.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { LedgerServer } from "../e2e/ledger-server.ts";
import { tokenFor } from "./tokens.ts";
import type { Visitor, Visits } from "./browser.ts";

/** A sealed ledger on a test's server, used by a client with every scope. */
export class SealedLedger {
  readonly name: string;
  readonly #server: LedgerServer;
  readonly #token: string;

  private constructor(server: LedgerServer, name: string, token: string) {
    this.#server = server;
    this.name = name;
    this.#token = token;
  }

  /** Creates one, with a block for each record. */
  static async create(
    server: LedgerServer,
    name: string,
    records: readonly PatientRecord[] = [],
    difficulty = 8,
    terms: AuthorPolicy = {},
  ): Promise<SealedLedger> {
    const ledger = new SealedLedger(server, name, await tokenFor());
    await ledger.#send("", "PUT", { puzzle: "block-hash", difficulty, records: "sealed", ...terms });
    for (const record of records) await ledger.register(record);
    return ledger;
  }

  async register(record: PatientRecord): Promise<void> {
    await this.#send("/mine_block", "POST", record);
  }

  /** The hash of genesis. */
  async genesis(): Promise<string> {
    return ((await (await this.get("/blocks/1")).json()) as { hash: string }).hash;
  }

  /** Enrols the key of a subject. */
  async enrol(key: AuthorKey, subject: string): Promise<void> {
    await this.#send(`/keys/${key.thumbprint}`, "PUT", await enrolment(key, subject, await this.genesis()));
  }

  /** Revokes a key, which disputes what it signed from a block on. */
  async revoke(key: AuthorKey, compromised_since: number): Promise<void> {
    const body = await revocation(key.thumbprint, { ledger: await this.genesis(), compromised_since, key });
    await this.#send(`/keys/${key.thumbprint}`, "PATCH", body);
  }

  /** Registers a record that an author signs. */
  async registerSigned(record: PatientRecord, key: AuthorKey): Promise<void> {
    const { tip } = (await (await this.get("")).json()) as { tip: Seen };
    await this.#send("/mine_block", "POST", await signedRecord(record, key, await this.genesis(), tip));
  }

  /** Has records mined together, as many as are waiting in each block. */
  async accept(records: readonly PatientRecord[]): Promise<void> {
    const headers = { "Content-Type": "application/x-ndjson" };
    const body = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    await this.#fetch("/records", { method: "POST", headers, body });
  }

  async get(path: string): Promise<Response> {
    return this.#fetch(path, {});
  }

  /** The status of a request with the token of somebody else. */
  async status(path: string, claims: Parameters<typeof tokenFor>[0] = {}): Promise<number> {
    return (await this.#server.fetch(`/ledgers/${this.name}${path}`, {}, await tokenFor(claims))).status;
  }

  /**
   * Corrects a record, whatever its tag is.
   *
   * @returns the number of the new version
   */
  async correct(number: number, record: PatientRecord): Promise<number> {
    const headers = { "Content-Type": "application/json", "If-Match": "*" };
    const init = { method: "POST", headers, body: JSON.stringify(record) };
    const answer = await this.#fetch(`/records/${number}/corrections`, init);
    return ((await answer.json()) as { record: { number: number } }).record.number;
  }

  async #send(path: string, method: string, body: object): Promise<void> {
    const headers = { "Content-Type": "application/json" };
    await this.#fetch(path, { method, headers, body: JSON.stringify(body) });
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const answer = await this.#server.fetch(`/ledgers/${this.name}${path}`, init, this.#token);
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return answer;
  }
}

/** Opens a view of a ledger as the holder of a token. */
export async function visitAs(
  { visit }: Pick<Visits<LedgerServer>, "visit">,
  fragment: string,
  claims: Parameters<typeof tokenFor>[0] = {},
  options: Parameters<Visits<LedgerServer>["visit"]>[0] = {},
): Promise<Visitor> {
  const visitor = await visit({ ...options, signedIn: false });
  // The link that signs in leaves the view as it is, so the page asks nothing of main, which may refuse the token.
  await visitor.goTo(fragment);
  await visitor.goTo(`#token=${await tokenFor(claims)}`);
  await visitor.page.waitForURL(({ hash }) => !hash.includes("token"));
  return visitor;
}
