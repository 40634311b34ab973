import { describe, expect, test } from "vitest";
import type { ProblemName } from "../../src/contract/problems.ts";
import { ok, stubLedger } from "../support/http/stub-ledger.ts";
import { bearer, patient, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const EVERYTHING = "chain:read record:read record:correct record:erase record:hold audit:read";
const ERASURE = { state: "pending", entry: 9, reason: "request", final_after: "2026-03-01T00:00:00.000Z" } as const;
const PREFIX = "/ledgers/ward-3";

/** Each route that changes a record: its method, path, the object's method, and what it is sent. */
const ROUTES = {
  correct: { method: "POST", path: "/records/7/corrections", body: patient(1) },
  erase: { method: "POST", path: "/records/7/erasure", body: { reason: "request" } },
  erasure: { method: "GET", path: "/records/7/erasure", body: undefined },
  hold: { method: "PUT", path: "/records/7/hold", body: undefined },
  release: { method: "DELETE", path: "/records/7/hold", body: undefined },
  versions: { method: "GET", path: "/records/7/versions", body: undefined },
} as const;
type RouteName = keyof typeof ROUTES;

/** Calls a route of a ledger whose object answers with this outcome. */
async function call(name: RouteName, outcome: object, claims: Record<string, unknown> = {}): Promise<Response> {
  const { method, path, body } = ROUTES[name];
  const { bindings } = stubLedger({ [name === "release" ? "hold" : name]: ok(outcome), denied: ok(null) });
  const headers = {
    ...(body ? { "Content-Type": "application/json", "If-Match": '"a"' } : {}),
    ...(await bearer({ scope: EVERYTHING, ...claims })),
  };
  return request(PREFIX + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }, bindings);
}

describe("a record that is not there", () => {
  const everywhere = Object.keys(ROUTES) as RouteName[];
  const outcomes: [string, ProblemName, number, readonly RouteName[]][] = [
    ["none", "record-not-found", 404, everywhere],
    ["missing", "record-missing", 503, everywhere],
    ["erased", "record-erased", 410, ["correct", "erasure", "hold", "release", "versions"]],
    ["not-erasable", "not-erasable", 409, ["erase", "erasure", "hold", "release"]],
    ["outdated", "record-changed", 412, ["correct"]],
    ["full", "mempool-full", 503, ["correct"]],
    ["held", "record-held", 409, ["erase"]],
    ["holder", "holder-cannot-erase", 403, ["erase"]],
  ];
  test.each(
    outcomes.flatMap(([outcome, problem, status, names]) => names.map((name) => ({ outcome, problem, status, name }))),
  )("$outcome on $name is answered $status $problem", async ({ outcome, problem, status, name }) => {
    const { detail } = await expectProblem(await call(name, { outcome }), status, problem);
    expect(detail).not.toMatch(/Patient 1|P-1|REG-1/);
  });

  test.each(["correct", "erasure", "hold", "release", "versions"] as const)(
    "because it was erased does not exist for a token that is narrowed to patients: %s",
    async (name) => {
      const claims = { patients: ["P-1"] };
      const erased = await expectProblem(await call(name, { outcome: "erased" }, claims), 404, "record-not-found");
      const { detail } = await expectProblem(await call("hold", { outcome: "none" }, claims), 404, "record-not-found");
      expect(erased.detail).toBe(detail);
    },
  );
});

describe("a correction", () => {
  test("is told of a conflict on a plain ledger where the number is, unless the token is narrowed", async () => {
    const conflict = { outcome: "conflict", index: 4 };
    expect(await expectProblem(await call("correct", conflict), 409, "registration-conflict")).toMatchObject({
      index: 4,
    });

    const narrowed = await call("correct", conflict, { patients: ["P-1"] });
    expect(JSON.stringify(await expectProblem(narrowed, 409, "registration-conflict"))).not.toMatch(/index|block/);
  });

  test("of too many conflicts has to wait", async () => {
    const { bindings } = stubLedger({ correct: { outcome: "share-used", of: "conflicts" } });
    const headers = {
      "Content-Type": "application/json",
      "If-Match": "*",
      ...(await bearer({ scope: "record:correct" })),
    };
    const init = { method: "POST", headers, body: JSON.stringify(patient(1)) };
    const response = await request("/records/7/corrections", init, bindings);
    await expectProblem(response, 429, "rate-limited");
    expect(response.headers.get("Retry-After")).toBe("10");
  });

  test("that no miner can mine says what the operator can do", async () => {
    const answers = [await call("correct", { outcome: "external-only", limit: 8 })];
    const { detail } = await expectProblem(answers[0] as Response, 409, "external-proofs-only");
    expect(detail).toMatch(/8 bits.*MAX_SEARCH_DIFFICULTY/);
    expect(detail).not.toContain("POST /work");
  });

  test("that waits is answered 202, with the path at which to follow it", async () => {
    const response = await call("correct", { outcome: "pending", id: "12" });
    expect([response.status, response.headers.get("Location")]).toEqual([202, `${PREFIX}/mempool/12`]);
    expect(await response.json()).toMatchObject({ id: "12" });
  });
});

