import { describe, expect, test } from "vitest";
import { bearer, putLedger, patient, post, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** Requests a ledger's description with this value of the token's claim `ledgers`; `undefined` omits the claim. */
const read = async (name: string, ledgers: unknown) =>
  request(`/ledgers/${name}`, { headers: await bearer({ ledgers }) });

describe("the claim `ledgers`", () => {
  test.each([
    [["class-7"], "class-7"],
    [["main", "class-7"], "class-7"],
    [["main", "class-7"], "main"],
    [["class-7-*"], "class-7-ana"],
    [["class-7-*"], "class-7-"],
    [["class-7*"], "class-7"],
    [["*"], "class-7"],
    [["*"], "main"],
    [["a", "b-*", "class-*"], "class-7"],
    ["class-7", "class-7"],
    ["main class-7", "main"],
    ["main  class-7 ", "class-7"],
    ["class-7-*", "class-7-ana"],
    ["*", "class-7"],
    [undefined, "main"],
  ])("%j opens %s", async (ledgers, name) => {
    await putLedger(name);

    const response = await read(name, ledgers);

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name });
  });

  test.each([
    [["class-7"], "class-70"],
    [["class-70"], "class-7"],
    [["class-7"], "main"],
    [["class-7-*"], "class-7"],
    [["class-7-*"], "class-70-ana"],
    [["class-7-*"], "main"],
    [["*-7"], "class-7"],
    [["c*7"], "class-7"],
    [["class-."], "class-7"],
    [["CLASS-7"], "class-7"],
    [["class-7 "], "class-7"],
    [[""], "main"],
    [[], "main"],
    ["class-70", "class-7"],
    ["main", "class-7"],
    ["main,class-7", "class-7"],
    ["", "main"],
    [" ", "main"],
    [["main class-7"], "main"],
    [undefined, "class-7"],
  ])("%j does not open %s", async (ledgers, name) => {
    await putLedger(name);

    const { detail } = await expectProblem(await read(name, ledgers), 403, "ledger-not-allowed");
    expect(detail).toContain("`ledgers`");
  });

  test("refuses existing and missing ledgers alike: nobody can find out which ledgers exist", async () => {
    await putLedger("class-7");

    const problems = [];
    for (const name of ["class-7", "class-8", "Class"]) {
      problems.push(await expectProblem(await read(name, ["class-1"]), 403, "ledger-not-allowed"));
    }

    expect(problems[1]).toEqual(problems[0]);
    expect(problems[2]).toEqual(problems[0]);
    expect(JSON.stringify(problems)).not.toMatch(/class-\d/);
  });

  test.each([7, true, null, {}, { 0: "main" }, ["main", 7], [["main"]], [null]])(
    "makes a token invalid when it is neither text nor a list of texts: %j",
    async (ledgers) => {
      const response = await read("main", ledgers);

      expect((await expectProblem(response, 401, "invalid-token")).detail).toContain("ledgers");
      expect(response.headers.get("WWW-Authenticate")).toContain('error="invalid_token"');
    },
  );

  test("applies to every way of writing, too", async () => {
    await putLedger("class-7");
    const closed = await bearer({ ledgers: ["main"] });

    const responses = [
      await post("/ledgers/class-7/mine_block", patient(1), closed),
      await post("/ledgers/class-7/work", patient(1), closed),
      await post("/ledgers/class-7/records", patient(1), { ...closed, "Content-Type": "application/x-ndjson" }),
    ];

    for (const response of responses) await expectProblem(response, 403, "ledger-not-allowed");
    expect(await (await request("/ledgers/class-7/mempool")).json()).toMatchObject({ size: 0 });
    expect(await (await request("/ledgers/class-7")).json()).toMatchObject({ length: 1 });
  });

  test("determines which ledgers may be created", async () => {
    const claims = await bearer({ ledgers: ["class-7-*"] });

    expect((await putLedger("class-7-ana", { puzzle: "squares" }, claims)).status).toBe(201);
    await expectProblem(await putLedger("class-8", { puzzle: "squares" }, claims), 403, "ledger-not-allowed");
    await expectProblem(await request("/ledgers/class-8"), 404, "ledger-not-found");
  });
});
