import { beforeEach, describe, expect, test } from "vitest";
import type { ProblemName } from "../../../src/contract/problems.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { patient } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, correct, createWard, PREFIX, register, type RegisteredBody, send } from "../../support/http/sealed.ts";

deployedWith(SIGNING);

const ALICE = patient(1);
const RENAMED = { ...ALICE, patient_name: "Patient One" };
const BOB = patient(2);

/** The `ETag` of a version, as it is served now. */
const tagOf = async (number: number) => (await call(`/records/${number}`)).headers.get("ETag") ?? "";

/** Alice's record has the number 2, and Bob's 3. */
let tag: string;
beforeEach(async () => {
  await createWard();
  await register(ALICE);
  await register(BOB);
  tag = await tagOf(2);
});

describe("POST /records/<number>/corrections on a sealed ledger", () => {
  test("answers as mine_block does, with the number and the receipt of the new version", async () => {
    const response = await correct(2, tag, RENAMED);

    expect([response.status, response.headers.get("Location")]).toEqual([201, `${PREFIX}/records/4`]);
    const { record, receipt, block } = await response.json<RegisteredBody>();
    expect(record.number).toBe(4);
    expect(receipt.entry).toMatchObject({ kind: "correction", corrects: 2 });
    expect(receipt.disclosures).toHaveLength(3);
    expect(block).toMatchObject({ last_entry: 4 });
  });

  test("leads from each version to the next, and shows all of them under any number", async () => {
    await correct(2, tag, RENAMED);
    const second = await tagOf(4);
    expect((await correct(4, second, { ...RENAMED, Reg_no: "REG-9", patient_ID: "P-9" })).status).toBe(201);

    const first = await call("/records/2", { headers: { "If-None-Match": tag } });
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ ...ALICE, number: 2, corrected_by: 4 });
    for (const number of [2, 4, 5]) {
      const { versions } = await (await call(`/records/${number}/versions`)).json<{ versions: object[] }>();
      expect(versions).toMatchObject([
        { ...ALICE, number: 2, corrected_by: 4 },
        { ...RENAMED, number: 4, corrects: 2, corrected_by: 5 },
        { ...RENAMED, Reg_no: "REG-9", patient_ID: "P-9", number: 5, corrects: 4 },
      ]);
    }
    const found = async (term: object) =>
      (await send("/records/search", term)).json<{ records: { number: number }[] }>();
    expect((await found({ Reg_no: "REG-9" })).records).toMatchObject([{ number: 5 }]);
    expect((await found({ Reg_no: ALICE.Reg_no })).records).toEqual([]);
    expect((await found({ patient_ID: "P-1" })).records).toEqual([]);
    // The old number stays reserved for the record, so nobody else gets it, and the record itself may take it back.
    const taken = await send("/mine_block", { ...patient(7), Reg_no: ALICE.Reg_no });
    await expectProblem(taken, 409, "registration-conflict");
    expect((await correct(5, await tagOf(5), ALICE)).status).toBe(201);
  });

  test("needs the tag of the current version, and no other scope than record:correct", async () => {
    const scope = "record:correct";
    await expectProblem(await correct(2, '"an-older-tag"', RENAMED, { scope }), 412, "record-changed");
    await expectProblem(await correct(2, `W/${tag}`, RENAMED, { scope }), 412, "record-changed");
    await expectProblem(await correct(2, await tagOf(3), RENAMED, { scope }), 412, "record-changed");
    expect((await correct(2, `"another", ${tag}`, RENAMED, { scope })).status).toBe(201);
    // Sent again it is late, with any tag: the number is that of an older version now.
    for (const header of [tag, "*", await tagOf(2)]) {
      await expectProblem(await correct(2, header, RENAMED, { scope }), 412, "record-changed");
    }
    expect((await correct(4, "*", ALICE, { scope })).status).toBe(201);
  });

  test("lets one of a hundred win that are sent at once", { timeout: 60_000 }, async () => {
    const sent = Array.from({ length: 100 }, (_, place) => ({ ...ALICE, patient_name: `Patient One ${place}` }));

    const answers = await Promise.all(sent.map((record) => correct(2, tag, record)));

    const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other);
    expect(statuses).toEqual([201, ...Array.from({ length: 99 }, () => 412)]);
    const { versions } = await (await call("/records/2/versions")).json<{ versions: { patient_name: string }[] }>();
    const winner = sent[answers.findIndex(({ status }) => status === 201)];
    expect(versions.map(({ patient_name }) => patient_name)).toEqual([ALICE.patient_name, winner?.patient_name]);
    expect(await (await call("/is_valid?records=open")).json()).toMatchObject({ valid: true });
  });

  test("takes no other record's number, and does not say whose it is", async () => {
    const problem = await expectProblem(
      await correct(2, tag, { ...ALICE, Reg_no: BOB.Reg_no }),
      409,
      "registration-conflict",
    );

    expect(JSON.stringify(problem)).not.toMatch(/\b3\b|index|Patient 2|P-2|REG-2/);
    expect(await tagOf(2)).toBe(tag);
  });
});

