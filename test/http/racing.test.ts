import { beforeEach, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { putLedger, mine, patient, post, request } from "../support/worker/client.ts";
import { DISTINCT_PROOFS, slowChain, validChain } from "../support/worker/squares-chains.ts";
import { sql, storeChain, stored, storePending } from "../support/storage/main.ts";
import { nonceFor, submit, work, type WorkBody } from "../support/http/external-miner.ts";
import { expectProblem } from "../support/worker/problems.ts";

const LEDGERS = [
  { puzzle: "squares", prefix: "/ledgers/race", settings: { puzzle: "squares" } },
  { puzzle: "block-hash", prefix: "/ledgers/race", settings: { puzzle: "block-hash", difficulty: 8 } },
];

/**
 * What a miner submits who solved its work. On `squares` the smallest proofs are known: 533, 45293, 21391. On
 * `block-hash` it names the tip: at 8 bits one proof in 256 would solve the next tip's puzzle, too.
 */
async function solve({ tip, candidate }: WorkBody): Promise<object> {
  if (candidate.difficulty === undefined) return { proof: DISTINCT_PROOFS[tip.index] };
  const { timestamp, previous_hash } = candidate;
  return { proof: await nonceFor(candidate), timestamp, previous_hash };
}

const chainOf = async (prefix: string) =>
  (await (await request(`${prefix}/get_chain`)).json<{ chain: Block[] }>()).chain;
const verdictOf = async (prefix: string) => (await request(`${prefix}/is_valid`)).json();
const blockIn = async (response: Response) => (await response.json<{ block: Block }>()).block;

describe.each(LEDGERS)("on a $puzzle ledger", ({ prefix, settings }) => {
  beforeEach(async () => {
    await putLedger("race", settings);
  });

  test("correct work makes the candidate a block, in its miner's name", async () => {
    const given = await work(patient(1), prefix, "dr-bose");
    const solved = await solve(given);

    const response = await submit(patient(1), solved, prefix, "dr-bose");

    expect(response.status).toBe(201);
    expect(response.headers.get("Location")).toBe(`${prefix}/blocks/2`);
    const block = await blockIn(response);
    expect(block).toMatchObject({ ...given.candidate, ...solved, timestamp: expect.any(String), mined_by: "dr-bose" });
    expect((await chainOf(prefix)).at(-1)).toEqual(block);
    expect(await verdictOf(prefix)).toMatchObject({ valid: true, length: 2 });
  });

  test("of two miners with valid work for one tip, one gets its block, the other 409 and the new tip", async () => {
    const minings = [
      { record: patient(1), sub: "dr-rao" },
      { record: patient(2), sub: "dr-bose" },
    ];
    const solutions = await Promise.all(minings.map(async ({ record, sub }) => solve(await work(record, prefix, sub))));

    const responses = await Promise.all(
      minings.map(({ record, sub }, place) => submit(record, solutions[place] ?? {}, prefix, sub)),
    );

    expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const winner = responses.findIndex(({ status }) => status === 201);
    const loser = 1 - winner;
    const { index, proof, hash } = await blockIn(responses[winner] as Response);
    const problem = await expectProblem(responses[loser] as Response, 409, "tip-passed");
    expect(problem["tip"]).toEqual({ index, proof, hash });
    expect(await chainOf(prefix)).toHaveLength(2);

    // The loser continues on the new tip.
    const { record, sub } = minings[loser] ?? { record: patient(0), sub: "" };
    const again = await work(record, prefix, sub);
    expect(again.tip).toEqual(problem["tip"]);
    expect((await submit(record, await solve(again), prefix, sub)).status).toBe(201);
    expect(await verdictOf(prefix)).toMatchObject({ valid: true, length: 3 });
  });

  test("ten concurrent miners make one block", async () => {
    const records = Array.from({ length: 10 }, (_, number) => patient(number));
    const solutions = await Promise.all(records.map(async (record) => solve(await work(record, prefix))));

    const responses = await Promise.all(records.map((record, place) => submit(record, solutions[place] ?? {}, prefix)));

    const statuses = responses.map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect(await verdictOf(prefix)).toMatchObject({ valid: true, length: 2 });
  });

  test("of two miners of one record, one mines it, and the other gets that block", async () => {
    const subs = ["dr-rao", "dr-bose"];
    const solutions = await Promise.all(subs.map(async (sub) => solve(await work(patient(1), prefix, sub))));

    const responses = await Promise.all(
      subs.map((sub, place) => submit(patient(1), solutions[place] ?? {}, prefix, sub)),
    );

    expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 201]);
    const [first, second] = await Promise.all(responses.map(blockIn));
    expect(first).toEqual(second);
    expect(await chainOf(prefix)).toHaveLength(2);
  });

  test.each([false, true])("late work gets 409 and the new tip (with previous_hash: %s)", async (sends) => {
    const given = await work(patient(1), prefix);
    const { block } = await (await post(`${prefix}/mine_block`, patient(2))).json<{ block: Block }>();
    const onNewTip = { ...given.candidate, index: 3, previous_hash: block.hash };
    const { candidate } = given;
    const bound = candidate.difficulty === undefined;
    const late = bound
      ? { proof: 533 }
      : { proof: await nonceFor(candidate, onNewTip), timestamp: candidate.timestamp };

    const previous = sends ? { previous_hash: candidate.previous_hash } : {};
    const response = await submit(patient(1), { ...late, ...previous }, prefix);

    const problem = await expectProblem(response, 409, "tip-passed");
    expect(problem["tip"]).toEqual({ index: 2, proof: block.proof, hash: block.hash });
    expect(JSON.stringify(problem)).not.toMatch(/Patient|P-\d|REG-/);
    expect(await chainOf(prefix)).toHaveLength(2);
  });
});

