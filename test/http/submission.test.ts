import { beforeEach, describe, expect, test } from "vitest";
import type { Block, CandidateBlock } from "../../src/chain/block.ts";
import { putLedger, mine, patient, post, request } from "../support/worker/client.ts";
import { created, stored } from "../support/storage/main.ts";
import { nonceFor, submit, work, wrongNonceFor } from "../support/http/external-miner.ts";
import { expectProblem } from "../support/worker/problems.ts";

const BITS = "/ledgers/bits";
const lengthOf = async (prefix: string) =>
  (await (await request(`${prefix}/get_chain?limit=1`)).json<{ length: number }>()).length;
const verdictOf = async (prefix: string) => (await request(`${prefix}/is_valid`)).json();

describe("a proof on a squares ledger", () => {
  beforeEach(async () => {
    await created();
  });

  test.each([
    ["the smallest", 533],
    // The largest below 2^53, found by a loop of Python's hashlib; no double holds its square exactly.
    ["the largest", 9007199254715975],
  ])("may be %s that solves the puzzle", async (_, proof) => {
    const response = await submit(patient(1), { proof });

    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ block: { index: 2, proof } });
    expect(await verdictOf("")).toMatchObject({ valid: true, length: 2 });
  });

  test.each([0, 1, 532, 534, 2 ** 53 - 1])("is refused if it does not solve the puzzle: %i", async (proof) => {
    const problem = await expectProblem(await submit(patient(1), { proof }), 422, "proof-refused");

    expect(JSON.stringify(problem)).not.toMatch(/Patient|P-1|REG-1/);
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("fixes no timestamp: the block gets the time at which it is appended", async () => {
    const response = await submit(patient(1), { proof: 533, timestamp: "2020-01-01T00:00:00.000Z" });

    const { block } = await response.json<{ block: Block }>();
    const { timestamp } = await (await request("/blocks/1")).json<Block>();
    expect(block.timestamp >= timestamp).toBe(true);
    expect(await verdictOf("")).toMatchObject({ valid: true, length: 2 });
  });

  test("is rejected with the hash of a block that the chain does not have", async () => {
    const response = await submit(patient(1), { proof: 533, previous_hash: "0".repeat(64) });

    expect((await expectProblem(response, 409, "tip-passed"))["tip"]).toMatchObject({ index: 1, proof: 1 });
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test.each(["form", "multipart"])("is accepted as text in a %s", async (kind) => {
    const fields = new URLSearchParams({ ...patient(1), proof: "533" });
    const multipart = new FormData();
    for (const [name, value] of fields) multipart.set(name, value);

    const body = kind === "form" ? fields : multipart;
    const response = await request("/mine_block", { method: "POST", body });

    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ block: { proof: 533 } });
  });

  test.each(["-1", "5.33e2", "533.0", "0x215", "", "x", "9007199254740992", "00000000000000533"])(
    "is refused in a form if it is not an exact integer: %j",
    async (proof) => {
      const body = new URLSearchParams({ ...patient(1), proof });

      const response = await request("/mine_block", { method: "POST", body });

      expect((await expectProblem(response, 400, "invalid-record")).detail).toContain("proof must be a whole number");
      expect(await stored()).toEqual({ blocks: 1, pending: 0 });
    },
  );
});

describe("a JSON proof that is not an exact integer", () => {
  test.each(["-1", "1.5", "-0.5", "9007199254740992", "9007199254740993", "1e400", "null", "true", "[533]", "{}"])(
    "is refused: %s",
    async (proof) => {
      const body = JSON.stringify(patient(1)).replace("}", `,"proof":${proof}}`);
      const headers = { "Content-Type": "application/json" };

      const response = await request("/mine_block", { method: "POST", headers, body });

      const { detail } = await expectProblem(response, 400, "invalid-record");
      expect(detail).toContain("proof must be a whole number");
      expect(await stored()).toEqual({ blocks: 1, pending: 0 });
    },
  );
});