const REFUSED: Readonly<Record<string, readonly [() => Promise<Response>, number, ProblemName]>> = {
  "a number that no record has": [() => correct(99, "*", RENAMED), 404, "record-not-found"],
  "the number of genesis": [() => correct(1, "*", RENAMED), 404, "record-not-found"],
  "a number that is too large": [() => correct("9007199254740993", "*", RENAMED), 400, "invalid-query"],
  "the number 0": [() => correct("0", "*", RENAMED), 400, "invalid-query"],
  "a query": [() => correct("2", "*", RENAMED, {}, "?force=true"), 400, "invalid-query"],
  "a field too few": [() => correct(2, "*", { Reg_no: "REG-1" }), 400, "invalid-record"],
  "a field too many": [() => correct(2, "*", { ...RENAMED, proof: 1 }), 400, "invalid-record"],
  "an empty field": [() => correct(2, "*", { ...RENAMED, patient_name: "" }), 400, "invalid-record"],
  "a list of records": [() => correct(2, "*", [RENAMED]), 400, "invalid-record"],
  "no header": [() => correct(2, undefined, RENAMED), 428, "if-match-required"],
  "a tag without its quotes": [() => correct(2, "abc", RENAMED), 400, "invalid-header"],
  "the scope to register": [
    () => correct(2, "*", RENAMED, { scope: "chain:mine record:read" }),
    403,
    "insufficient-scope",
  ],
  "a token for another ledger": [() => correct(2, "*", RENAMED, { ledgers: ["main"] }), 403, "ledger-not-allowed"],
};

test("a correction that is refused changes nothing", async () => {
  for (const [what, [sent, status, problem]] of Object.entries(REFUSED)) {
    const { detail } = await expectProblem(await sent(), status, problem);
    expect({ what, detail }).toEqual({ what, detail: expect.not.stringMatching(/Patient One|REG-1\b/) });
  }

  expect(await tagOf(2)).toBe(tag);
  expect(await (await call("/is_valid")).json()).toMatchObject({ valid: true, length: 3 });
});

describe("a token that is narrowed to patients", () => {
  const narrowed = (...patients: string[]) => ({ patients });

  test("corrects the records of its patients, to its patients", async () => {
    await expectProblem(await correct(2, tag, RENAMED, narrowed("P-2")), 403, "patient-not-allowed");
    await expectProblem(
      await correct(2, tag, { ...RENAMED, patient_ID: "P-2" }, narrowed("P-2")),
      404,
      "record-not-found",
    );
    await expectProblem(
      await correct(2, tag, { ...RENAMED, patient_ID: "P-2" }, narrowed("P-1")),
      403,
      "patient-not-allowed",
    );
    const moved = await correct(2, tag, { ...RENAMED, patient_ID: "P-2" }, narrowed("P-1", "P-2"));
    expect(moved.status).toBe(201);
  });

  test("sees the versions of its patients only", async () => {
    await correct(2, tag, { ...RENAMED, patient_ID: "P-2" });
    const seen = async (number: number, patient_ID: string) => {
      const response = await call(`/records/${number}/versions`, {}, narrowed(patient_ID));
      const { versions = [] } = await response.json<{ versions?: { number: number }[] }>();
      return [response.status, ...versions.map((version) => version.number)];
    };

    expect(await seen(4, "P-2")).toEqual([200, 4]);
    expect(await seen(2, "P-1")).toEqual([200, 2]);
    expect((await seen(2, "P-3"))[0]).toBe(404);
    await expectProblem(await call("/records/2", {}, narrowed("P-2")), 404, "record-not-found");
  });
});

test("a conflict says how to correct the record, and not which it is", async () => {
  for (const record of [
    { ...ALICE, patient_name: "Other" },
    { ...BOB, patient_ID: "P-1" },
  ]) {
    const problem = await expectProblem(await send("/mine_block", record), 409, "registration-conflict");
    expect(problem.detail).toContain("POST /records/{number}/corrections with If-Match");
    expect(JSON.stringify(problem)).not.toMatch(/index|\/\d|REG-\d|P-\d/);
  }
});
