import { describe, expect, test } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import type { ProblemName } from "../../../src/contract/problems.ts";
import { SCOPES } from "../../../src/contract/scopes.ts";
import { disclosure, SALT } from "../../support/http/authors.ts";
import {
  callKeys,
  ENROLMENT,
  GENESIS,
  key,
  PATH,
  POSITION,
  readerWith,
  VIEW,
} from "../../support/http/key-requests.ts";
import { type Call, ok, stubLedger } from "../../support/http/stub-ledger.ts";
import { expectProblem } from "../../support/worker/problems.ts";

const other = await generateAuthorKey();
const ecKey = await generateAuthorKey({ algorithm: "ES256" });

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

/** The status of a response, and its problem, or else that the key is enrolled. */
async function saidBy(response: Response): Promise<{ status: number; name: string | undefined; detail?: string }> {
  const { type, detail = "" } = await response.json<{ readonly type?: string; readonly detail?: string }>();
  const { status } = response;
  return type === undefined ? { status, name: "enrolled" } : { status, name: type.split(":").at(-1), detail };
}

describe("PUT /keys/<thumbprint>", () => {
  const enrolled = (outcome: string) =>
    stubLedger({ enrol: ok({ outcome, key: VIEW, block: HEADER, receipt: RECEIPT }) });

  test.each([
    ["enrolled", 201, "Key enrolled", PATH],
    ["enrolled-before", 200, "Key is enrolled already", null],
  ])("hands the ledger what was sent with its subject, and answers what became of it: %s", async (...row) => {
    const [outcome, status, message, location] = row;
    const { bindings, calls } = enrolled(outcome);

    const response = await callKeys("PUT", PATH, { bindings }, ENROLMENT);

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

    const response = await callKeys("PUT", `/ledgers/ward-3${PATH}`, { bindings }, ENROLMENT);

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
    const response = await callKeys("PUT", PATH, stubLedger({ enrol: ok({ outcome }) }), ENROLMENT);

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

    const said = await saidBy(await callKeys("PUT", PATH, { bindings }, ENROLMENT, { scope, sub }));

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

      const said = await saidBy(await callKeys("PUT", PATH, { bindings }, ENROLMENT, { scope, cnf }));

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
      const problem = await expectProblem(await callKeys("PUT", PATH, { bindings }, body), 400, "invalid-key");

      expect({ what, ...problem }).toMatchObject({ what, detail: expect.stringMatching(words) as string });
      expect(JSON.stringify(problem)).not.toMatch(/c2VjcmV0|dr-rao/);
    }
    expect(calls).toEqual([]);
  });
});
