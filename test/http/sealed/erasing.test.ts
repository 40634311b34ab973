import { beforeEach, describe, expect, test } from "vitest";
import type { ProblemName } from "../../../src/contract/problems.ts";
import type { Value } from "../../../src/contract/schemas/value.ts";
import type { erasureSchema } from "../../../src/contract/schemas/erasure.ts";
import type { ReadView } from "../../../src/ledger/results.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { patient } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, correct, createWard, PREFIX, register, send } from "../../support/http/sealed.ts";

deployedWith(SIGNING);

const ALICE = patient(1);
const RENAMED = { ...ALICE, patient_name: "Patient One" };
const OFFICER = { sub: "officer" };

const erase = (
  number: number | string,
  claims: Record<string, unknown> = OFFICER,
  body: unknown = { reason: "request" },
) => send(`/records/${number}/erasure`, body, claims);
const hold = (number: number | string, isHeld: boolean, claims: Record<string, unknown> = {}) =>
  call(`/records/${number}/hold`, { method: isHeld ? "PUT" : "DELETE" }, claims);

/** The erasure of a record, once it is done. */
async function done(number: number): Promise<Value<typeof erasureSchema>> {
  for (;;) {
    const erasure = await (await call(`/records/${number}/erasure`)).json<Value<typeof erasureSchema>>();
    if (erasure.state === "done") return erasure;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

/** Alice's record has the numbers 2 and 4, Bob's 3. */
beforeEach(async () => {
  await createWard();
  await register(ALICE);
  await register(patient(2));
  await correct(2, "*", RENAMED);
});

describe("POST /records/<number>/erasure", () => {
  test.each([2, 4])("erases all versions, by the number %i, and nothing else", async (number) => {
    const proof = await (await call("/blocks/2/proof")).json<{ leaf_hash: string }>();
    const response = await erase(number);

    expect([response.status, response.headers.get("Location")]).toEqual([202, `${PREFIX}/records/${number}/erasure`]);
    expect(await response.json()).toMatchObject({ reason: "request", final_after: expect.any(String) });
    const gone = async () => {
      for (const each of [2, 4]) {
        await expectProblem(await call(`/records/${each}`), 410, "record-erased");
        await expectProblem(await call(`/records/${each}/versions`), 410, "record-erased");
        await expectProblem(await call(`/records/${each}/proof?disclose=Reg_no`), 410, "record-erased");
        await expectProblem(await correct(each, "*", ALICE), 410, "record-erased");
        await expectProblem(await hold(each, true), 410, "record-erased");
        for (const path of [`/records/${each}`, `/records/${each}/versions`, `/records/${each}/erasure`]) {
          await expectProblem(await call(path, {}, { patients: ["P-1"] }), 404, "record-not-found");
        }
      }
      expect(await (await send("/records/search", { patient_ID: "P-1" })).json()).toEqual({ records: [] });
      await expectProblem(await send("/mine_block", ALICE), 410, "record-erased");
    };
    await gone();
    const { entry, final_after: finalAfter } = await done(number);
    await gone();
    expect(entry).toBe(5);
    expect(Date.parse(finalAfter ?? "")).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect((await erase(2)).status).toBe(200);
    const counts = { records: { opened: 1, erased: 2 } };
    expect(await (await call("/is_valid?records=open")).json()).toMatchObject({ valid: true, ...counts });
    expect(await (await call("/is_valid")).json()).not.toHaveProperty("records");
    expect(await (await call("/blocks/2/proof?size=2")).json()).toMatchObject({
      leaf_hash: proof.leaf_hash,
    });
    expect(await (await call("/records/3")).json()).toMatchObject(patient(2));
  });

  test("is logged, as are all who tried", async () => {
    await expectProblem(await erase(2, { sub: "curious", scope: "record:read" }), 403, "insufficient-scope");
    await erase(2);

    const { entries } = await (await call("/reads?record=2")).json<{ entries: ReadView[] }>();
    const said = entries.map(({ who, action, granted }) => ({ who, action, granted }));
    expect(said).toContainEqual({ who: "curious", action: "erase", granted: false });
    expect(said).toContainEqual({ who: "officer", action: "erase", granted: true });
  });
});

describe("a hold", () => {
  test("keeps a record from being erased until it ends, and the erasure is not forgotten", async () => {
    expect((await hold(2, true)).status).toBe(204);
    expect((await hold(4, true)).status).toBe(204);
    await expectProblem(await erase(2, {}), 403, "holder-cannot-erase");
    await expectProblem(await erase(4), 409, "record-held");
    await expectProblem(await erase(4), 409, "record-held");
    const pending = await (await call("/records/2/erasure")).json<object>();
    expect(pending).toEqual({ state: "pending", reason: "request" });
    expect(await (await call("/records/4")).json()).toMatchObject(RENAMED);
    expect((await correct(4, "*", ALICE)).status).toBe(201);

    expect((await hold(4, false)).status).toBe(204);
    expect(await done(2)).toMatchObject({ reason: "request", entry: 6 });
    await expectProblem(await call("/records/5"), 410, "record-erased");
  });

  test("that nobody has can end, and one that ended holds nothing", async () => {
    expect((await hold(3, false)).status).toBe(204);
    await hold(3, true);
    await hold(3, false);
    expect((await erase(3, {})).status).toBe(202);
  });
});

test("a request that is refused erases and holds nothing", async () => {
  const routes = [
    ["erase", (number: number | string, claims: object) => erase(number, { ...OFFICER, ...claims })],
    ["erasure", (number: number | string, claims: object) => call(`/records/${number}/erasure`, {}, { ...claims })],
    ["hold", (number: number | string, claims: object) => hold(number, true, { ...claims })],
    ["release", (number: number | string, claims: object) => hold(number, false, { ...claims })],
  ] as const;
  const refusals: [number | string, object, number, ProblemName][] = [
    [2, { scope: "chain:read chain:mine record:read record:correct audit:read" }, 403, "insufficient-scope"],
    [2, { ledgers: ["main"] }, 403, "ledger-not-allowed"],
    [2, { exp: 1 }, 401, "invalid-token"],
    [2, { patients: ["P-2"] }, 404, "record-not-found"],
    [1, {}, 404, "record-not-found"],
    [99, {}, 404, "record-not-found"],
    ["0", {}, 400, "invalid-query"],
    ["9007199254740993", {}, 400, "invalid-query"],
  ];
  for (const [name, sent] of routes) {
    for (const [number, claims, status, problem] of refusals) {
      const answer = await sent(number, claims);
      expect([name, number, claims, answer.status]).toEqual([name, number, claims, status]);
      await expectProblem(answer, status, problem);
    }
  }
  const answer = await erase(2, OFFICER, { reason: "bored" });
  await expectProblem(answer, 400, "invalid-erasure");
  const form = { method: "POST", body: new URLSearchParams({ reason: "request" }) };
  const refused = await expectProblem(await call("/records/2/erasure", form), 415, "unsupported-media-type");
  expect(refused.detail).toBe("Send the body as application/json.");

  await expectProblem(await call("/records/2/erasure"), 404, "record-not-found");
  expect(await (await call("/records/4")).json()).toMatchObject(RENAMED);
  expect((await erase(2, {})).status).toBe(202);
});
