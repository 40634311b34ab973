import { describe, expect, test } from "vitest";
import type { ProblemName } from "../../src/contract/problems.ts";
import { type Scope, SCOPES } from "../../src/contract/scopes.ts";
import { LEDGER_ROUTES } from "../../src/contract/routes.ts";
import { type Call, ok, stubLedger } from "../support/http/stub-ledger.ts";
import { samplePath } from "../support/http/routes.ts";
import { bearer, patient, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const LOGGED = { denied: ok(null) };

/** Each logged request: method, path, what opens it, what it is logged as, and the number that it names. */
const DENIED: readonly (readonly [method: string, path: string, scopes: readonly Scope[], Call[1], Call[2]])[] = [
  ["GET", "/records/7", ["record:read", "chain:read"], "read", 7],
  ["HEAD", "/records/7", ["record:read", "chain:read"], "read", 7],
  ["GET", "/records/7/versions", ["record:read", "chain:read"], "read-versions", 7],
  ["GET", "/records/7/proof?disclose=patient_ID", ["record:read", "chain:read"], "disclose", 7],
  ["POST", "/records/search", ["record:read", "chain:read"], "search", null],
  ["POST", "/records/7/corrections", ["record:correct"], "correct", 7],
  ["POST", "/records/7/erasure", ["record:erase"], "erase", 7],
  ["GET", "/records/7/erasure", ["record:erase"], "read", 7],
  ["PUT", "/records/7/hold", ["record:hold"], "hold", 7],
  ["DELETE", "/records/7/hold", ["record:hold"], "release", 7],
  ["GET", "/is_valid?records=open", ["record:read", "chain:read"], "open-all", null],
];

/** Calls a route of a stub with every scope but these. */
async function without(
  scopes: readonly Scope[],
  [method, path]: readonly [string, string],
  { bindings, claims = {} }: { bindings: object; claims?: Record<string, unknown> },
): Promise<Response> {
  const scope = SCOPES.filter((each) => !scopes.includes(each)).join(" ");
  return request(path, { method, headers: await bearer({ scope, ...claims }) }, bindings);
}

describe("a request that its token lacks the scope for", () => {
  test.each(DENIED)("is logged before it is denied: %s %s", async (method, path, scopes, action, number) => {
    for (const prefix of ["", "/ledgers/ward-3"]) {
      const { bindings, calls } = stubLedger(LOGGED);

      const response = await without(scopes, [method, prefix + path], { bindings });

      expect(response.status).toBe(403);
      const requestId = response.headers.get("X-Request-Id");
      expect(calls).toEqual([["denied", action, number, { subject: "dr-rao", requestId }]]);
      expect(response.headers.get("Cache-Control")).toBe("no-store");
    }
  });

  test("covers every route that declares an action", () => {
    const declared = LEDGER_ROUTES.filter(({ logged }) => logged).map(
      ({ method, path, logged }) => `${method.toUpperCase()} ${samplePath(path)} ${logged?.action}`,
    );
    const covered = DENIED.filter(([method]) => method !== "HEAD").map(
      ([method, path, , action]) => `${method} ${path.replace("7", "1").replace(/\?.*/, "")} ${String(action)}`,
    );
    expect(covered.toSorted()).toEqual(declared.toSorted());
  });

  test.each([
    ["0", null],
    ["007", null],
    ["99999999999999999999", null],
    ["9007199254740991", 9_007_199_254_740_991],
  ])("is logged without a number that no record can have: %s", async (text, number) => {
    const { bindings, calls } = stubLedger(LOGGED);

    const response = await without(["record:erase"], ["GET", `/records/${text}/erasure`], { bindings });

    await expectProblem(response, 403, "insufficient-scope");
    expect(calls.map((call) => call[2])).toEqual([number]);
  });

  test.each<[string, unknown, number, ProblemName]>([
    ["is not there", new Error("lost"), 503, "ledger-unavailable"],
    ["cannot store it", Object.assign(new Error("disk full"), { retryable: true }), 503, "ledger-unavailable"],
    ["lost its vault", { outcome: "vault-lost" }, 503, "vault-lost"],
    ["is behind its vault", { outcome: "ledger-behind" }, 503, "ledger-behind"],
    ["lacks its record key", { outcome: "record-key-missing" }, 503, "record-key-not-configured"],
    ["lacks its signing key", { outcome: "key-missing" }, 503, "signing-not-configured"],
    ["contradicts what it signed", { outcome: "contradicted" }, 409, "ledger-contradicted"],
  ])("is not told so by a ledger that %s, since nothing was logged", async (_, denied, status, problem) => {
    for (const [method, path, scopes] of DENIED) {
      const response = await without(scopes, [method, path], stubLedger({ denied }));

      expect(response.status).toBe(status);
      expect(response.headers.get("WWW-Authenticate")).toBeNull();
      if (method !== "HEAD") await expectProblem(response, status, problem);
    }
  });

  test("is denied all the same on a ledger that does not exist, and on one that cannot", async () => {
    const [method, path, scopes] = ["GET", "/records/7", ["record:read", "chain:read"]] as const;
    for (const name of ["ward-3", "Ward_3"]) {
      const answer = await without(
        scopes,
        [method, `/ledgers/${name}${path}`],
        stubLedger({ denied: { outcome: "no-ledger" } }),
      );
      await expectProblem(answer, 403, "insufficient-scope");
    }
    await expectProblem(await without(scopes, [method, path], { bindings: {} }), 403, "insufficient-scope");
    // No ledger is created by being asked.
    expect((await request("/ledgers/ward-3")).status).toBe(404);
  });
});

describe("nothing is logged of", () => {
  const limit = { limit: () => Promise.resolve({ success: false }) };
  test.each<[string, Record<string, unknown>, object, number, ProblemName]>([
    ["an expired token", { exp: 1 }, {}, 401, "invalid-token"],
    ["a token for another ledger", { ledgers: ["ward-4"] }, {}, 403, "ledger-not-allowed"],
    ["a token over its rate limit", {}, { READ_LIMIT: limit, WRITE_LIMIT: limit }, 429, "rate-limited"],
  ])("%s", async (_, claims, more, status, problem) => {
    for (const [method, path, scopes] of DENIED) {
      const { bindings, calls } = stubLedger(LOGGED);
      const options = { bindings: { ...bindings, ...more }, claims };
      const response = await without(scopes, [method, path], options);
      if (method !== "HEAD") await expectProblem(response, status, problem);
      expect(calls).toEqual([]);
    }
  });

  test.each(["/get_chain", "/is_valid", "/is_valid?tree=rebuild", "/mempool", "/reads", "/checkpoint"])(
    "a denied request that concerns no record: %s",
    async (path) => {
      const { bindings, calls } = stubLedger(LOGGED);
      const response = await without(["chain:read", "record:read", "audit:read"], ["GET", path], { bindings });
      await expectProblem(response, 403, "insufficient-scope");
      expect(calls).toEqual([]);
    },
  );
});

describe("a token that is narrowed to patients", () => {
  const headers = async () => ({
    "Content-Type": "application/json",
    "If-Match": "*",
    ...(await bearer({ scope: "record:correct record:read audit:read", patients: ["P-2"] })),
  });
  const init = async () => ({ method: "POST", headers: await headers(), body: JSON.stringify(patient(1)) });

  test("is denied a correction to another patient, which is logged", async () => {
    const { bindings, calls } = stubLedger(LOGGED);

    const response = await request("/records/7/corrections", await init(), bindings);

    expect((await expectProblem(response, 403, "patient-not-allowed")).detail).not.toContain("P-1");
    expect(calls).toMatchObject([["denied", "correct", 7, { subject: "dr-rao" }]]);
  });

  test("is denied the opening of all records, which is logged", async () => {
    const { bindings, calls } = stubLedger(LOGGED);

    const response = await request("/is_valid?records=open", { headers: await headers() }, bindings);

    await expectProblem(response, 403, "patient-not-allowed");
    expect(calls).toMatchObject([["denied", "open-all", null, { subject: "dr-rao" }]]);
  });

  test.each(["/reads", "/reads?record=2", "/reads/1/proof"])("is denied the log of reads: %s", async (path) => {
    const { bindings, calls } = stubLedger({});

    await expectProblem(await request(path, { headers: await headers() }, bindings), 403, "patient-not-allowed");
    expect(calls).toEqual([]);
  });

  test("is not told that it is denied a correction that cannot be logged", async () => {
    const { bindings, calls } = stubLedger({ denied: new Error("lost") });

    await expectProblem(await request("/records/7/corrections", await init(), bindings), 503, "ledger-unavailable");
    expect(calls.map(([method]) => method)).toEqual(["denied"]);
  });
});

test("a scope that only the ledger's kind decides about is denied once, and logged once", async () => {
  const needs = (scope: string) => ok({ outcome: "scope", scope });
  const { bindings, calls } = stubLedger({ ...LOGGED, record: needs("record:read") });

  const response = await request("/records/7", { headers: await bearer({ scope: "chain:read" }) }, bindings);

  expect((await expectProblem(response, 403, "insufficient-scope")).detail).toContain("record:read");
  expect(calls.map(([method, action, number]) => [method, ...(method === "denied" ? [action, number] : [])])).toEqual([
    ["record"],
    ["denied", "read", 7],
  ]);
});