describe("a field that accompanies a proof", () => {
  test.each([
    ["timestamp", { timestamp: "2026-01-02T00:00:00.000Z" }],
    ["previous_hash", { previous_hash: "0".repeat(64) }],
  ])("is refused without a proof: %s", async (name, more) => {
    const { detail } = await expectProblem(await submit(patient(1), more), 400, "invalid-record");

    expect(detail).toContain(`${name} belongs to a proof`);
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test.each([
    ["timestamp", "2026-01-02"],
    ["timestamp", "2026-01-02T00:00:00Z"],
    ["timestamp", "2026-02-30T00:00:00.000Z"],
    ["timestamp", "2026-01-02T00:00:00.000+00:00"],
    ["timestamp", 1_767_312_000_000],
    ["previous_hash", "0"],
    ["previous_hash", "F".repeat(64)],
    ["previous_hash", "0".repeat(63)],
  ])("is refused in another format: %s %s", async (name, value) => {
    const { detail } = await expectProblem(
      await submit(patient(1), { proof: 533, [name]: value }),
      400,
      "invalid-record",
    );

    expect(detail).toContain(name);
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });
});

describe("a proof for a record that is already on the chain", () => {
  test("gets the record's block with 200, whether the proof is right or wrong", async () => {
    await mine(patient(1));

    for (const proof of [45293, 7]) {
      const response = await submit(patient(1), { proof }, "", "dr-bose");
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ block: { ...patient(1), index: 2, mined_by: "dr-rao" } });
    }
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });

  test("gets 409 and the block's index if that belongs to another patient", async () => {
    await mine(patient(1));

    const response = await submit({ ...patient(1), patient_ID: "x" }, { proof: 45293 });

    expect((await expectProblem(response, 409, "registration-conflict"))["index"]).toBe(2);
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });
});

describe("a proof as the first request to a ledger", () => {
  test("is checked on main, which is created on first use", async () => {
    expect((await submit(patient(1), { proof: 533 })).status).toBe(201);
  });

  test("is answered with 404 on a ledger that was never created", async () => {
    const response = await submit(patient(1), { proof: 533 }, "/ledgers/nowhere");

    expect((await expectProblem(response, 404, "ledger-not-found")).detail).toContain("PUT");
  });
});

describe("a proof on a block-hash ledger", () => {
  let genesis: Block;
  let candidate: CandidateBlock;
  beforeEach(async () => {
    await putLedger("bits", { puzzle: "block-hash", difficulty: 8 });
    genesis = await (await request(`${BITS}/blocks/1`)).json<Block>();
    ({ candidate } = await work(patient(1), BITS));
  });

  /** Solves the candidate with a timestamp offset by this many milliseconds, and submits it. */
  async function submitAt(time: number): Promise<Response> {
    const moved = { ...candidate, timestamp: new Date(time).toISOString() };
    return submit(patient(1), { proof: await nonceFor(moved), timestamp: moved.timestamp }, BITS);
  }

  test("is refused if it does not solve the puzzle", async () => {
    const proof = await wrongNonceFor(candidate);

    const response = await submit(patient(1), { proof, timestamp: candidate.timestamp }, BITS);

    await expectProblem(response, 422, "proof-refused");
    expect(await lengthOf(BITS)).toBe(1);
  });

  test("is refused if it has more than 32 bits", async () => {
    const response = await submit(patient(1), { proof: 2 ** 32, timestamp: candidate.timestamp }, BITS);

    await expectProblem(response, 422, "proof-refused");
    expect(await lengthOf(BITS)).toBe(1);
  });

  test.each<[string, Partial<CandidateBlock>]>([
    ["miner", { mined_by: "dr-bose" }],
    ["patient", patient(2)],
    ["time", { timestamp: "2099-01-01T00:00:00.000Z" }],
  ])("is bound to its candidate: it is refused for another %s", async (_, changes) => {
    const other = { ...candidate, ...changes };
    const proof = await nonceFor(candidate, other);
    const { mined_by, timestamp, patient_name, patient_ID, Reg_no } = other;

    const response = await submit({ patient_name, patient_ID, Reg_no }, { proof, timestamp }, BITS, mined_by);

    await expectProblem(response, 422, "proof-refused");
    expect(await lengthOf(BITS)).toBe(1);
  });

  test("needs the candidate's timestamp", async () => {
    const response = await submit(patient(1), { proof: await nonceFor(candidate) }, BITS);

    expect((await expectProblem(response, 422, "timestamp-refused")).detail).toContain("timestamp");
    expect(await lengthOf(BITS)).toBe(1);
  });

  test("may have the same timestamp as the tip", async () => {
    expect((await submitAt(Date.parse(genesis.timestamp))).status).toBe(201);
  });

  test("is refused with a timestamp before the tip's", async () => {
    await expectProblem(await submitAt(Date.parse(genesis.timestamp) - 1), 422, "timestamp-refused");
    expect(await lengthOf(BITS)).toBe(1);
  });

  test("is refused with a timestamp more than two minutes in the future", async () => {
    await expectProblem(await submitAt(Date.now() + 180_000), 422, "timestamp-refused");
    expect(await lengthOf(BITS)).toBe(1);
  });

  test("may have a timestamp slightly in the future, and no later block is older than it", async () => {
    const ahead = await submitAt(Date.now() + 60_000);
    expect(ahead.status).toBe(201);
    const { block } = await ahead.json<{ block: Block }>();

    const next = await (await post(`${BITS}/mine_block`, patient(2))).json<{ block: Block }>();

    expect(next.block.timestamp >= block.timestamp).toBe(true);
    expect(await verdictOf(BITS)).toMatchObject({ valid: true, length: 3 });
  });
});
