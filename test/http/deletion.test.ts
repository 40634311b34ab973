import { beforeEach, describe, expect, test } from "vitest";
import { SCOPES } from "../../src/contract/scopes.ts";
import { SCOPE_OF_ROUTE, samplePath } from "../support/http/routes.ts";
import { wanted } from "../support/http/sample-requests.ts";
import { bearer, patient, request } from "../support/worker/client.ts";
import { deployedWith, SIGNING } from "../support/worker/deployment.ts";
import { expectProblem } from "../support/worker/problems.ts";

deployedWith(SIGNING);

const NAME = "practice";
const EVERYTHING = await bearer({ scope: SCOPES.join(" ") });
const KINDS = [{ puzzle: "squares" }, { puzzle: "block-hash", difficulty: 8 }, { records: "sealed" }] as const;

/** The routes of a named ledger. */
const routes = Object.keys(SCOPE_OF_ROUTE)
  .map((route) => route.split(" ") as [string, string])
  .filter(([, pattern]) => pattern.startsWith("/ledgers/:name"))
  .map(([method, pattern]) => [method, pattern.slice("/ledgers/:name".length)] as const);

/** Calls a route of the ledger with every scope. */
function call(method: string, path = "", init: RequestInit = {}): Promise<Response> {
  const headers = { ...EVERYTHING, ...(init.headers as Record<string, string>) };
  return request(`/ledgers/${NAME}${path}`, { ...init, method, headers });
}

function create(founding: object): Promise<Response> {
  return call("PUT", "", { headers: { "Content-Type": "application/json" }, body: JSON.stringify(founding) });
}

function register(number: number): Promise<Response> {
  const body = JSON.stringify(patient(number));
  return call("POST", "/mine_block", { headers: { "Content-Type": "application/json" }, body });
}

describe.each(KINDS)("a sandbox, created with %j", (founding) => {
  beforeEach(async () => {
    await create({ ...founding, sandbox: true });
    await register(1);
  });

  test("says that it is one, and is not created again as anything else", async () => {
    expect(await (await call("GET")).json()).toMatchObject({ name: NAME, sandbox: true });
    expect((await create({ ...founding, sandbox: true })).status).toBe(200);
    await expectProblem(await create(founding), 409, "ledger-conflict");
  });

  test("is deleted once, and then every route of its name answers 410", async () => {
    const note = await (await call("GET", "/checkpoint")).text();

    const deleted = await call("DELETE");

    expect({ status: deleted.status, body: await deleted.text() }).toEqual({ status: 204, body: "" });
    for (const [method, pattern] of routes) {
      const path = samplePath(pattern).replace("/consistency", "/consistency?from=1&to=1");
      const { headers, body } = wanted(method, path);
      const sent = body === "a note" ? note : body;
      const response = await call(method, path, { headers, ...(sent !== undefined && { body: sent }) });
      const { type } = await response.json<{ type: string }>();
      expect({ method, path, status: response.status, type }).toEqual({
        method,
        path,
        status: 410,
        type: "urn:problem-type:patient-ledger:ledger-deleted",
      });
    }
    for (const other of KINDS) {
      await expectProblem(await create(other), 410, "ledger-deleted");
      await expectProblem(await create({ ...other, sandbox: true }), 410, "ledger-deleted");
    }
  });

  test("is not served by the cache once it is deleted", async () => {
    const paths = ["/blocks/1", "/get_chain?from=1&limit=1"];
    const ask = (path: string) => call("GET", path, { headers: { Accept: "application/x-ndjson, application/json" } });
    for (const path of [...paths, ...paths]) {
      const response = await ask(path);
      expect({ path, status: response.status, cached: response.headers.get("Cache-Status") }).toEqual({
        path,
        status: 200,
        cached: null,
      });
      await response.text();
    }
    await call("DELETE");
    for (const path of paths) await expectProblem(await ask(path), 410, "ledger-deleted");
  });

  test("is not deleted without the scope for it", async () => {
    const scope = SCOPES.filter((each) => each !== "ledger:delete").join(" ");

    const refused = await request(`/ledgers/${NAME}`, { method: "DELETE", headers: await bearer({ scope }) });

    await expectProblem(refused, 403, "insufficient-scope");
    expect(await (await call("GET")).json()).toMatchObject({ sandbox: true, length: 2 });
  });

  test("is not deleted with a token for other ledgers", async () => {
    const headers = await bearer({ scope: SCOPES.join(" "), ledgers: ["practice-2", "main"] });

    await expectProblem(await request(`/ledgers/${NAME}`, { method: "DELETE", headers }), 403, "ledger-not-allowed");
    expect(await (await call("GET")).json()).toMatchObject({ sandbox: true, length: 2 });
  });

  test("answers what comes while it is deleted with an answer or with 410", async () => {
    const asked = [
      call("DELETE"),
      ...[2, 3, 4, 5].map(register),
      call("GET"),
      call("GET", "/get_chain"),
      call("GET", "/is_valid?tree=rebuild"),
      call("GET", "/checkpoint"),
      create({ ...founding, sandbox: true }),
      call("DELETE"),
      register(6),
      call("GET", "/blocks/1/proof"),
    ];
    const responses = await Promise.all(asked);

    for (const response of responses) {
      expect([200, 201, 204, 410]).toContain(response.status);
      await response.text();
    }
    const deletions = responses.filter(({ status }) => status === 204);
    expect(deletions).toHaveLength(1);
    await expectProblem(await call("GET"), 410, "ledger-deleted");
  });
});

describe.each(KINDS)("a register, created with %j", (founding) => {
  test("does not say that it is a sandbox, and is never deleted", async () => {
    expect((await create(founding)).status).toBe(201);
    await expectProblem(await create({ ...founding, sandbox: true }), 409, "ledger-conflict");

    await expectProblem(await call("DELETE"), 409, "ledger-not-deletable");

    const description = await (await call("GET")).json<object>();
    expect(description).toMatchObject({ length: 1 });
    expect(description).not.toHaveProperty("sandbox");
  });
});

test("main is no sandbox, and is never deleted", async () => {
  const headers = { ...EVERYTHING, "Content-Type": "application/json" };
  const body = JSON.stringify({ puzzle: "squares", sandbox: true });

  await expectProblem(await request("/ledgers/main", { method: "PUT", headers, body }), 409, "ledger-conflict");
  await expectProblem(await request("/ledgers/main", { method: "DELETE", headers }), 409, "ledger-not-deletable");
  expect((await request("/ledgers/main", { headers })).status).toBe(200);
});

test("a ledger that was never created is not deleted either", async () => {
  expect(await expectProblem(await call("DELETE"), 404, "ledger-not-found")).toMatchObject({ status: 404 });
});

test.each([false, "true", 1, null])("sandbox: %j is refused", async (sandbox) => {
  const body = await expectProblem(await create({ puzzle: "squares", sandbox }), 400, "invalid-puzzle");
  expect(body).toMatchObject({ errors: [{ name: "sandbox" }] });
});

describe("without a signing key", () => {
  deployedWith({});

  test.each(KINDS)("no sandbox is created, and the name stays free: %j", async (founding) => {
    await expectProblem(await create({ ...founding, sandbox: true }), 503, "signing-not-configured");
    expect((await call("GET")).status).toBe(404);
  });
});