test("late work is distinguished from wrong work, however many blocks were appended since, when it names its tip", async () => {
  const chain = await validChain(300);
  await storeChain(chain);

  const response = await submit(patient(1), { proof: 533, previous_hash: chain[0]?.hash });

  const { tip } = await expectProblem(response, 409, "tip-passed");
  expect(tip).toMatchObject({ index: 300, hash: chain.at(-1)?.hash });
});

describe("while the ledger itself is searching", () => {
  test("an external block is appended, and the ledger's own record is mined on top of it", async () => {
    const chain = await slowChain();
    await storeChain(chain);
    const own = mine(patient(1000));
    while ((await stored()).pending === 0) await scheduler.wait(1);

    const proof = DISTINCT_PROOFS[chain.length] ?? 0;
    const external = await submit(patient(2000), { proof }, "", "dr-bose");

    expect(external.status).toBe(201);
    const block = await blockIn(external);
    expect(block).toMatchObject({ ...patient(2000), index: chain.length + 1, mined_by: "dr-bose" });
    const mined = await own;
    expect(mined.status).toBe(201);
    expect(await blockIn(mined)).toMatchObject({
      ...patient(1000),
      index: chain.length + 2,
      mined_by: "dr-rao",
      previous_hash: block.hash,
    });
    expect(await stored()).toEqual({ blocks: chain.length + 2, pending: 0 });
    expect(await verdictOf("")).toMatchObject({ valid: true, length: chain.length + 2 });
  });

  test("an external block with the record being searched for ends the search and the wait", async () => {
    const chain = await slowChain();
    await storeChain(chain);
    const own = mine(patient(1000));
    while ((await stored()).pending === 0) await scheduler.wait(1);

    const external = await submit(patient(1000), { proof: DISTINCT_PROOFS[chain.length] }, "", "dr-bose");

    expect(external.status).toBe(201);
    const block = await blockIn(external);
    expect(block.mined_by).toBe("dr-bose");
    expect(await blockIn(await own)).toEqual(block);
    expect(await stored()).toEqual({ blocks: chain.length + 1, pending: 0 });
  });
});

describe("a record that is pending in the mempool", () => {
  test("may be mined externally: the external miner is credited, and the record is no longer pending", async () => {
    await storePending([patient(1)], "dr-rao", "waiting");

    const response = await submit(patient(1), { proof: 533 }, "", "dr-bose");

    expect(response.status).toBe(201);
    expect(await blockIn(response)).toMatchObject({ ...patient(1), mined_by: "dr-bose" });
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
    expect((await request("/mempool/waiting")).headers.get("Location")).toBe("/blocks/2");
  });

  test("protects its registration number against another patient's valid work", async () => {
    await storePending([patient(1)]);

    const response = await submit({ ...patient(1), patient_name: "Another" }, { proof: 533 });

    const problem = await expectProblem(response, 409, "registration-conflict");
    expect(problem).not.toHaveProperty("index");
    expect(JSON.stringify(problem)).not.toMatch(/Patient 1|P-1|REG-1|Another/);
    expect(await stored()).toEqual({ blocks: 1, pending: 1 });
    expect(await sql("SELECT patient_name FROM mempool")).toEqual([{ patient_name: "Patient 1" }]);
  });
});
