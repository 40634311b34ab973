import { describe, expect, test } from "vitest";
import { FIELD_NAMES } from "../../../src/evidence/receipts/disclosures.ts";
import type { ProblemName } from "../../../src/contract/problems.ts";
import { NDJSON, textOf } from "../../support/http/batch.ts";
import { disclosure, disclosuresOf, SALT } from "../../support/http/authors.ts";
import { EVERYTHING } from "../../support/http/sealed.ts";
import { ok, stubLedger } from "../../support/http/stub-ledger.ts";
import { bearer, patient, request } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";

const AUTHORSHIP = {
  author: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
  seen: { index: 1, hash: "0".repeat(64) },
  signature: "eyJhIjoxfQ..AAAA",
};
const RECORD = { patient_name: "Quartermaine Ørsted", patient_ID: "P-7731", Reg_no: "REG-55021" };
const SIGNED = { disclosures: disclosuresOf(RECORD), ...AUTHORSHIP };
const SUBMITTED = { ...RECORD, signed: SIGNED };

const LOGGED = { denied: ok(null) };

/** The routes that take a signed record. Each says what the ledger was asked to put on the chain. */
const ROUTES: Record<string, readonly [path: string, method: string, answer: unknown]> = {
  "POST /mine_block": ["/mine_block", "mine", ok({ outcome: "pending", id: "2" })],
  "POST /mine_block, preferring not to wait": ["/mine_block", "accept", ok([{ outcome: "pending", id: "2" }])],
  "POST /records": ["/records", "accept", ok([{ outcome: "pending", id: "2" }])],
  "POST /records/<number>/corrections": ["/records/2/corrections", "correct", ok({ outcome: "pending", id: "2" })],
};
const CASES = Object.entries(ROUTES).map(([what, [path, method, answer]]) => ({ what, path, method, answer }));

/** Sends a body to a route of a stub; for a batch it is the only line. */
async function send(
  { what, path }: { readonly what: string; readonly path: string },
  body: unknown,
  { bindings }: { readonly bindings: object },
  claims: Record<string, unknown> = {},
): Promise<Response> {
  const headers: Record<string, string> = {
    ...(await bearer({ scope: EVERYTHING, ...claims })),
    "Content-Type": path === "/records" ? NDJSON : "application/json",
    "If-Match": "*",
    ...(what.endsWith("not to wait") ? { Prefer: "respond-async" } : {}),
  };
  return request(path, { method: "POST", headers, body: JSON.stringify(body) }, bindings);
}

/** The problem of a response, or of the only line of a batch's. */
async function problemOf(response: Response): Promise<{ status: number; name: string; detail: string; text: string }> {
  const text = await textOf(response);
  const body = JSON.parse(text) as { problem?: object };
  const { status, type, detail } = (body.problem ?? body) as { status: number; type: string; detail: string };
  return { status, name: type.split(":").at(-1) ?? "", detail, text };
}

describe.each(CASES)("a signed record sent to $what", (route) => {
  const { path, method, answer } = route;

  test("reaches the ledger opened, with what its author made", async () => {
    for (const disclosures of [SIGNED.disclosures, SIGNED.disclosures.toReversed()]) {
      const { bindings, calls } = stubLedger({ [method]: answer });
      const response = await send(route, { ...SIGNED, disclosures }, { bindings });

      expect(response.status).toBe(path === "/records" ? 200 : 202);
      await textOf(response);
      const submitted = { ...SUBMITTED, signed: { ...SIGNED, disclosures } };
      expect(calls).toHaveLength(1);
      expect(calls[0]?.flat()).toContainEqual(submitted);
    }
  });

  test("must be of a patient whom the token opens", async () => {
    const { bindings, calls } = stubLedger({ ...LOGGED, accept: ok([]) });

    const { name, text } = await problemOf(await send(route, SIGNED, { bindings }, { patients: ["P-1"] }));

    expect(name).toBe("patient-not-allowed");
    expect(text).not.toContain(RECORD.patient_ID);
    expect(calls.filter(([asked]) => asked === "mine" || asked === "correct")).toEqual([]);
    expect(JSON.stringify(calls)).not.toContain(RECORD.patient_ID);
  });

  test.each<[ProblemName, number, RegExp]>([
    ["key-not-enrolled", 403, /PUT \/keys/],
    ["key-revoked", 409, /another key/],
    ["seen-unknown", 409, /newest 512 blocks/],
    ["commitment-repeated", 409, /new salts/],
    ["signature-refused", 422, /RFC 8785/],
    ["signature-required", 422, /signatures: required/],
    ["not-signable", 409, /plain ledger/],
  ])("is refused in words that help: %s", async (outcome, status, words) => {
    const result = { outcome };
    const { bindings } = stubLedger({ [method]: ok(method === "accept" ? [result] : result) });

    const problem = await problemOf(await send(route, SIGNED, { bindings }));

    expect(problem).toMatchObject({ status, name: outcome, detail: expect.stringMatching(words) as string });
  });
});

