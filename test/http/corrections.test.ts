import { beforeEach, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import type { ProblemBody } from "../support/worker/problems.ts";
import { batch } from "../support/http/batch.ts";
import { bearer, mine, patient, post, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const ALICE = patient(1);
const RENAMED = { ...ALICE, patient_name: "Patient One" };
const EDITOR = { scope: "record:correct", sub: "editor" };

/** Sends a correction to the main ledger, which is plain. */
const correct = async (number: number, ifMatch: string, record: unknown, claims: Record<string, unknown> = {}) =>
  post(`/records/${number}/corrections`, record, { "If-Match": ifMatch, ...(await bearer({ ...EDITOR, ...claims })) });

const tagOf = async (number: number) => (await request(`/records/${number}`)).headers.get("ETag") ?? "";

/** Alice's record is in block 2, and another in block 3. */
let tag: string;
beforeEach(async () => {
  await mine(ALICE);
  await mine(patient(2));
  tag = await tagOf(2);
});

describe("POST /records/<number>/corrections on a plain ledger", () => {
  test("mines a block that says which one it corrects", async () => {
    const response = await correct(2, tag, RENAMED);

    expect([response.status, response.headers.get("Location")]).toEqual([201, "/blocks/4"]);
    const { block } = await response.json<{ block: Block }>();
    expect(block).toMatchObject({ ...RENAMED, index: 4, corrects: 2, mined_by: "editor" });
    expect(await (await request("/blocks/4")).json()).toEqual(block);
    expect(await (await request("/is_valid")).json()).toMatchObject({ valid: true, length: 4 });
    const { miners } = await (await request("/miners")).json<{ miners: { miner: string; blocks: number }[] }>();
    expect(miners).toContainEqual(expect.objectContaining({ miner: "editor", blocks: 1 }));
  });

  test("shows all versions to readers of the chain", async () => {
    await correct(2, tag, { ...RENAMED, Reg_no: "REG-9" });

    const headers = await bearer({ scope: "chain:read" });
    const versions = [
      { ...ALICE, number: 2, corrected_by: 4 },
      { ...RENAMED, Reg_no: "REG-9", number: 4, corrects: 2 },
    ];
    for (const number of [2, 4]) {
      expect(await (await request(`/records/${number}/versions`, { headers })).json()).toMatchObject({ versions });
    }
    expect(await tagOf(2)).not.toBe(tag);
    await expectProblem(await mine({ ...patient(5), Reg_no: "REG-1" }), 409, "registration-conflict");
    const other = await bearer({ scope: "record:read" });
    await expectProblem(await request("/records/2/versions", { headers: other }), 403, "insufficient-scope");
  });

  test("lets one of a hundred win that are sent at once", { timeout: 60_000 }, async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, place) => correct(2, tag, { ...ALICE, patient_name: `Patient One ${place}` })),
    );

    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      201,
      ...Array.from({ length: 99 }, () => 412),
    ]);
    expect(await (await request("/is_valid")).json()).toMatchObject({ valid: true, length: 4 });
  });

  test("refuses what is late, taken or unknown, and says so", async () => {
    await expectProblem(await correct(1, "*", RENAMED), 404, "record-not-found");
    await expectProblem(await correct(9, "*", RENAMED), 404, "record-not-found");
    await expectProblem(await correct(2, await tagOf(3), RENAMED), 412, "record-changed");
    const taken = await correct(2, tag, { ...ALICE, Reg_no: "REG-2" });
    expect(await expectProblem(taken, 409, "registration-conflict")).toMatchObject({ index: 3 });
    expect((await correct(2, tag, RENAMED)).status).toBe(201);
    for (const header of [tag, "*"]) await expectProblem(await correct(2, header, RENAMED), 412, "record-changed");
    const { length } = await (await request("/get_chain")).json<{ length: number }>();
    expect(length).toBe(4);
  });

  test("follows a token's patients", async () => {
    const other = { ...RENAMED, patient_ID: "P-2" };
    await expectProblem(await correct(2, tag, RENAMED, { patients: ["P-2"] }), 403, "patient-not-allowed");
    await expectProblem(await correct(2, tag, other, { patients: ["P-2"] }), 404, "record-not-found");
    await expectProblem(await correct(2, tag, other, { patients: ["P-1"] }), 403, "patient-not-allowed");
    expect((await correct(2, tag, other, { patients: ["P-1", "P-2"] })).status).toBe(201);
  });
});

test("a conflict says how to correct the record, alone and in a batch", async () => {
  const conflicting = { ...ALICE, patient_name: "Other" };
  const how = "POST /records/2/corrections with If-Match";
  expect((await expectProblem(await mine(conflicting), 409, "registration-conflict")).detail).toContain(how);
  const line = async (headers: Record<string, string>) => {
    const init = { method: "POST", headers: { "Content-Type": "application/x-ndjson", ...headers } };
    const response = await request("/records", { ...init, body: batch([conflicting]) });
    return JSON.parse(await response.text()) as { status: number; problem: ProblemBody };
  };
  expect(await line({})).toMatchObject({ status: 409, problem: { index: 2, detail: expect.stringContaining(how) } });

  // A narrowed token is not told where the record is, since it may be another patient's.
  const narrowed = await bearer({ patients: ["P-1"] });
  const { problem } = await line(narrowed);
  expect(problem.detail).toContain("POST /records/{number}/corrections");
  expect(JSON.stringify(problem)).not.toMatch(/index|block \d|waiting/);
  expect(
    (await expectProblem(await post("/mine_block", conflicting, narrowed), 409, "registration-conflict")).detail,
  ).toBe(problem.detail);
});

test("a plain ledger neither erases nor holds, and says so", async () => {
  const headers = await bearer({ scope: "record:erase record:hold" });
  const answers = [
    await post("/records/2/erasure", { reason: "request" }, headers),
    await request("/records/2/erasure", { headers }),
    await request("/records/2/hold", { method: "PUT", headers }),
    await request("/records/2/hold", { method: "DELETE", headers }),
  ];
  for (const answer of answers) {
    expect((await expectProblem(answer, 409, "not-erasable")).detail).toContain("sealed");
  }
});
