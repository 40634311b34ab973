import { beforeEach, describe, expect, test } from "vitest";
import { authorOf, type Block, type CandidateBlock } from "../../src/chain/block.ts";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { bearer, mine, patient, post, putLedger, request } from "../support/worker/client.ts";
import { DISTINCT_PROOFS } from "../support/worker/squares-chains.ts";
import { created, sql, stored, storePending } from "../support/storage/main.ts";
import { edit } from "../support/storage/in-runtime.ts";
import { nonceFor, submit, work, type WorkBody } from "../support/http/external-miner.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { addPending } from "../support/storage/edits.ts";

const LEDGER = "authors";
const RECORD = patient(1);
const blockIn = async (response: Response) => (await response.json<{ block: Block }>()).block;

/**
 * Solves work and returns what the miner submits, without naming the tip; the solution fits none of the other
 * candidates.
 */
async function solve(
  { tip, candidate }: WorkBody,
  ...others: CandidateBlock[]
): Promise<{ proof: number; timestamp: string }> {
  const proof = candidate.difficulty === undefined ? DISTINCT_PROOFS[tip.index] : await nonceFor(candidate, ...others);
  return { proof: proof ?? Number.NaN, timestamp: candidate.timestamp };
}

/** Leaves a registered record pending, as if the ledger had not mined it yet. */
async function register(record: PatientRecord, author: string): Promise<void> {
  await edit(LEDGER, addPending(record, author));
}