const [name, id, number] = SIGNED.disclosures;
const withRecord = (changes: object) => ({ ...SIGNED, disclosures: disclosuresOf({ ...RECORD, ...changes }) });
const withFirst = (...parts: unknown[]) => ({ ...SIGNED, disclosures: [disclosure(...parts), id, number] });
const FOUR = /must be a list with the disclosure of patient_name, patient_ID and Reg_no, each once/;
const THREE = /must disclose patient_name, patient_ID and Reg_no, each once/;

/** Signed records that are none, and what is said of them. */
const MALFORMED: readonly (readonly [string, unknown, RegExp])[] = [
  [
    "disclosures alone",
    { disclosures: SIGNED.disclosures },
    /author is missing; seen is missing; signature is missing/,
  ],
  ["a signature alone", { signature: "a..b" }, /disclosures is missing; author is missing; seen is missing/],
  ["a record with a signature", { ...RECORD, signature: "a..b" }, /disclosures is missing.*"patient_name" is not supp/],
  ["a record beside its disclosures", { ...SIGNED, ...RECORD }, /"patient_name" is not supported/],
  ["a proof", { ...SIGNED, proof: 1 }, /"proof" is not supported/],
  ["no disclosures", { ...SIGNED, disclosures: [] }, FOUR],
  ["two disclosures", { ...SIGNED, disclosures: [name, id] }, FOUR],
  ["four disclosures", { ...SIGNED, disclosures: [name, id, number, number] }, FOUR],
  ["disclosures as text", { ...SIGNED, disclosures: `${name}~${id}~${number}` }, FOUR],
  ["disclosures as an object", { ...SIGNED, disclosures: { name, id, number } }, FOUR],
  ["disclosures as null", { ...SIGNED, disclosures: null }, FOUR],
  ["a disclosure that is a number", { ...SIGNED, disclosures: [7, id, number] }, /disclosures\.0 must be text/],
  ["a disclosure twice", { ...SIGNED, disclosures: [name, name, number] }, THREE],
  ["two names alike", withFirst(SALT, "Reg_no", "REG-1"), THREE],
  ["a subject", withFirst(SALT, "subject", "dr-rao"), THREE],
  ["an unknown name", withFirst(SALT, "diagnosis", "flu"), /disclosures\.0 cannot be read: .* the name of no field/],
  ["a name from a prototype", withFirst(SALT, "__proto__", "x"), /the name of no field/],
  ["an empty disclosure", { ...SIGNED, disclosures: ["", id, number] }, /disclosures\.0 cannot be read/],
  ["a padded disclosure", { ...SIGNED, disclosures: [`${name}=`, id, number] }, /not base64url without padding/],
  ["base64 with a plus", { ...SIGNED, disclosures: ["ab+/", id, number] }, /not base64url without padding/],
  ["a disclosure that is no JSON", { ...SIGNED, disclosures: ["AAAA", id, number] }, /not a JSON array/],
  ["a disclosure that is not UTF-8", { ...SIGNED, disclosures: ["____", id, number] }, /not a JSON array/],
  ["a salt of 127 bits", withFirst("A".repeat(21), "patient_name", "x"), /salt must be 128 bits or more/],
  ["a salt that is a number", withFirst(7, "patient_name", "x"), /the first two text/],
  ["a salt that is not base64url", withFirst("é".repeat(30), "patient_name", "x"), /salt must be 128 bits or more/],
  ["a decoy of two elements", withFirst(SALT, "patient_name"), /a salt, a name and a value/],
  ["four elements", withFirst(SALT, "patient_name", "x", "y"), /a salt, a name and a value/],
  ...[7, null, true, ["x"], { a: 1 }].map(
    (value) =>
      [`the value ${JSON.stringify(value)}`, withFirst(SALT, "patient_name", value), /all three text/] as const,
  ),
  ["a name without a letter", withRecord({ patient_name: "..." }), /patient_name must have a letter or a digit/],
  ["an empty number", withRecord({ Reg_no: "" }), /Reg_no must not be empty/],
  ["an invisible ID", withRecord({ patient_ID: "P\u200b1" }), /patient_ID must not contain invisible/],
  ["a long number", withRecord({ Reg_no: "9".repeat(65) }), /Reg_no must have at most 64 characters/],
  [
    "a lone surrogate",
    { ...SIGNED, disclosures: [disclosure(SALT, "patient_name", "\ud800"), id, number] },
    /not a JSON a/,
  ],
  ["an author that is too short", { ...SIGNED, author: AUTHORSHIP.author.slice(1) }, /author must be the RFC 7638/],
  ["an author that is a key", { ...SIGNED, author: { kty: "OKP" } }, /author must be text/],
  ["a block that is text", { ...SIGNED, seen: "1" }, /seen must be an object with index and hash/],
  ["a block that is null", { ...SIGNED, seen: null }, /seen must be an object with index and hash/],
  ["a block without a hash", { ...SIGNED, seen: { index: 1 } }, /seen\.hash is missing/],
  ["a block with more", { ...SIGNED, seen: { ...AUTHORSHIP.seen, at: 1 } }, /"at" is not supported/],
  ...[1.5, 2 ** 53, "1", null, true].map(
    (index) =>
      [
        `the block ${index}`,
        { ...SIGNED, seen: { ...AUTHORSHIP.seen, index } },
        /seen\.index must be a whole num/,
      ] as const,
  ),
  ...[0, -1].map(
    (index) =>
      [`the block ${index}`, { ...SIGNED, seen: { ...AUTHORSHIP.seen, index } }, /whole number from 1/] as const,
  ),
  ["a hash in upper case", { ...SIGNED, seen: { index: 1, hash: "A".repeat(64) } }, /seen\.hash must be 64 lower-case/],
  ["a signature that is a list", { ...SIGNED, signature: ["a"] }, /signature must be text/],
  ["a signature with a space", { ...SIGNED, signature: "a.. b" }, /signature must be a compact JWS/],
];

