import { describe, expect, test } from "vitest";
import type { ProblemName } from "../../../src/contract/problems.ts";
import { type Scope, SCOPES } from "../../../src/contract/scopes.ts";
import { callKeys, ENROLMENT, key, PATH, POSITION, readerWith, VIEW } from "../../support/http/key-requests.ts";
import { ok, stubLedger } from "../../support/http/stub-ledger.ts";
import { expectProblem } from "../../support/worker/problems.ts";

describe("PATCH /keys/<thumbprint>", () => {
  const revoked = { ...VIEW, state: "revoked", revoked: { ...POSITION, entry: 3, block: 3 } };

  test.each(["revoked", "revoked-before"])("answers 200 with the key: %s", async (outcome) => {
    const { bindings, calls } = stubLedger({ revoke: ok({ outcome, key: revoked }) });
    const sent = { compromised_since: 2, signature: "a..b", endorsement: "c..d" };

    const response = await callKeys("PATCH", PATH, { bindings }, { revoked: true, ...sent });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ message: expect.any(String), key: revoked });
    expect(calls).toEqual([["revoke", key.thumbprint, sent, readerWith()]]);
  });

  test.each(SCOPES)("lets the ledger decide about a token with any scope: %s", async (scope: Scope) => {
    const { bindings, calls } = stubLedger({ revoke: ok({ outcome: "not-own-key" }) });

    const response = await callKeys("PATCH", PATH, { bindings }, { revoked: true }, { scope });

    const { detail } = await expectProblem(response, 403, "key-not-allowed");
    expect(detail).toContain("key:revoke");
    expect(calls).toEqual([["revoke", key.thumbprint, {}, readerWith({ scopes: [scope] })]]);
  });

  test.each<[unknown, number, ProblemName, RegExp]>([
    [{ outcome: "none" }, 404, "key-not-found", /GET \/keys/],
    [{ outcome: "not-signable" }, 409, "not-signable", /plain/],
    [{ outcome: "key-revoked" }, 409, "key-revoked", /`endorsement` instead/],
    [{ outcome: "signature-refused" }, 422, "signature-refused", /kind is revocation/],
    [{ outcome: "outside-use", from: 2, to: 9 }, 422, "revocation-refused", /from 2, .* to 9/],
    [{ outcome: "full" }, 503, "mempool-full", /The revocation was not accepted/],
  ])("explains why the ledger refused it: %j", async (result, status, problem, words) => {
    const response = await callKeys("PATCH", PATH, stubLedger({ revoke: ok(result) }), { revoked: true });

    expect((await expectProblem(response, status, problem)).detail).toMatch(words);
  });

  const malformed: [unknown, RegExp][] = [
    [{}, /revoked is missing/],
    [{ revoked: false }, /revoked must be true/],
    [{ revoked: "true" }, /revoked must be true/],
    [{ revoked: true, reason: "lost" }, /"reason" is not supported/],
    [[], /single JSON object/],
    ...[0, -1].map((since): [unknown, RegExp] => [{ revoked: true, compromised_since: since }, /whole number from 1/]),
    ...[1.5, 2 ** 53, "2", null, true, [2]].map((since): [unknown, RegExp] => [
      { revoked: true, compromised_since: since },
      /compromised_since must be a whole number up to/,
    ]),
    [{ revoked: true, signature: {} }, /signature must be text/],
    [{ revoked: true, endorsement: "" }, /endorsement must be a compact JWS/],
  ];

  test("refuses with 400 whatever is no revocation, and asks the ledger nothing", async () => {
    const { bindings, calls } = stubLedger({});
    for (const [body, words] of malformed) {
      const problem = await expectProblem(await callKeys("PATCH", PATH, { bindings }, body), 400, "invalid-key");
      expect({ body, ...problem }).toMatchObject({ body, detail: expect.stringMatching(words) as string });
    }
    expect(calls).toEqual([]);
  });
});

describe("the keys", () => {
  test("are served page by page, with the path of the next page", async () => {
    const { bindings, calls } = stubLedger({ keys: ok({ names: "operator", keys: [VIEW], next: 7 }) });

    const response = await callKeys("GET", "/ledgers/ward-3/keys?from=2&limit=1", { bindings });

    const next = "/ledgers/ward-3/keys?from=7&limit=1";
    expect(response.headers.get("Link")).toBe(`<${next}>; rel="next"`);
    expect(await response.json()).toEqual({ names: "operator", keys: [VIEW], next });
    expect(calls).toEqual([["keys", { from: 2, limit: 1 }, readerWith()]]);
  });

  test("come all in one page unless the query says otherwise", async () => {
    const { bindings, calls } = stubLedger({ keys: ok({ names: "registrar", keys: [] }) });

    const response = await callKeys("GET", "/keys", { bindings });

    expect(response.headers.get("Link")).toBeNull();
    expect(await response.json()).toEqual({ names: "registrar", keys: [] });
    expect(calls).toEqual([["keys", { from: 1, limit: 100 }, readerWith()]]);
  });

  test("are served one by one, with who vouches for the names", async () => {
    const { bindings } = stubLedger({ key: ok({ outcome: "found", names: "registrar", key: VIEW }) });

    expect(await (await callKeys("GET", PATH, { bindings })).json()).toEqual({ ...VIEW, names: "registrar" });
  });

  test("are not there at all on a plain ledger, and a key that nobody enrolled is not found", async () => {
    const answers = { key: ok({ outcome: "not-signable" }), keys: ok({ outcome: "not-signable" }) };
    for (const path of [PATH, "/keys"]) {
      const { detail } = await expectProblem(await callKeys("GET", path, stubLedger(answers)), 409, "not-signable");
      expect(detail).toContain("plain ledger");
    }
    const none = stubLedger({ key: ok({ outcome: "none" }) });
    expect((await expectProblem(await callKeys("GET", PATH, none), 404, "key-not-found")).detail).toContain(
      "GET /keys",
    );
  });

  test.each(["from=0", "from=1.5", "limit=0", "limit=1001", "limit=1e3", "subject=dr-rao", "from=1&from=2"])(
    "are refused for the query %s",
    async (query) => {
      const { bindings, calls } = stubLedger({});
      await expectProblem(await callKeys("GET", `/keys?${query}`, { bindings }), 400, "invalid-query");
      expect(calls).toEqual([]);
    },
  );

  const { thumbprint } = key;
  test.each([
    thumbprint.slice(1),
    `${thumbprint}A`,
    `${thumbprint.slice(1)}=`,
    `${thumbprint.slice(1)}.`,
    // The last character has two bits that do not count, so only a fourth of the alphabet can stand there.
    `${thumbprint.slice(0, -1)}B`,
    encodeURIComponent(`${thumbprint.slice(1)}é`),
  ])("have no thumbprint like %s", async (text) => {
    const bodies = { GET: undefined, PUT: ENROLMENT, PATCH: { revoked: true } };
    for (const [method, body] of Object.entries(bodies)) {
      const { bindings, calls } = stubLedger({});
      const response = await callKeys(method, `/keys/${text}`, { bindings }, body);
      expect((await expectProblem(response, 400, "invalid-query")).detail).toMatch(/^thumbprint must be/);
      expect(calls).toEqual([]);
    }
  });
});
