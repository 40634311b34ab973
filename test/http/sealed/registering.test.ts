import { beforeEach, describe, expect, test } from "vitest";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { BATCH_LIMIT } from "../../../src/contract/bodies.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { patient } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { blocks, call, createWard, PREFIX, register, type RegisteredBody, send } from "../../support/http/sealed.ts";

deployedWith(SIGNING);
beforeEach(createWard);

const NDJSON = "application/x-ndjson";
const batch = (records: readonly object[], claims = {}, type = NDJSON) =>
  call(
    "/records",
    { method: "POST", headers: { "Content-Type": type }, body: records.map((each) => JSON.stringify(each)).join("\n") },
    claims,
  );
const linesOf = async (response: Response) =>
  (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("POST /mine_block on a sealed ledger", () => {
  test("answers 201 with the header, the record's number and its receipt, and leads to the record", async () => {
    const response = await send("/mine_block", patient(1));

    expect(response.status).toBe(201);
    expect(response.headers.get("Location")).toBe(`${PREFIX}/records/2`);
    const { message, block, record, receipt } = await response.json<RegisteredBody>();
    expect(message).toMatch(/\S/);
    expect(record).toEqual({ number: 2 });
    expect(block).toMatchObject({ index: 2, first_entry: 2, last_entry: 2, mined_by: "ledger" });
    expect(block).not.toHaveProperty("entries");
    expect(receipt).toMatchObject({ number: 2, position: 0, block, leaf_index: 1, tree_size: 2 });
  });

  test("answers 200 to the same record by the same subject, and adds nothing", async () => {
    const first = await register(patient(1));

    const response = await send("/mine_block", patient(1));

    expect(response.status).toBe(200);
    expect(response.headers.get("Location")).toBe(`${PREFIX}/records/2`);
    expect(await response.json()).toMatchObject({ block: first.block, record: { number: 2 } });
    expect(await blocks()).toHaveLength(2);
  });

  test.each<[string, Partial<PatientRecord>, object]>([
    ["other details", { patient_name: "Another" }, {}],
    ["another patient", { patient_ID: "P-9" }, {}],
    ["the same details by another subject", {}, { sub: "dr-bose" }],
  ])("answers 409 to %s under the same number, without saying which record has it", async (_, changes, claims) => {
    await register(patient(1));

    const body = await expectProblem(
      await send("/mine_block", { ...patient(1), ...changes }, { ...claims }),
      409,
      "registration-conflict",
    );

    expect(Object.keys(body).toSorted()).toEqual(["detail", "status", "title", "type"]);
    expect(body.detail).not.toMatch(/block \d|P-1|REG-1|dr-rao/);
    expect(await blocks()).toHaveLength(2);
  });

  test("answers 400 to a record with a proof, and says what to send instead", async () => {
    const { detail } = await expectProblem(
      await send("/mine_block", { ...patient(1), proof: 1 }),
      400,
      "invalid-record",
    );

    expect(detail).toContain("merkle_root");
    expect(await blocks()).toHaveLength(1);
  });

  test("with Prefer: respond-async answers 202, and the path leads to the record", async () => {
    const response = await send("/mine_block", patient(1), {}, { Prefer: "respond-async" });

    expect(response.status).toBe(202);
    expect(response.headers.get("Location")).toBe(`${PREFIX}/mempool/2`);
    expect(await response.json()).toMatchObject({ id: "2" });
    let followed = await call("/mempool/2");
    for (; followed.status === 200; followed = await call("/mempool/2")) {
      expect(await followed.json()).toMatchObject({ status: "pending" });
      await scheduler.wait(5);
    }
    expect(followed.status).toBe(303);
    expect(followed.headers.get("Location")).toBe(`${PREFIX}/records/2`);
    const again = await send("/mine_block", patient(1), {}, { Prefer: "respond-async" });
    expect([again.status, again.headers.get("Location")]).toEqual([200, `${PREFIX}/records/2`]);
    expect(await again.json()).toMatchObject({ record: { number: 2 } });
  });
});

describe("POST /records on a sealed ledger", () => {
  test("accepts the records under consecutive numbers, and answers each line", async () => {
    const first = await linesOf(await batch([patient(1), { patient_name: "x" }, patient(2), patient(1)]));

    expect(first).toEqual([
      { line: 1, status: 202, location: `${PREFIX}/mempool/2` },
      expect.objectContaining({ line: 2, status: 400 }),
      { line: 3, status: 202, location: `${PREFIX}/mempool/3` },
      { line: 4, status: 202, location: `${PREFIX}/mempool/2` },
    ]);
  });

  test("answers conflicts without an index, in words that fit a sealed ledger", async () => {
    await register(patient(1));

    const [same, other, foreign] = [
      ...(await linesOf(await batch([patient(1), { ...patient(1), patient_name: "Another" }]))),
      ...(await linesOf(await batch([patient(1)], { sub: "dr-bose" }))),
    ];

    expect(same).toEqual({ line: 1, status: 200, location: `${PREFIX}/records/2` });
    for (const line of [other, foreign]) {
      expect(line).toMatchObject({ status: 409, problem: { detail: expect.stringContaining("another subject") } });
      expect(line?.["problem"]).not.toHaveProperty("index");
    }
  });

  test("takes CSV as well", async () => {
    const body = 'Reg_no,patient_name,patient_ID\r\nREG-1,"Rao, Alice",P-1\r\nREG-2,Bob,P-2\r\n';
    const response = await call("/records", { method: "POST", headers: { "Content-Type": "text/csv" }, body });

    expect(await linesOf(response)).toEqual([
      { line: 1, status: 202, location: `${PREFIX}/mempool/2` },
      { line: 2, status: 202, location: `${PREFIX}/mempool/3` },
    ]);
  });

  test("tells a subject that met too many conflicts to wait, line by line", async () => {
    await register(patient(1));
    const lines = Array.from({ length: 80 }, (_, place) => ({ ...patient(1), patient_name: `Guess ${place}` }));

    const answers = await linesOf(await batch(lines));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([409, 429]));
    expect(answers.at(-1)).toMatchObject({ retry_after: expect.any(Number), problem: { status: 429 } });
    expect(lines.length).toBeLessThan(BATCH_LIMIT.lines);
  });
});
