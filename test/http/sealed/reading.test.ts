import { beforeEach, describe, expect, test } from "vitest";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { patient } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, createWard, register, type RegisteredBody, send } from "../../support/http/sealed.ts";

deployedWith(SIGNING);

/** Two records of one patient, and one of another. */
const ALICE = [patient(1), { ...patient(1), Reg_no: "REG-7" }] as const;
const BOB = patient(2);
let first: RegisteredBody;
beforeEach(async () => {
  await createWard();
  first = await register(ALICE[0]);
  await register(BOB);
  await register(ALICE[1]);
});

/** The names and values in the disclosures of a receipt. */
const opened = ({ disclosures = [] }: EntryReceipt) =>
  Object.fromEntries(
    disclosures.map((text) => (JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/"))) as string[]).slice(1)),
  ) as Record<string, string>;

/** What a record's route serves. */
const viewOf = (record: object, number: number) => ({
  ...record,
  number,
  block: number,
  registered_at: expect.any(String) as string,
});

describe("GET /records/<number> on a sealed ledger", () => {
  test("opens the record, under the commitment as its ETag, for no cache", async () => {
    const response = await call("/records/2");

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ...viewOf(ALICE[0], 2), registered_at: first.block.timestamp });
    const { entry } = first.receipt;
    expect(response.headers.get("ETag")).toBe(`"${"commitment" in entry ? entry.commitment : ""}"`);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  test("answers 304 to a client that has it", async () => {
    const etag = (await call("/records/2")).headers.get("ETag") ?? "";

    for (const known of [etag, `W/${etag}, "x"`, "*"]) {
      const response = await call("/records/2", { headers: { "If-None-Match": known } });
      expect([response.status, await response.text()]).toEqual([304, ""]);
    }
    expect((await call("/records/3", { headers: { "If-None-Match": etag } })).status).toBe(200);
  });

  test.each(["1", "5", "9007199254740991"])("answers 404 for what is no record: %s", async (number) => {
    const nothing = await expectProblem(await call(`/records/${number}`), 404, "record-not-found");
    expect(await expectProblem(await call(`/records/${number}/proof`), 404, "record-not-found")).toEqual(nothing);
  });

  test.each(["0", "01", "9007199254740992"])("answers 400 for what is no number: %s", async (number) => {
    const { detail } = await expectProblem(await call(`/records/${number}`), 400, "invalid-query");
    expect(detail).toContain("number must be");
  });
});

describe("POST /records/search on a sealed ledger", () => {
  test.each([
    [{ Reg_no: "REG-1" }, [viewOf(ALICE[0], 2)]],
    [{ patient_ID: "P-1" }, [viewOf(ALICE[0], 2), viewOf(ALICE[1], 4)]],
    [{ patient_ID: "P-2" }, [viewOf(BOB, 3)]],
    [{ Reg_no: "REG-99" }, []],
    [{ patient_ID: "REG-1" }, []],
  ])("finds the records: %j", async (term, records) => {
    const response = await send("/records/search", term);

    expect([response.status, await response.json()]).toEqual([200, { records }]);
  });

  test.each([
    [{}, "Reg_no or patient_ID"],
    [{ Reg_no: "REG-1", patient_ID: "P-1" }, "cannot be combined"],
    [{ patient_name: "Patient 1" }, "patient_name"],
    [{ Reg_no: "" }, "must not be empty"],
    [{ Reg_no: ["REG-1"] }, "must be text"],
    [[], "single JSON object"],
  ])("refuses %j with 400", async (term, says) => {
    expect((await expectProblem(await send("/records/search", term), 400, "invalid-query")).detail).toContain(says);
  });

  test("takes nothing from the URL", async () => {
    await expectProblem(await call("/records/search?Reg_no=REG-1"), 405, "method-not-allowed");
    const response = await send("/records/search?Reg_no=REG-1", { Reg_no: "REG-1" });
    expect((await expectProblem(response, 400, "invalid-query")).detail).toBe('"Reg_no" is not supported.');
  });
});

describe("GET /records/<number>/proof on a sealed ledger", () => {
  test.each([
    ["", {}],
    ["?disclose=Reg_no", { Reg_no: "REG-1" }],
    ["?disclose=patient_ID,Reg_no", { patient_ID: "P-1", Reg_no: "REG-1" }],
    ["?disclose=Reg_no,patient_name,patient_ID", ALICE[0]],
  ])("discloses just the fields that are asked for: %j", async (query, fields) => {
    const response = await call(`/records/2/proof${query}`);

    expect(response.status).toBe(200);
    const receipt = await response.json<EntryReceipt>();
    expect(opened(receipt)).toEqual(fields);
    expect(receipt).toMatchObject({ number: 2, entry: first.receipt.entry, block: first.block });
  });

  test.each([
    "",
    "patient_name,",
    "Reg_no,Reg_no",
    "reg_no",
    "hash",
    "Reg_no patient_ID",
    "Reg_no&disclose=patient_ID",
  ])("refuses unknown and repeated names: %j", async (names) => {
    const response = await call(`/records/2/proof?disclose=${names}`);
    expect((await expectProblem(response, 400, "invalid-query")).detail).toContain("disclose");
  });
});

describe("who may open records of a sealed ledger", () => {
  const paths = ["/records/2", "/records/2/proof", "/records/99"];

  test.each(["chain:read", "chain:read chain:mine ledger:create"])("not a token with %s", async (scope) => {
    for (const path of paths) {
      const response = await call(path, {}, { scope });
      expect((await expectProblem(response, 403, "insufficient-scope")).detail).toContain("record:read");
      expect(response.headers.get("WWW-Authenticate")).toContain('scope="record:read"');
    }
    await expectProblem(await send("/records/search", { Reg_no: "REG-1" }, { scope }), 403, "insufficient-scope");
    await expectProblem(await call("/is_valid?records=open", {}, { scope }), 403, "insufficient-scope");
  });

  test("a token with record:read alone, which then cannot read the chain", async () => {
    const claims = { scope: "record:read" };

    for (const path of ["/records/2", "/records/2/proof", "/is_valid?records=open"]) {
      const response = await call(path, {}, claims);
      expect([path, response.status]).toEqual([path, 200]);
      await response.text();
    }
    for (const path of ["/get_chain", "/blocks/2", "/is_valid", "/events", ""]) {
      await expectProblem(await call(path, {}, claims), 403, "insufficient-scope");
    }
  });

  test.each([[[]], [["P-2"]], [["P-9", "p-1", "P-1 "]]])(
    "a token narrowed to %j does not open another's record, which does not exist for it",
    async (patients) => {
      const nothing = await expectProblem(await call("/records/99", {}, { patients }), 404, "record-not-found");
      for (const path of ["/records/2", "/records/2/proof", "/records/2/proof?disclose=Reg_no", "/records/4"]) {
        const conditional = await call(path, { headers: { "If-None-Match": "*" } }, { patients });
        expect(await expectProblem(conditional, 404, "record-not-found")).toEqual(nothing);
      }
      for (const term of [{ Reg_no: "REG-1" }, { patient_ID: "P-1" }, { Reg_no: "REG-99" }]) {
        const found = await send("/records/search", term, { patients });
        expect(await expectProblem(found, 404, "record-not-found")).toEqual(nothing);
      }
    },
  );

  test("a token narrowed to a patient opens theirs, and not all records at once", async () => {
    const claims = { patients: ["P-9", "P-1"] };

    expect(await (await call("/records/2", {}, claims)).json()).toMatchObject(ALICE[0]);
    expect((await call("/records/2/proof", {}, claims)).status).toBe(200);
    const { records } = await (
      await send("/records/search", { patient_ID: "P-1" }, claims)
    ).json<{
      records: object[];
    }>();
    expect(records).toHaveLength(2);
    await expectProblem(await call("/is_valid?records=open", {}, claims), 403, "patient-not-allowed");
  });
});

describe("GET /is_valid?records=open", () => {
  test("opens the records of a sealed ledger", async () => {
    expect(await (await call("/is_valid?records=open")).json()).toMatchObject({ valid: true, length: 4 });
    expect(await (await call("/is_valid")).json()).toMatchObject({ valid: true, length: 4 });
  });

  test.each(["records=open&since=2", "records=closed", "records="])("refuses %s with 400", async (query) => {
    const { detail } = await expectProblem(await call(`/is_valid?${query}`), 400, "invalid-query");
    expect(detail).toMatch(/records must be open|cannot be combined with records=open/);
  });
});
