import { beforeEach, describe, expect, test } from "vitest";
import { configure, deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { patient, putLedger, request } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, createWard, PREFIX, register, send, WARD } from "../../support/http/sealed.ts";

deployedWith(SIGNING);

const OTHER_KEY = JSON.stringify({ kty: "oct", k: btoa("x".repeat(32)).replace("=", "") });

describe("creating a sealed ledger", () => {
  test.each([
    ["signing-not-configured", { LEDGER_SIGNING_KEY: "" }, "LEDGER_SIGNING_KEY"],
    ["record-key-not-configured", { RECORD_KEY: "" }, "RECORD_KEY"],
    ["record-key-not-configured", { RECORD_KEY: "secret" }, "RECORD_KEY"],
  ] as const)("needs both keys: %s (%j)", async (problem, settings, names) => {
    configure({ ...SIGNING, ...settings });

    const { detail } = await expectProblem(await putLedger(WARD, { records: "sealed" }), 503, problem);

    expect(detail).toContain(names);
    await expectProblem(await request(PREFIX), 404, "ledger-not-found");
  });
});

describe("a sealed ledger whose record key is gone or another", () => {
  beforeEach(async () => {
    await createWard();
    await register(patient(1));
  });

  test.each(["", OTHER_KEY])("answers 503 on every route, and says what to configure: %j", async (RECORD_KEY) => {
    await deploy({ ...SIGNING, RECORD_KEY });

    const record = patient(2);
    const answers = [
      await call(""),
      await call("/get_chain"),
      await call("/blocks/2"),
      await call("/records/2"),
      await call("/records/2/proof"),
      await send("/records/search", { Reg_no: "REG-1" }),
      await send("/mine_block", record),
      await send("/work", undefined),
      await call("/is_valid?records=open"),
      await call("/checkpoint"),
    ];

    for (const answer of answers) {
      expect((await expectProblem(answer, 503, "record-key-not-configured")).detail).toContain("RECORD_KEY");
    }
    await deploy(SIGNING);
    expect(await (await call("/records/2")).json()).toMatchObject(patient(1));
  });
});

describe("the answers for ledgers and vaults that do not belong together", () => {
  test.each(["vault-lost", "vault-behind", "ledger-behind"] as const)(
    "%s says what happened and what to do",
    async (outcome) => {
      const ledger = { describe: () => Promise.resolve({ outcome }), record: () => Promise.resolve({ outcome }) };
      const LEDGER = { getByName: () => ledger, idFromName: () => "id" };

      const response = await request(`${PREFIX}/records/2`, {}, { LEDGER });

      expect((await expectProblem(response, 503, outcome)).detail).toMatch(/operator|erasure/);
    },
  );

  test("a record that cannot be opened is missing, not absent", async () => {
    const found = { outcome: "ok", value: { outcome: "missing" } };
    const LEDGER = { getByName: () => ({ record: () => Promise.resolve(found) }) };

    const response = await request(`${PREFIX}/records/2`, {}, { LEDGER });

    expect((await expectProblem(response, 503, "record-missing")).detail).toContain("records=open");
  });
});
