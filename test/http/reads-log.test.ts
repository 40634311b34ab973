import { describe, expect, test } from "vitest";
import { ok, stubLedger } from "../support/http/stub-ledger.ts";
import { bearer, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const ENTRY = {
  number: 5,
  commitment: "ab".repeat(32),
  at: "2026-02-01T00:00:00.000Z",
  who: "dr-rao",
  action: "read",
  record: 7,
  request_id: "x",
  granted: true,
};

const read = async (path: string, answers: Record<string, unknown>, init: RequestInit = {}) => {
  const stub = stubLedger(answers);
  const headers = { ...(init.headers as Record<string, string>), ...(await bearer({ scope: "audit:read" })) };
  return { response: await request(path, { ...init, headers }, stub.bindings), calls: stub.calls };
};
const NOTE = { method: "POST", headers: { "Content-Type": "text/plain" }, body: "a note" };

describe("GET /reads", () => {
  test.each([
    ["", { from: 1, limit: 100 }],
    ["?from=5&limit=1000", { from: 5, limit: 1000 }],
    ["?record=7", { from: 1, limit: 100, record: 7 }],
  ])("asks for the page that the query names: %s", async (query, asked) => {
    const { response, calls } = await read(`/reads${query}`, { reads: ok({ entries: [ENTRY] }) });

    expect(await response.json()).toEqual({ entries: [ENTRY] });
    expect(response.headers.get("Link")).toBeNull();
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(calls).toEqual([["reads", { record: undefined, ...asked }]]);
  });

  test("leads to the next page, with the same limit and record", async () => {
    const page = ok({ entries: [ENTRY], next: 6 });
    for (const [path, next] of [
      ["/reads?limit=1", "/reads?from=6&limit=1"],
      ["/ledgers/ward-3/reads?limit=1&record=7", "/ledgers/ward-3/reads?from=6&limit=1&record=7"],
    ] as const) {
      const { response } = await read(path, { reads: page });
      expect(response.headers.get("Link")).toBe(`<${next}>; rel="next"`);
      expect(await response.json()).toEqual({ entries: [ENTRY], next });
    }
  });

  test("shows an entry whose month's key was destroyed by number and commitment alone", async () => {
    const { number, commitment } = ENTRY;
    const { response } = await read("/reads", { reads: ok({ entries: [{ number, commitment }] }) });
    expect(await response.json()).toEqual({ entries: [{ number, commitment }] });
  });

  test.each(["from=0", "from=x", "limit=0", "limit=1001", "limit=1&limit=1", "record=0", "record=", "who=dr-rao"])(
    "refuses a query that it cannot follow: %s",
    async (query) => {
      const { response, calls } = await read(`/reads?${query}`, {});
      await expectProblem(response, 400, "invalid-query");
      expect(calls).toEqual([]);
    },
  );
});

describe("a ledger without a log of reads", () => {
  test.each([
    ["/reads", "reads", {}],
    ["/reads/1/proof", "readsProof", {}],
    ["/reads/checkpoint", "readsCheckpoint", {}],
    ["/reads/consistency?from=0&to=0", "readsConsistency", {}],
    ["/reads/cosignatures", "cosignReads", NOTE],
  ])("says so: %s", async (path, method, init) => {
    const { response } = await read(path, { [method]: ok("no-log") }, init);
    expect((await expectProblem(response, 404, "reads-not-found")).detail).toContain("plain");
  });
});

describe("what the log has no evidence of", () => {
  test.each([
    ["/reads/9/proof", "readsProof"],
    ["/reads/checkpoint?cosignatures=2", "readsCheckpoint"],
    ["/reads/consistency?from=1&to=9", "readsConsistency"],
  ])("is answered 404: %s", async (path, method) => {
    const { response, calls } = await read(path, { [method]: ok(undefined) });
    await expectProblem(response, 404, "evidence-not-found");
    expect(calls).toHaveLength(1);
  });

  test("is refused if the sizes are in the wrong order, or a cosigned state never was", async () => {
    await expectProblem((await read("/reads/consistency?from=2&to=1", {})).response, 400, "invalid-query");
    const unknown = await read("/reads/cosignatures", { cosignReads: ok({ outcome: "unknown-state" }) }, NOTE);
    await expectProblem(unknown.response, 409, "checkpoint-conflict");
    const malformed = { outcome: "malformed", reason: "it is of another ledger" };
    const damaged = await read("/reads/cosignatures", { cosignReads: ok(malformed) }, NOTE);
    const { detail } = await expectProblem(damaged.response, 400, "invalid-checkpoint");
    expect(detail).toContain("of another ledger");
  });
});
