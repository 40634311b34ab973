import { evictDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { type Block, sealBlock } from "../../src/chain/block.ts";
import { mine, patient, request } from "../support/worker/client.ts";
import { valueOf } from "../support/ledger/answers.ts";
import { created, ledger, sql, storeChain, stored } from "../support/storage/main.ts";
import { imitation, proofAt, slowChain, VECTOR, withHashedTip } from "../support/worker/squares-chains.ts";

async function chain(): Promise<Block[]> {
  return (await (await request("/get_chain")).json<{ chain: Block[] }>()).chain;
}

describe("concurrent requests", () => {
  test("get one block each, on one chain: 100 requests, indexes 2 to 101", { timeout: 300_000 }, async () => {
    const numbers = Array.from({ length: 100 }, (_, number) => number + 1);

    const responses = await Promise.all(numbers.map((number) => mine(patient(number))));

    expect(responses.map(({ status }) => status)).toEqual(numbers.map(() => 201));
    const bodies = await Promise.all(responses.map((response) => response.json<{ block: Block }>()));
    const mined = bodies.map(({ block }) => block);
    const blocks = await chain();
    expect(blocks.map(({ index }) => index)).toEqual([1, ...numbers.map((number) => number + 1)]);
    expect(blocks.slice(1)).toEqual(mined.toSorted((a, b) => a.index - b.index));
    expect(new Set(mined.map(({ Reg_no }) => Reg_no))).toEqual(
      new Set(numbers.map((number) => patient(number).Reg_no)),
    );
    expect(blocks.map(({ previous_hash }) => previous_hash)).toEqual([
      "0",
      ...blocks.slice(0, -1).map(({ hash }) => hash),
    ]);
    expect(blocks.map(({ proof }) => proof)).toEqual(blocks.map(({ index }) => proofAt(index)));
    const verdict = await (await request("/is_valid")).json();
    expect(verdict).toMatchObject({ valid: true, length: 101, head: blocks.at(-1)?.hash });
    expect(await stored()).toEqual({ blocks: 101, pending: 0 });
  });

  test("are mined in the order of arrival", async () => {
    const records = [1, 2, 3, 4].map(patient);

    // Calls on one stub are delivered in order. Requests from a browser may not be.
    const stub = await created();
    const results = await Promise.all(records.map((record) => valueOf(stub.mine(record, "dr-rao"))));

    expect(results.map((result) => result.outcome === "mined" && result.block.index)).toEqual([2, 3, 4, 5]);
  });

  test("all see one genesis when they are the first", async () => {
    const chains = await Promise.all([chain(), chain(), chain()]);

    expect(chains[0]).toHaveLength(1);
    expect(chains[1]).toEqual(chains[0]);
    expect(chains[2]).toEqual(chains[0]);
  });
});

test("reads are answered while a block is mined", async () => {
  const chained = await slowChain();
  await storeChain(chained);
  const order: string[] = [];
  const mining = mine(patient(1000)).then((response) => {
    order.push("mined");
    return response;
  });
  // The record is accepted, so the search is running.
  while ((await stored()).pending === 0) await scheduler.wait(1);

  for (const path of ["/blocks/1", "/get_chain", "/is_valid", "/healthz"]) {
    const response = await request(path);
    await response.text();
    order.push(path);
  }
  expect(await stored()).toEqual({ blocks: chained.length, pending: 1 });

  expect((await mining).status).toBe(201);
  expect(order).toEqual(["/blocks/1", "/get_chain", "/is_valid", "/healthz", "mined"]);
});

test("a block that was mined on an outdated tip is not appended: its record is mined again on the new tip", async () => {
  const chained = await slowChain();
  await storeChain(chained);
  const { hash: previous_hash, ...tip } = chained.at(-1) as Block;
  const names = { patient_name: "x", patient_ID: "x", Reg_no: "x" };
  const beside = await sealBlock({ ...tip, ...names, index: tip.index + 1, proof: 45293, previous_hash });
  const mining = mine(patient(1000));
  while ((await stored()).pending === 0) await scheduler.wait(1);

  // As an operator could do; the ledger itself appends one block at a time.
  await sql(
    `INSERT INTO blocks ("index", timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash)
     SELECT "index" + 1, timestamp, 'x', 'x', 'x', mined_by, difficulty, 45293, hash, '${beside.hash}'
     FROM blocks ORDER BY "index" DESC LIMIT 1`,
  );

  const response = await mining;
  expect(response.status).toBe(201);
  // The chain already has the proof that follows 45293.
  expect(await response.json()).toMatchObject({
    block: { ...patient(1000), index: chained.length + 2, proof: 21391, previous_hash: beside.hash },
  });
  expect(await stored()).toEqual({ blocks: chained.length + 2, pending: 0 });
});

describe("a proof that already occurs in the chain", () => {
  /** Solves the puzzle after 533, as 45293 does, but is not the smallest solution, so a search would not find it. */
  const SECOND = 67584;

  test.each([
    { what: "is followed by its recorded successor", successor: SECOND, next: SECOND },
    { what: "starts a new search when its recorded successor is not a solution", successor: SECOND + 1, next: 45293 },
  ])("$what", async ({ successor, next }) => {
    const proofs = [1, 533, successor, 533];
    await storeChain(
      await withHashedTip(imitation(4).map((block, place) => ({ ...block, proof: proofs[place] ?? 0 }))),
    );

    const { block } = await (await mine(patient(1000))).json<{ block: Block }>();

    expect(block).toMatchObject({ index: 5, proof: next });
  });

  test("is followed by the first of several successors", async () => {
    const proofs = [1, 533, SECOND, 533, 45293, 533];
    await storeChain(
      await withHashedTip(imitation(6).map((block, place) => ({ ...block, proof: proofs[place] ?? 0 }))),
    );

    expect(await (await mine(patient(1000))).json()).toMatchObject({ block: { proof: SECOND } });
  });

  test("starts a search when it occurs only at the tip", async () => {
    await storeChain(VECTOR.slice(0, 2));

    expect(await (await mine(patient(1000))).json()).toMatchObject({ block: { index: 3, proof: 45293 } });
  });
});

test("all data are still there when the object restarts from storage", async () => {
  await mine(patient(1));
  await mine(patient(2));
  const before = await chain();

  await evictDurableObject(ledger());

  expect(await chain()).toEqual(before);
  expect((await mine(patient(1))).status).toBe(200);
  expect(await (await mine(patient(3))).json()).toMatchObject({ block: { index: 4, proof: 21391 } });
  expect(await (await request("/is_valid")).json()).toMatchObject({ valid: true, length: 4 });
});