describe("an erasure", () => {
  test.each<[string, number, string | null]>([
    ["erasing", 202, `${PREFIX}/records/7/erasure`],
    ["erased-before", 200, null],
  ])("%s is answered %i with its state", async (outcome, status, location) => {
    const response = await call("erase", { outcome, erasure: ERASURE });
    expect([response.status, response.headers.get("Location")]).toEqual([status, location]);
    expect(await response.json()).toEqual(ERASURE);
  });

  test("can be followed, before it has an entry too", async () => {
    for (const erasure of [ERASURE, { state: "pending", reason: "error" }]) {
      expect(await (await call("erasure", { outcome: "found", found: erasure })).json()).toEqual(erasure);
    }
  });

  test.each([
    ["{}", "reason"],
    [`{"reason":null}`, "reason"],
    [`{"reason":"Request"}`, "reason"],
    [`{"reason":"request","patient_ID":"P-1"}`, "patient_ID"],
    [`{"reason":["request"]}`, "reason"],
    [`{"Reg_no":"P-1"}`, "reason"],
    ["[]", "object"],
    [`"request"`, "object"],
  ])("is asked for with one of three reasons and nothing else, not with %s", async (body, named) => {
    const { bindings, calls } = stubLedger({ erase: ok({ outcome: "none" }) });
    const headers = { "Content-Type": "application/json", ...(await bearer({ scope: "record:erase" })) };

    const response = await request("/records/7/erasure", { method: "POST", headers, body }, bindings);

    const { detail } = await expectProblem(response, 400, "invalid-erasure");
    expect(detail).toContain(named);
    expect(detail).not.toContain("P-1");
    expect(calls).toEqual([]);
  });

  test("has a reason even if the body is missing", async () => {
    const { bindings, calls } = stubLedger({});
    const headers = await bearer({ scope: "record:erase" });
    const response = await request("/records/7/erasure", { method: "POST", headers }, bindings);
    await expectProblem(response, 415, "unsupported-media-type");
    expect(calls).toEqual([]);
  });
});

test.each(["hold", "release"] as const)("a %s is answered 204 without a body, for no cache", async (name) => {
  const response = await call(name, { outcome: name === "hold" ? "held" : "released" });
  expect([response.status, await response.text(), response.headers.get("Cache-Control")]).toEqual([
    204,
    "",
    "no-store",
  ]);
});

test("the tag of a version changes when a correction replaces it", async () => {
  const view = { number: 7, ...patient(1), block: 3, registered_at: "2026-02-01T00:00:00.000Z", tag: "ab" };
  const tagOf = async (found: object, known = "") => {
    const { bindings } = stubLedger({ record: ok({ outcome: "found", found }) });
    const headers = { "If-None-Match": known, ...(await bearer({ scope: "record:read" })) };
    const response = await request("/records/7", { headers }, bindings);
    await response.text();
    return [response.status, response.headers.get("ETag")];
  };

  expect(await tagOf(view)).toEqual([200, '"ab"']);
  expect(await tagOf(view, '"ab"')).toEqual([304, '"ab"']);
  expect(await tagOf({ ...view, corrected_by: 9 }, '"ab"')).toEqual([200, '"ab-9"']);
  expect(await tagOf({ ...view, corrected_by: 9 }, '"ab-9"')).toEqual([304, '"ab-9"']);
});

test("the versions of a record come without their tags", async () => {
  const versions = [
    { number: 7, ...patient(1), block: 3, registered_at: "2026-02-01T00:00:00.000Z", corrected_by: 9 },
    { number: 9, ...patient(2), block: 4, registered_at: "2026-02-02T00:00:00.000Z", corrects: 7 },
  ];
  const found = versions.map((version) => ({ ...version, tag: `tag ${version.number}` }));
  expect(await (await call("versions", { outcome: "found", found })).json()).toEqual({ versions });
});