describe("a signed record that is none", () => {
  test.each(CASES)("is refused by $what, which says how it read the body", async (route) => {
    const { bindings, calls } = stubLedger({ ...LOGGED, accept: ok([]) });
    for (const [what, body, words] of MALFORMED) {
      const problem = await problemOf(await send(route, body, { bindings }));

      const wanted = expect.stringMatching(words) as string;
      expect({ what, ...problem }).toMatchObject({ what, status: 400, name: "invalid-record", detail: wanted });
      expect(problem.detail).toMatch(/ This was read as a signed record, since it has disclosures or a signature\./);
      expect(problem.text).not.toMatch(/Quartermaine|7731|55021|dr-rao|REG-1/);
    }
    expect(calls.filter(([method]) => method !== "accept")).toEqual([]);
    expect(calls.flatMap(([, records]) => records)).toEqual([]);
  });

  test("is no work either, as no signed record is", async () => {
    const { bindings, calls } = stubLedger({});
    for (const body of [SIGNED, ...MALFORMED.map(([, each]) => each)]) {
      await expectProblem(await send({ what: "", path: "/work" }, body, { bindings }), 400, "invalid-record");
    }
    expect(calls).toEqual([]);
  });

  test("is not found in an unsigned one, whose errors name its own fields", async () => {
    const body = { ...patient(1), patient_name: "", author: AUTHORSHIP.author };
    for (const route of CASES) {
      const { detail } = await problemOf(await send(route, body, stubLedger({ ...LOGGED, accept: ok([]) })));
      expect(detail).toBe('patient_name must not be empty; "author" is not supported.');
    }
  });

  test("is not what a form can hold", async () => {
    const headers = await bearer({ scope: EVERYTHING });
    const body = new URLSearchParams({ ...AUTHORSHIP, seen: "1", disclosures: SIGNED.disclosures.join() });
    const response = await request("/mine_block", { method: "POST", headers, body }, stubLedger({}).bindings);
    expect((await expectProblem(response, 400, "invalid-record")).detail).toMatch(FOUR);
  });
});

