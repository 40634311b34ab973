import { describe, expect, test } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { enrolment } from "../../../src/client/signing/enrolment.ts";
import type { ProblemName } from "../../../src/contract/problems.ts";
import { type Scope, SCOPES } from "../../../src/contract/scopes.ts";
import { disclosure, SALT } from "../../support/http/authors.ts";
import { type Call, ok, stubLedger } from "../../support/http/stub-ledger.ts";
import { bearer, request } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";

const key = await generateAuthorKey();
const other = await generateAuthorKey();
const ecKey = await generateAuthorKey({ algorithm: "ES256" });
const PATH = `/keys/${key.thumbprint}`;
const GENESIS = "0".repeat(64);
const ENROLMENT = await enrolment(key, "dr-rao", GENESIS);

const POSITION = { entry: 2, block: 2, at: "2026-02-01T00:00:00.000Z" };
const VIEW = {
  thumbprint: key.thumbprint,
  public_key: key.publicKey,
  state: "enrolled",
  enrolled: POSITION,
  endorsed: false,
  subject: "dr-rao",
};
const HEADER = {
  index: 2,
  timestamp: POSITION.at,
  first_entry: 2,
  last_entry: 2,
  merkle_root: GENESIS,
  mined_by: "ledger",
  difficulty: 8,
  proof: 1,
  previous_hash: GENESIS,
  hash: GENESIS,
};
const RECEIPT = {
  number: 2,
  entry: { kind: "key", public_key: key.publicKey, commitment: GENESIS, signature: ENROLMENT.signature },
  position: 0,
  entry_path: [],
  block: HEADER,
  leaf_index: 1,
  leaf_hash: GENESIS,
  tree_size: 2,
  path: [GENESIS],
  checkpoint: "a note",
};

/** Calls a route of a stub with a token that has the scopes of keys. */
async function call(
  method: string,
  path: string,
  { bindings }: { readonly bindings: object },
  body?: unknown,
  claims: Record<string, unknown> = {},
): Promise<Response> {
  const token = await bearer({ scope: "chain:read key:enrol", ...claims });
  const headers = { ...token, "Content-Type": "application/json" };
  return request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, bindings);
}

/** The status of a response, and its problem, or else that the key is enrolled. */
async function saidBy(response: Response): Promise<{ status: number; name: string | undefined; detail?: string }> {
  const { type, detail = "" } = await response.json<{ readonly type?: string; readonly detail?: string }>();
  const { status } = response;
  return type === undefined ? { status, name: "enrolled" } : { status, name: type.split(":").at(-1), detail };
}

const readerWith = (claims: object = {}) => expect.objectContaining({ subject: "dr-rao", ...claims }) as unknown;

