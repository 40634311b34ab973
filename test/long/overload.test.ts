// @module-tag long

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { validateChain } from "../../src/chain/validator.ts";
import { patients } from "../support/e2e/ledgers.ts";
import { Workerd } from "../support/e2e/workerd.ts";

const REQUESTS = 2000;
const SUBJECTS = 40;
const NDJSON = { Accept: "application/x-ndjson" };

/** One request in this many has an invalid token. */
const WRONG = 20;

const server = new Workerd();
let tokens: string[];

beforeAll(async () => {
  await server.start();
  tokens = await Promise.all(Array.from({ length: SUBJECTS }, (_, before) => server.token(`clinic-${before}`)));
});
afterAll(() => server.dispose());

interface Received {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly cacheStatus: string | null;
  readonly text: string;
}

async function send(path: string, token = tokens[0], init: RequestInit = {}): Promise<Received> {
  const headers = {
    "Content-Type": "application/json",
    ...init.headers,
    Authorization: `Bearer ${token}`,
    // The server may just have closed a reused connection because it was idle.
    Connection: "close",
  };
  const answer = await fetch(server.url + path, { ...init, headers });
  const { status } = answer;
  const [retryAfter, cacheStatus] = [answer.headers.get("Retry-After"), answer.headers.get("Cache-Status")];
  return { status, retryAfter, cacheStatus, text: await answer.text() };
}

const mine = (path: string, record: PatientRecord | undefined, token = tokens[0]) =>
  send(`${path}/mine_block`, token, { method: "POST", body: JSON.stringify(record) });

/** Creates a ledger with this many blocks after genesis. */
async function createLedger(name: string, blocks: number): Promise<string> {
  const path = `/ledgers/${name}`;
  const puzzle = JSON.stringify({ puzzle: "block-hash", difficulty: 8 });
  expect(await send(path, tokens[0], { method: "PUT", body: puzzle })).toMatchObject({ status: 201 });
  const records = patients(blocks, "Before").map((record) => JSON.stringify(record));
  const batch = { method: "POST", body: records.join("\n"), headers: { "Content-Type": "application/x-ndjson" } };
  expect(await send(`${path}/records`, tokens[0], batch)).toMatchObject({ status: 200 });
  // It is mined after all earlier ones.
  expect(await mine(path, patients(1, "Last")[0])).toMatchObject({ status: 201 });
  return path;
}

/** Checks that a ledger has everything it acknowledged, and still works. */
async function expectSound(path: string, acknowledged: readonly Block[]): Promise<void> {
  const after = await mine(path, patients(1, "After")[0]);
  expect(after).toMatchObject({ status: 201 });
  const { chain } = JSON.parse((await send(`${path}/get_chain`)).text) as { chain: Block[] };
  expect(await validateChain(chain)).toMatchObject({ valid: true });
  for (const block of acknowledged) expect(chain[block.index - 1]).toEqual(block);
  expect(new Set(chain.map(({ Reg_no }) => Reg_no)).size).toBe(chain.length);
  expect(JSON.parse((await send(`${path}/is_valid`)).text)).toMatchObject({ valid: true, length: chain.length });
}

const blocksOf = (answers: readonly Received[]) =>
  answers
    .filter(({ status, text }) => status === 201 && text.includes(`"block"`))
    .map(({ text }) => (JSON.parse(text) as { block: Block }).block);

describe("2,000 requests at once", () => {
  it("from many subjects get 2xx, 503 with Retry-After, or 401 for a wrong token, and nothing is lost", async () => {
    const path = await createLedger("crowd", 100);
    const records = patients(REQUESTS);
    const kinds = [
      (place: number, token?: string) => mine(path, records[place], token),
      (_: number, token?: string) => send(`${path}/get_chain`, token),
      (place: number, token?: string) => send(`${path}/blocks/${(place % 50) + 1}`, token),
      (_: number, token?: string) => send(`${path}/is_valid`, token),
      (_: number, token?: string) => send(`${path}/get_chain?from=1&limit=50`, token, { headers: NDJSON }),
      (_: number, token?: string) => send(`${path}/mempool`, token),
      (_: number, token?: string) => send(`${path}/checkpoint`, token),
    ];

    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, async (_, place) => {
        const isWrong = place % WRONG === 0;
        const answer = await kinds[place % kinds.length]?.(place, isWrong ? "no.no.no" : tokens[place % SUBJECTS]);
        return { ...answer, isWrong } as Received & { isWrong: boolean };
      }),
    );

    const unexpected = answers.filter(({ status, retryAfter, isWrong }) =>
      isWrong ? status !== 401 : !(status >= 200 && status < 300) && !(status === 503 && Number(retryAfter) > 0),
    );
    expect(unexpected).toEqual([]);
    expect(answers.filter(({ cacheStatus }) => cacheStatus === "patient-ledger; hit").length).toBeGreaterThan(0);
    const acknowledged = blocksOf(answers);
    expect(acknowledged.length).toBeGreaterThan(0);
    await expectSound(path, acknowledged);
  });

  it("from one subject get 2xx, or 429 with Retry-After, and others are answered meanwhile", async () => {
    const path = await createLedger("greedy", 10);
    const greedy = await server.token("greedy");

    const all = Promise.all(
      Array.from({ length: REQUESTS }, (_, place) => mine(path, patients(1, `Greedy-${place}`)[0], greedy)),
    );
    expect(await send(`${path}/blocks/1`, await server.token("patient"))).toMatchObject({ status: 200 });
    const answers = await all;

    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].toSorted((a, b) => a - b)).toEqual([201, 429]);
    for (const { retryAfter } of answers.filter(({ status }) => status === 429))
      expect(retryAfter).toMatch(/^[1-9]\d*$/);
    await expectSound(path, blocksOf(answers));
  });

  it("for validations of a long chain share as few runs as possible, and records are mined concurrently", async () => {
    const path = await createLedger("auditors", 2000);
    const records = patients(20, "Beside");

    const verdicts = Promise.all(
      Array.from({ length: 400 }, (_, place) => send(`${path}/is_valid`, tokens[place % SUBJECTS])),
    );
    const mined = await Promise.all(records.map((record) => mine(path, record)));

    expect(mined.map(({ status }) => status)).toEqual(records.map(() => 201));
    for (const { status, text } of await verdicts) {
      expect([status, JSON.parse(text)]).toMatchObject([200, { valid: true }]);
    }
    await expectSound(path, blocksOf(mined));
  });
});
