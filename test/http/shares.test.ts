import { abortAllDurableObjects } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { bearer, mine, patient, post, putLedger, request } from "../support/worker/client.ts";
import { emptyMempool, fillMempool } from "../support/storage/edits.ts";
import { editMain, created, storeChain, stored, untilMined } from "../support/storage/main.ts";
import { validChain } from "../support/worker/squares-chains.ts";
import { batch, numbers } from "../support/http/batch.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** Requests of two subjects. A class or a clinic that shares a token is one subject. */
let greedy: { Authorization: string };
let ben: { Authorization: string };

beforeAll(async () => {
  greedy = await bearer({ sub: "greedy" });
  ben = await bearer({ sub: "ben" });
});

async function expectShareUsed(response: Response, what: string): Promise<void> {
  expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
  const { detail } = await expectProblem(response, 429, "rate-limited");
  expect(detail).toContain(`share of this ledger's ${what}`);
  expect(detail).not.toContain("greedy");
}

describe("checks of the chain", () => {
  const LENGTH = 2000;
  const chain = validChain(LENGTH);

  beforeEach(async () => storeChain(await chain));

  const check = (since: number | undefined, headers: Record<string, string>) =>
    request(`/is_valid${since === undefined ? "" : `?since=${since}`}`, { headers });

  test("run for others between those of a subject that requests them in a loop", { timeout: 120_000 }, async () => {
    let isOver = false;
    const statuses = new Set<number>();
    let answered = 0;
    // A different block each time, so that no two checks are the same.
    const loops = numbers(1, 12).map(async (loop) => {
      for (let since = loop; !isOver; since = (since % (LENGTH - 20)) + 12) {
        statuses.add((await check(since, greedy)).status);
        answered += 1;
      }
    });
    while (answered < 12) await scheduler.wait(1);

    for (const since of [undefined, 3, LENGTH, undefined]) {
      const before = answered;
      const response = await check(since, ben);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ valid: true, length: LENGTH });
      // No more than those begun while one of the loop's checks runs, and none that waited before it.
      expect(answered - before).toBeLessThan(12);
    }
    isOver = true;
    await Promise.all(loops);
    expect([...statuses]).toEqual([200]);
  });

  test("are limited per subject: one more is refused, to that subject only", async () => {
    const all = numbers(2, 60).map((since) => check(since, greedy));
    const one = check(61, ben);

    const refused = (await Promise.all(all)).filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(59);
    for (const response of refused) await expectShareUsed(response, "checks of the chain");
    expect((await one).status).toBe(200);
    expect((await check(2, greedy)).status).toBe(200);
  });

  test("are refused as an event if the client asked for events", async () => {
    const all = numbers(2, 60).map((since) => check(since, greedy));

    const response = await request("/is_valid?since=70", { headers: { ...greedy, Accept: "text/event-stream" } });

    const text = await response.text();
    expect(text).toContain("event: problem");
    expect(text).toContain(`"status":429`);
    await Promise.all(all);
  });

  test("that are identical run once for all clients, so nobody's share is used up", async () => {
    const subjects = await Promise.all(numbers(1, 10).map((number) => bearer({ sub: `pupil-${number}` })));

    const answers = await Promise.all(numbers(0, 199).map((place) => check(undefined, subjects[place % 10] ?? greedy)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test("that are identical report their progress to all listeners", async () => {
    const headers = { ...greedy, Accept: "text/event-stream" };

    const texts = await Promise.all(numbers(1, 40).map(async () => (await request("/is_valid", { headers })).text()));

    for (const text of texts) {
      expect(text).toContain(`event: progress`);
      expect(text).toContain(`event: verdict`);
    }
  });
});

describe("streams of blocks", () => {
  const COMMON = 256;
  const FEW = 16;

  test("may be many for one subject, and others still get theirs", { tags: "long" }, async () => {
    // More than one piece, so that no stream ends on its own.
    await storeChain(await validChain(1200));
    const open = (headers: Record<string, string>) => request("/get_chain", { headers });
    const unread = await Promise.all(numbers(1, COMMON).map(() => open(greedy)));
    expect(new Set(unread.map(({ status }) => status))).toEqual(new Set([200]));

    await expectShareUsed(await open(greedy), "streams of blocks");
    for (let own = 1; own < FEW; own++) unread.push(await open(ben));
    const { chain } = await (await open(ben)).json<{ chain: Block[] }>();
    expect(chain).toHaveLength(1200);

    await Promise.all(unread.map(async ({ body }) => body?.cancel()));
    const after = await open(greedy);
    expect(after.status).toBe(200);
    expect(await after.json()).toMatchObject({ length: 1200 });
  });
});

describe("the mempool", () => {
  const COMMON = 10_000;
  const FEW = 100;
  const ledger = "/ledgers/slow";

  test("filled by one subject still accepts records from others", async () => {
    await created();
    await editMain(fillMempool(COMMON));

    await expectProblem(await mine(patient(1)), 503, "mempool-full");
    const records = numbers(1, FEW + 1).map(patient);
    const headers = { ...ben, "Content-Type": "application/x-ndjson" };
    const response = await request("/records", { method: "POST", headers, body: batch(records) });
    const lines = (await response.text()).trimEnd().split("\n");
    const statuses = lines.map((line) => (JSON.parse(line) as { status: number }).status);

    expect(statuses.filter((status) => status === 202)).toHaveLength(FEW);
    expect(statuses.at(-1)).toBe(503);
    // Stops mining the thousands of records.
    await abortAllDurableObjects();
    await editMain(emptyMempool);
  });

  test(
    "is mined with one record of each subject in turn: nobody waits for another's batch",
    { timeout: 120_000 },
    async () => {
      await putLedger("slow", { puzzle: "block-hash", difficulty: 12 });
      const headers = { ...greedy, "Content-Type": "application/x-ndjson" };
      const records = numbers(1, 60).map(patient);
      expect((await request(`${ledger}/records`, { method: "POST", headers, body: batch(records) })).status).toBe(200);

      const before = (await (await request(ledger)).json<{ length: number }>()).length;
      const response = await post(`${ledger}/mine_block`, patient(1000), ben);

      expect(response.status).toBe(201);
      const { block } = await response.json<{ block: Block }>();
      expect(block.index).toBeLessThanOrEqual(before + 3);
    },
  );
});

describe("batches", () => {
  test("of one subject are processed one after the other, and only a few may wait", async () => {
    // Long enough that every proof is known.
    await storeChain(await validChain(250));
    const send = (headers: Record<string, string>, from: number) =>
      request("/records", {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/x-ndjson" },
        body: batch(numbers(from, from + 299).map(patient)),
      });

    const all = numbers(1, 8).map((number) => send(greedy, number * 1000));
    const other = await send(ben, 100_000);

    expect(other.status).toBe(200);
    const answers = await Promise.all(all);
    const accepted = answers.filter(({ status }) => status === 200);
    expect(accepted.length).toBeGreaterThanOrEqual(3);
    for (const refused of answers.filter(({ status }) => status !== 200)) {
      await expectShareUsed(refused, "batches to accept");
    }
    await untilMined();
    // The refused batches changed nothing.
    expect((await stored()).blocks).toBe(250 + 300 * (accepted.length + 1));
  });
});

test("miners' blocks are counted once for all concurrent requests", async () => {
  await storeChain(await validChain(1500));

  const answers = await Promise.all(numbers(1, 100).map(() => request("/miners", { headers: greedy })));

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});