describe("PUT /keys/<thumbprint>", () => {
  const enrolled = (outcome: string) =>
    stubLedger({ enrol: ok({ outcome, key: VIEW, block: HEADER, receipt: RECEIPT }) });

  test.each([
    ["enrolled", 201, "Key enrolled", PATH],
    ["enrolled-before", 200, "Key is enrolled already", null],
  ])("hands the ledger what was sent with its subject, and answers what became of it: %s", async (...row) => {
    const [outcome, status, message, location] = row;
    const { bindings, calls } = enrolled(outcome);

    const response = await call("PUT", PATH, { bindings }, ENROLMENT);

    expect([response.status, response.headers.get("Location")]).toEqual([status, location]);
    expect(await response.json()).toEqual({ message, key: VIEW, block: HEADER, receipt: RECEIPT });
    const asked: Call = [
      "enrol",
      { ...ENROLMENT, subject: "dr-rao" },
      readerWith({ scopes: ["chain:read", "key:enrol"] }),
    ];
    expect(calls).toEqual([asked]);
  });

  test("answers 202 with the path to follow if the entry is still waiting, under the ledger's name", async () => {
    const { bindings } = stubLedger({ enrol: ok({ outcome: "pending", id: "2" }) });

    const response = await call("PUT", `/ledgers/ward-3${PATH}`, { bindings }, ENROLMENT);

    expect([response.status, response.headers.get("Location")]).toEqual([202, "/ledgers/ward-3/mempool/2"]);
    expect(await response.json()).toEqual({ message: expect.any(String), id: "2" });
  });

  test.each<[string, number, ProblemName, RegExp]>([
    ["key-taken", 409, "key-conflict", /another subject/],
    ["key-revoked", 409, "key-revoked", /Make another key/],
    ["signature-refused", 422, "signature-refused", /`endorsement` must be by the ledger's registrar/],
    ["not-signable", 409, "not-signable", /plain/],
    ["full", 503, "mempool-full", /The key was not accepted/],
  ])("explains why the ledger refused it: %s", async (outcome, status, problem, words) => {
    const response = await call("PUT", PATH, stubLedger({ enrol: ok({ outcome }) }), ENROLMENT);

    expect((await expectProblem(response, status, problem)).detail).toMatch(words);
  });

  test.each<[scope: string, sub: string, status: number, ProblemName | "enrolled"]>([
    ["key:enrol", "dr-rao", 201, "enrolled"],
    ["key:enrol-others", "dr-rao", 201, "enrolled"],
    ["key:enrol-others", "the-registry", 201, "enrolled"],
    ["key:enrol key:revoke record:read", "dr-bose", 403, "subject-not-allowed"],
    ["key:enrol", "Dr-Rao", 403, "subject-not-allowed"],
    [SCOPES.filter((scope) => !scope.startsWith("key:enrol")).join(" "), "dr-rao", 403, "insufficient-scope"],
  ])("lets a token with %s of %s enrol the key of dr-rao, or not: %i %s", async (scope, sub, status, expected) => {
    const { bindings, calls } = enrolled("enrolled");

    const said = await saidBy(await call("PUT", PATH, { bindings }, ENROLMENT, { scope, sub }));

    expect(said).toMatchObject({ status, name: expected });
    expect(said.detail ?? "").not.toMatch(/dr-/);
    expect(calls).toHaveLength(expected === "enrolled" ? 1 : 0);
  });

  test.each<[string, unknown, number, ProblemName | "enrolled"]>([
    ["this key", { jkt: key.thumbprint }, 201, "enrolled"],
    ["no key", {}, 201, "enrolled"],
    ["a certificate", { "x5t#S256": other.thumbprint }, 201, "enrolled"],
    ["another key", { jkt: other.thumbprint }, 403, "key-not-allowed"],
    ["what is no thumbprint", { jkt: "" }, 403, "key-not-allowed"],
    ["this key in another case", { jkt: key.thumbprint.toUpperCase() }, 403, "key-not-allowed"],
    ["a number", { jkt: 7 }, 401, "invalid-token"],
    ["null", { jkt: null }, 401, "invalid-token"],
    ["a claim that is text", key.thumbprint, 401, "invalid-token"],
    ["a claim that is a list", [key.thumbprint], 401, "invalid-token"],
    ["a claim that is null", null, 401, "invalid-token"],
  ])("holds a token to the key that it is bound to: %s", async (_, cnf, status, expected) => {
    for (const scope of ["key:enrol", "key:enrol-others"]) {
      const { bindings, calls } = enrolled("enrolled");

      const said = await saidBy(await call("PUT", PATH, { bindings }, ENROLMENT, { scope, cnf }));

      expect(said).toMatchObject({ status, name: expected });
      expect(calls).toHaveLength(expected === "enrolled" ? 1 : 0);
    }
  });

  const subject = (...parts: unknown[]) => ({ ...ENROLMENT, disclosures: [disclosure(...parts)] });
  const malformed: [string, unknown, RegExp][] = [
    ["no body to speak of", {}, /public_key is missing; disclosures is missing; signature is missing/],
    ["a list", [ENROLMENT], /single JSON object/],
    ["a member too many", { ...ENROLMENT, subject: "dr-rao" }, /"subject" is not supported/],
    ["a key that is text", { ...ENROLMENT, public_key: key.thumbprint }, /public_key must be a public JSON Web Key/],
    ["a key that is null", { ...ENROLMENT, public_key: null }, /public_key must be a public JSON Web Key/],
    ["a private key", { ...ENROLMENT, public_key: { ...key.publicKey, d: "c2VjcmV0" } }, /Never send a private key/],
    ["a secret key", { ...ENROLMENT, public_key: { kty: "oct", k: "c2VjcmV0" } }, /Never send a private key/],
    [
      "a key with a kid",
      { ...ENROLMENT, public_key: { ...key.publicKey, kid: "a" } },
      /exactly the members crv, kty, x\./,
    ],
    ["a key of another curve", { ...ENROLMENT, public_key: { ...key.publicKey, crv: "X25519" } }, /Ed25519 or a P-256/],
    ["an RSA key", { ...ENROLMENT, public_key: { kty: "RSA", n: "AQAB", e: "AQAB" } }, /Ed25519 or a P-256/],
    ["a small-order point", { ...ENROLMENT, public_key: { ...key.publicKey, x: "A".repeat(43) } }, /small order/],
    ["a point that is none", { ...ENROLMENT, public_key: { ...ecKey.publicKey, x: "A".repeat(43) } }, /point of P-256/],
    [
      "a point with padding",
      { ...ENROLMENT, public_key: { ...key.publicKey, x: "A".repeat(43) + "=" } },
      /canonical point/,
    ],
    ["another key", { ...ENROLMENT, public_key: other.publicKey }, /thumbprint that the path names/],
    ["no disclosure", { ...ENROLMENT, disclosures: [] }, /the disclosure of subject, each once/],
    ["two disclosures", { ...ENROLMENT, disclosures: Array(2).fill(ENROLMENT.disclosures[0]) }, /subject, each once/],
    ["a disclosure outside a list", { ...ENROLMENT, disclosures: ENROLMENT.disclosures[0] }, /must be a list/],
    ["a disclosure of another name", subject(SALT, "patient_name", "dr-rao"), /must disclose subject, each once/],
    ["a short salt", subject("A".repeat(21), "subject", "dr-rao"), /salt must be 128 bits or more/],
    ["a subject that is a number", subject(SALT, "subject", 7), /all three text/],
    ["an empty subject", subject(SALT, "subject", ""), /subject must not be empty/],
    ["an invisible subject", subject(SALT, "subject", "dr\u200brao"), /subject must not contain invisible/],
    ["a long subject", subject(SALT, "subject", "x".repeat(201)), /subject must have at most 200/],
    ["a signature that is a number", { ...ENROLMENT, signature: 7 }, /signature must be text/],
    ["a signature with a line break", { ...ENROLMENT, signature: "a.\n.b" }, /signature must be a compact JWS/],
    ["a lone surrogate", { ...ENROLMENT, signature: "\ud800" }, /signature must be a compact JWS/],
    ["a long signature", { ...ENROLMENT, signature: "a".repeat(513) }, /signature must be a compact JWS/],
    ["an endorsement that is null", { ...ENROLMENT, endorsement: null }, /endorsement must be text/],
  ];

  test("refuses with 400 whatever is no enrolment, and asks the ledger nothing", async () => {
    const { bindings, calls } = stubLedger({});
    for (const [what, body, words] of malformed) {
      const problem = await expectProblem(await call("PUT", PATH, { bindings }, body), 400, "invalid-key");

      expect({ what, ...problem }).toMatchObject({ what, detail: expect.stringMatching(words) as string });
      expect(JSON.stringify(problem)).not.toMatch(/c2VjcmV0|dr-rao/);
    }
    expect(calls).toEqual([]);
  });
});

describe("PATCH /keys/<thumbprint>", () => {
  const revoked = { ...VIEW, state: "revoked", revoked: { ...POSITION, entry: 3, block: 3 } };

  test.each(["revoked", "revoked-before"])("answers 200 with the key: %s", async (outcome) => {
    const { bindings, calls } = stubLedger({ revoke: ok({ outcome, key: revoked }) });
    const sent = { compromised_since: 2, signature: "a..b", endorsement: "c..d" };

    const response = await call("PATCH", PATH, { bindings }, { revoked: true, ...sent });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ message: expect.any(String), key: revoked });
    expect(calls).toEqual([["revoke", key.thumbprint, sent, readerWith()]]);
  });

  test.each(SCOPES)("lets the ledger decide about a token with any scope: %s", async (scope: Scope) => {
    const { bindings, calls } = stubLedger({ revoke: ok({ outcome: "not-own-key" }) });

    const response = await call("PATCH", PATH, { bindings }, { revoked: true }, { scope });

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
    const response = await call("PATCH", PATH, stubLedger({ revoke: ok(result) }), { revoked: true });

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
      const problem = await expectProblem(await call("PATCH", PATH, { bindings }, body), 400, "invalid-key");
      expect({ body, ...problem }).toMatchObject({ body, detail: expect.stringMatching(words) as string });
    }
    expect(calls).toEqual([]);
  });
});