describe("POST /records", () => {
  test("takes signed and unsigned lines, answers each, and takes no signed rows of CSV", async () => {
    const pending = { outcome: "pending", id: "2" };
    const { bindings, calls } = stubLedger({ accept: ok([pending, { outcome: "key-revoked" }]) });
    const lines = [SIGNED, { ...SIGNED, author: "x" }, patient(1)];
    const headers = { ...(await bearer({ scope: EVERYTHING })), "Content-Type": NDJSON };
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");

    const response = await request("/records", { method: "POST", headers, body }, bindings);

    const answers = (await textOf(response)).trim().split("\n");
    expect(answers.map((line) => (JSON.parse(line) as { status: number }).status)).toEqual([202, 400, 409]);
    expect(calls.map(([, records]) => records)).toEqual([[SUBMITTED, patient(1)]]);
    const csv = `disclosures,author,seen,signature\n${FIELD_NAMES.join()},x\n`;
    const rows = { method: "POST", headers: { ...headers, "Content-Type": "text/csv" }, body: csv };
    await expectProblem(await request("/records", rows, bindings), 400, "invalid-body");
  });
});

describe("a signed erasure", () => {
  const route = { what: "", path: "/records/2/erasure" };
  const erasure = { state: "pending", reason: "request" };

  test.each([
    [{ reason: "request", ...AUTHORSHIP }, AUTHORSHIP],
    [{ reason: "request" }, undefined],
  ])("reaches the ledger with what its author made: %j", async (body, authorship) => {
    const { bindings, calls } = stubLedger({ erase: ok({ outcome: "erasing", erasure }) });

    const response = await send(route, body, { bindings });

    expect([response.status, await response.json()]).toEqual([202, erasure]);
    expect(calls.map(([, , reason, , by]) => [reason, by])).toEqual([["request", authorship]]);
  });

  test.each<[string, number, ProblemName, RegExp]>([
    ["outdated", 412, "record-changed", /not erased: .*Sign the erasure of the newest one/],
    ["key-not-enrolled", 403, "key-not-enrolled", /PUT \/keys/],
    ["key-revoked", 409, "key-revoked", /another key/],
    ["seen-unknown", 409, "seen-unknown", /newest 512/],
    ["signature-refused", 422, "signature-refused", /RFC 8785/],
    ["not-erasable", 409, "not-erasable", /plain ledger/],
  ])("is refused in words that help: %s", async (outcome, status, problem, words) => {
    const response = await send(route, { reason: "request", ...AUTHORSHIP }, stubLedger({ erase: ok({ outcome }) }));

    expect((await expectProblem(response, status, problem)).detail).toMatch(words);
  });

  test.each<[object, RegExp]>([
    [AUTHORSHIP, /reason is missing/],
    [
      { reason: "request", author: AUTHORSHIP.author },
      /seen is missing: a signed erasure has .*; signature is missing/,
    ],
    [{ reason: "request", signature: "a..b" }, /author is missing: .*; seen is missing/],
    [
      { reason: "request", ...AUTHORSHIP, seen: { index: 0, hash: "" } },
      /seen\.index must be a whole number from 1; seen\.h/,
    ],
    [{ reason: "request", ...AUTHORSHIP, disclosures: [] }, /"disclosures" is not supported/],
    [{ reason: "request", ...AUTHORSHIP, author: null }, /author must be text/],
  ])("is refused with 400, and changes nothing: %j", async (body, words) => {
    const { bindings, calls } = stubLedger({});
    const { detail } = await expectProblem(await send(route, body, { bindings }), 400, "invalid-erasure");
    expect(detail).toMatch(words);
    expect(calls).toEqual([]);
  });
});