describe.each([
  { puzzle: "squares", settings: { puzzle: "squares" } },
  { puzzle: "block-hash", settings: { puzzle: "block-hash", difficulty: 12 } },
])("on a $puzzle ledger", ({ puzzle, settings }) => {
  const prefix = `/ledgers/${LEDGER}`;

  beforeEach(async () => {
    await putLedger(LEDGER, settings);
  });

  const pendingRecords = async () => (await (await request(`${prefix}/mempool`)).json<{ size: number }>()).size;
  const lengthOf = async () => (await (await request(prefix)).json<{ length: number }>()).length;
  const verdict = async () => (await request(`${prefix}/is_valid`)).json();

  test("a miner who solves another subject's pending record mines its block, which names the registrar as author", async () => {
    await register(RECORD, "dr-ana");
    const given = await work(RECORD, prefix, "dr-bose");
    expect(given.candidate).toMatchObject({ ...RECORD, author: "dr-ana", mined_by: "dr-bose" });

    const response = await submit(RECORD, await solve(given), prefix, "dr-bose");

    expect(response.status).toBe(201);
    const block = await blockIn(response);
    expect(block).toMatchObject({ ...RECORD, author: "dr-ana", mined_by: "dr-bose" });
    expect(await (await request(`${prefix}/blocks/2`)).json()).toEqual(block);
    expect(await pendingRecords()).toBe(0);
    const { miners } = await (await request(`${prefix}/miners`)).json<{ miners: object[] }>();
    expect(miners).toMatchObject([{ miner: "dr-bose", blocks: 1 }]);
    expect(await verdict()).toMatchObject({ valid: true, length: 2 });
  });

  test("a miner who solves their own pending record is not named twice", async () => {
    await register(RECORD, "dr-ana");
    const given = await work(RECORD, prefix, "dr-ana");
    expect(given.candidate).not.toHaveProperty("author");

    const block = await blockIn(await submit(RECORD, await solve(given), prefix, "dr-ana"));

    expect(block.mined_by).toBe("dr-ana");
    expect(block).not.toHaveProperty("author");
  });

  test("a miner who solves an unregistered record registers it", async () => {
    const block = await blockIn(await submit(RECORD, await solve(await work(RECORD, prefix)), prefix));

    expect(block.mined_by).toBe("dr-rao");
    expect(block).not.toHaveProperty("author");
  });

  test("a record mined by the ledger belongs to its author, whoever requests it again", async () => {
    await register(RECORD, "dr-ana");

    const response = await post(`${prefix}/mine_block`, RECORD, await bearer({ sub: "dr-bose" }));

    const block = await blockIn(response);
    expect(block.mined_by).toBe("dr-ana");
    expect(block).not.toHaveProperty("author");
  });

  test("a candidate from before the record was registered loses only its work, whether or not it names its tip", async () => {
    const given = await work(RECORD, prefix, "dr-bose");
    const solved = await solve(given, { ...given.candidate, author: "dr-ana" });
    await register(RECORD, "dr-ana");
    const candidate = (await work(RECORD, prefix, "dr-bose")).candidate;
    const isBound = puzzle === "block-hash";

    for (const tip of isBound ? [{}, { previous_hash: given.tip.hash }] : []) {
      const problem = await expectProblem(
        await submit(RECORD, { ...solved, ...tip }, prefix, "dr-bose"),
        409,
        "tip-passed",
      );
      expect(problem["tip"]).toEqual(given.tip);
      expect(problem.detail).toContain("POST /work again");
      expect([await lengthOf(), await pendingRecords()]).toEqual([1, 1]);
    }
    const again = isBound ? { proof: await nonceFor(candidate), timestamp: candidate.timestamp } : solved;
    const block = await blockIn(await submit(RECORD, again, prefix, "dr-bose"));
    expect(block).toMatchObject({ author: "dr-ana", mined_by: "dr-bose" });
    expect(await verdict()).toMatchObject({ valid: true, length: 2 });
  });

  test("late work for such a candidate is reported as late", async () => {
    const given = await work(RECORD, prefix, "dr-bose");
    const passing = await submit(patient(2), await solve(await work(patient(2), prefix)), prefix);
    const next = { ...given.candidate, index: 3, previous_hash: (await blockIn(passing)).hash };
    const solved = await solve(given, next, { ...next, author: "dr-ana" });
    await register(RECORD, "dr-ana");

    const problem = await expectProblem(await submit(RECORD, solved, prefix, "dr-bose"), 409, "tip-passed");

    expect(problem["tip"]).toMatchObject({ index: 2 });
    expect([await lengthOf(), await pendingRecords()]).toEqual([2, 1]);
  });

  test("wrong work for a registered record is reported as wrong", async () => {
    await register(RECORD, "dr-ana");
    const { candidate } = await work(RECORD, prefix, "dr-bose");

    const wrong = { proof: 2 ** 33, timestamp: candidate.timestamp };

    await expectProblem(await submit(RECORD, wrong, prefix, "dr-bose"), 422, "proof-refused");
    expect([await lengthOf(), await pendingRecords()]).toEqual([1, 1]);
  });

  test("of two concurrent senders of a record, its author is the one who registered it, in either order", async () => {
    for (let index = 2; index < 10; index++) {
      const record = patient(index);
      const given = await work(record, prefix, "dr-bose");
      const solved = { ...(await solve(given)), previous_hash: given.tip.hash };
      const registering = async () => {
        const headers = { ...(await bearer({ sub: "dr-ana" })), Prefer: "respond-async" };
        return post(`${prefix}/mine_block`, record, headers);
      };
      const solving = () => submit(record, solved, prefix, "dr-bose");

      const [registered] = await Promise.all(
        index % 2 === 0 ? [registering(), solving()] : [solving(), registering()].toReversed(),
      );

      // Any request for this block now gets it, whether or not it is mined already.
      const block = await blockIn(await post(`${prefix}/mine_block`, record));
      expect(authorOf(block)).toBe(registered?.status === 202 ? "dr-ana" : "dr-bose");
    }
    expect(await verdict()).toMatchObject({ valid: true, length: 9 });
  });
});

test("another patient's pending record does not affect the author", async () => {
  await created();
  await storePending([{ ...RECORD, patient_name: "Another" }], "dr-ana");

  await expectProblem(await submit(RECORD, { proof: 533 }, "", "dr-bose"), 409, "registration-conflict");

  expect(await stored()).toEqual({ blocks: 1, pending: 1 });
});

test("a pending record from before an upgrade has its registrar as author", async () => {
  await created();
  await storePending([RECORD], "dr-ana");
  expect(await sql("SELECT mined_by FROM mempool")).toEqual([{ mined_by: "dr-ana" }]);

  const block = await blockIn(await submit(RECORD, { proof: 533 }, "", "dr-bose"));

  expect(block).toMatchObject({ author: "dr-ana", mined_by: "dr-bose" });
  expect((await blockIn(await mine(RECORD))).author).toBe("dr-ana");
});