describe("the keys", () => {
  test("are served page by page, with the path of the next page", async () => {
    const { bindings, calls } = stubLedger({ keys: ok({ names: "operator", keys: [VIEW], next: 7 }) });

    const response = await call("GET", "/ledgers/ward-3/keys?from=2&limit=1", { bindings });

    const next = "/ledgers/ward-3/keys?from=7&limit=1";
    expect(response.headers.get("Link")).toBe(`<${next}>; rel="next"`);
    expect(await response.json()).toEqual({ names: "operator", keys: [VIEW], next });
    expect(calls).toEqual([["keys", { from: 2, limit: 1 }, readerWith()]]);
  });

  test("come all in one page unless the query says otherwise", async () => {
    const { bindings, calls } = stubLedger({ keys: ok({ names: "registrar", keys: [] }) });

    const response = await call("GET", "/keys", { bindings });

    expect(response.headers.get("Link")).toBeNull();
    expect(await response.json()).toEqual({ names: "registrar", keys: [] });
    expect(calls).toEqual([["keys", { from: 1, limit: 100 }, readerWith()]]);
  });

  test("are served one by one, with who vouches for the names", async () => {
    const { bindings } = stubLedger({ key: ok({ outcome: "found", names: "registrar", key: VIEW }) });

    expect(await (await call("GET", PATH, { bindings })).json()).toEqual({ ...VIEW, names: "registrar" });
  });

  test("are not there at all on a plain ledger, and a key that nobody enrolled is not found", async () => {
    const answers = { key: ok({ outcome: "not-signable" }), keys: ok({ outcome: "not-signable" }) };
    for (const path of [PATH, "/keys"]) {
      const { detail } = await expectProblem(await call("GET", path, stubLedger(answers)), 409, "not-signable");
      expect(detail).toContain("plain ledger");
    }
    const none = stubLedger({ key: ok({ outcome: "none" }) });
    expect((await expectProblem(await call("GET", PATH, none), 404, "key-not-found")).detail).toContain("GET /keys");
  });

  test.each(["from=0", "from=1.5", "limit=0", "limit=1001", "limit=1e3", "subject=dr-rao", "from=1&from=2"])(
    "are refused for the query %s",
    async (query) => {
      const { bindings, calls } = stubLedger({});
      await expectProblem(await call("GET", `/keys?${query}`, { bindings }), 400, "invalid-query");
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
      const response = await call(method, `/keys/${text}`, { bindings }, body);
      expect((await expectProblem(response, 400, "invalid-query")).detail).toMatch(/^thumbprint must be/);
      expect(calls).toEqual([]);
    }
  });
});
