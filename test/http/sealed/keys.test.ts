import { beforeEach, describe, expect, test } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { enrolment, revocation } from "../../../src/client/signing/enrolment.ts";
import type { ProblemName } from "../../../src/contract/problems.ts";
import type { KeyBody } from "../../../src/contract/schemas/keys.ts";
import { disclosure, ends, enrol, enrolmentOf, SALT, sendKey } from "../../support/http/authors.ts";
import { blocks, call, createWard, PREFIX, register, send, WARD } from "../../support/http/sealed.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { bearer, patient, putLedger, request } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";

deployedWith(SIGNING);

const key = await generateAuthorKey();
const other = await generateAuthorKey({ algorithm: "ES256" });
const registrar = await generateAuthorKey();
const stranger = await generateAuthorKey();

const sizes = async () => (await blocks()).map(({ entries }) => entries.length);
const shown = async (claims: Record<string, unknown> = {}) =>
  (await call(`/keys/${key.thumbprint}`, {}, claims)).json<KeyBody & { readonly names: string }>();

describe("an author's key", () => {
  beforeEach(createWard);

  test("is enrolled once: 201 with its receipt, then 200, and shown by both routes", async () => {
    const body = await enrolmentOf(key);
    const first = await sendKey("PUT", key.thumbprint, body, { scope: "key:enrol" });
    const again = await sendKey("PUT", key.thumbprint, await enrolmentOf(key), { scope: "key:enrol" });

    expect([first.status, first.headers.get("Location")]).toEqual([201, `${PREFIX}/keys/${key.thumbprint}`]);
    const enrolled = await first.json<Record<string, unknown>>();
    expect(enrolled).toMatchObject({
      key: { thumbprint: key.thumbprint, public_key: key.publicKey, state: "enrolled", endorsed: false },
      block: { index: 2 },
      receipt: { number: 2, disclosures: body.disclosures, entry: { kind: "key", public_key: key.publicKey } },
    });
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ ...enrolled, message: expect.any(String) });
    expect(await shown({ scope: "chain:read" })).toEqual({ ...(enrolled["key"] as object), names: "operator" });
    expect(await (await call("/keys", {}, { scope: "chain:read" })).json()).toEqual({
      names: "operator",
      keys: [enrolled["key"]],
    });
    expect(await sizes()).toEqual([1, 1]);
  });

  test("shows its subject to those only who may read records, until that is erased", async () => {
    await enrol(key);
    expect(await shown({ scope: "chain:read" })).not.toHaveProperty("subject");
    expect(await shown({ scope: "chain:read record:read", sub: "the-registry" })).toHaveProperty("subject", "dr-rao");
    expect(JSON.stringify(await blocks())).not.toContain("dr-rao");

    expect((await send("/records/2/erasure", { reason: "request" })).status).toBe(202);

    expect(await shown()).toMatchObject({ subject: null, state: "enrolled" });
  });

  test.each<[string, Record<string, unknown>, number, ProblemName]>([
    ["without a token", { exp: 1 }, 401, "invalid-token"],
    ["with a token for another ledger", { ledgers: [`${WARD}-2`] }, 403, "ledger-not-allowed"],
    ["with every other scope", { scope: "record:read chain:mine audit:read" }, 403, "insufficient-scope"],
  ])("is shown and changed by nobody %s", async (_, claims, status, problem) => {
    const body = await enrolmentOf(key);
    const none = problem === "insufficient-scope" ? { scope: "openid" } : {};
    const responses = [
      await call("/keys", {}, claims),
      await call(`/keys/${key.thumbprint}`, {}, claims),
      await sendKey("PUT", key.thumbprint, body, claims),
      await sendKey("PATCH", key.thumbprint, { revoked: true }, { ...claims, ...none }),
    ];
    for (const response of responses) {
      expect((await expectProblem(response, status, problem)).detail).not.toContain("dr-rao");
    }
    expect(await sizes()).toEqual([1]);
  });

  test("is no patient's: a token that is narrowed to patients enrols, sees and revokes its own", async () => {
    const narrowed = { patients: [], scope: "chain:read record:read key:enrol" };
    expect((await sendKey("PUT", key.thumbprint, await enrolmentOf(key), narrowed)).status).toBe(201);
    expect(await shown(narrowed)).toHaveProperty("subject", "dr-rao");
    expect((await sendKey("PATCH", key.thumbprint, { revoked: true }, narrowed)).status).toBe(200);
  });

  test("belongs to one subject, and is enrolled with a signature over this ledger", async () => {
    await enrol(key);
    const [body, foreign] = [await enrolmentOf(other), await enrolment(other, "dr-rao", "0".repeat(64))];
    const refused: [Response, number, ProblemName][] = [
      [await sendKey("PUT", key.thumbprint, await enrolmentOf(key, "dr-sen"), { sub: "dr-sen" }), 409, "key-conflict"],
      [await sendKey("PUT", other.thumbprint, foreign), 422, "signature-refused"],
      [await sendKey("PUT", other.thumbprint, { ...body, signature: "a..b" }), 422, "signature-refused"],
      [await sendKey("PUT", other.thumbprint, { ...body, endorsement: body.signature }), 422, "signature-refused"],
      [
        await sendKey("PUT", other.thumbprint, { ...body, disclosures: [disclosure(SALT, "subject", "dr-rao")] }),
        422,
        "signature-refused",
      ],
    ];
    for (const [response, status, problem] of refused) await expectProblem(response, status, problem);
    expect(await sizes()).toEqual([1, 1]);
    await enrol(other);
    expect(await sizes()).toEqual([1, 1, 1]);
  });

  test.each<[who: string, claims: Record<string, unknown>, status: number]>([
    ["whoever enrolled it", { sub: "the-registry", scope: "chain:read" }, 200],
    ["its subject, with a token for anything", { sub: "dr-rao", scope: "chain:mine" }, 200],
    ["a subject with key:revoke", { sub: "security", scope: "key:revoke" }, 200],
    ["a stranger", { sub: "dr-bose", scope: "chain:read record:erase key:enrol key:enrol-others" }, 403],
    ["a subject with no scope of a ledger", { sub: "dr-rao", scope: "openid" }, 403],
  ])("is revoked by %s, or not", async (_, claims, status) => {
    await enrol(key, "dr-rao", { sub: "the-registry", scope: "key:enrol-others" });

    const response = await sendKey("PATCH", key.thumbprint, { revoked: true }, claims);

    expect(response.status).toBe(status);
    await response.text();
    const state = status === 200 ? "revoked" : "enrolled";
    expect(await shown()).toMatchObject({ state });
    const again = await sendKey("PATCH", key.thumbprint, { revoked: true }, claims);
    expect(again.status).toBe(status);
    await again.text();
    expect(await sizes()).toEqual(status === 200 ? [1, 1, 1] : [1, 1]);
  });

  test("is revoked for ever: it is not enrolled again, and disputes only with a signature", async () => {
    await enrol(key);
    const { ledger } = await ends();
    await register(patient(1));
    const own = await revocation(key.thumbprint, { ledger, compromised_since: 3, key });
    const early = await revocation(key.thumbprint, { ledger, compromised_since: 1, key });
    const refused: [unknown, number, ProblemName][] = [
      [{ revoked: true, compromised_since: 3 }, 422, "signature-refused"],
      [{ ...own, compromised_since: 2 }, 422, "signature-refused"],
      [await revocation(key.thumbprint, { ledger, compromised_since: 3, key: other }), 422, "signature-refused"],
      [await revocation(key.thumbprint, { ledger, compromised_since: 3, registrar }), 422, "signature-refused"],
      [early, 422, "revocation-refused"],
    ];
    for (const [body, status, problem] of refused) {
      await expectProblem(await sendKey("PATCH", key.thumbprint, body), status, problem);
    }
    expect(await sizes()).toEqual([1, 1, 1]);

    expect(await (await sendKey("PATCH", key.thumbprint, own)).json()).toMatchObject({
      key: { state: "revoked", revoked: { entry: 4, block: 4 }, compromised_since: 3 },
    });
    await expectProblem(await sendKey("PUT", key.thumbprint, await enrolmentOf(key)), 409, "key-revoked");
    const later = await revocation(key.thumbprint, { ledger, compromised_since: 2, key });
    await expectProblem(await sendKey("PATCH", key.thumbprint, later), 409, "key-revoked");
    expect(await sizes()).toEqual([1, 1, 1, 1]);
  });

  test("that nobody enrolled is not found, whatever case its thumbprint has", async () => {
    await enrol(key);
    for (const name of [stranger.thumbprint, swapped(key.thumbprint)]) {
      await expectProblem(await call(`/keys/${name}`), 404, "key-not-found");
      await expectProblem(await sendKey("PATCH", name, { revoked: true }), 404, "key-not-found");
    }
    await expectProblem(await sendKey("PUT", swapped(key.thumbprint), await enrolmentOf(key)), 400, "invalid-key");
    expect(await sizes()).toEqual([1, 1]);
  });

  test("is where the path of its waiting entry leads", async () => {
    await enrol(key);
    await sendKey("PATCH", key.thumbprint, { revoked: true });
    for (const number of [2, 3]) {
      const response = await call(`/mempool/${number}`);
      expect([response.status, response.headers.get("Location")]).toEqual([303, `${PREFIX}/keys/${key.thumbprint}`]);
    }
  });

  test("is listed page by page, in the order of enrolment", async () => {
    const keys = [key, other, stranger];
    for (const each of keys) await enrol(each);
    const found: string[] = [];
    let path: string | undefined = "/keys?limit=2";
    for (let pages = 0; path !== undefined && pages < 3; pages++) {
      const response = await call(path);
      const page: { keys: KeyBody[]; next?: string } = await response.json();
      found.push(...page.keys.map(({ thumbprint }) => thumbprint));
      expect(response.headers.get("Link")).toBe(page.next === undefined ? null : `<${page.next}>; rel="next"`);
      path = page.next?.slice(PREFIX.length);
    }
    expect(found).toEqual(keys.map(({ thumbprint }) => thumbprint));
  });
});

/** A thumbprint with the case of its first letter changed. */
function swapped(thumbprint: string): string {
  return thumbprint.replace(/[a-z]/i, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

test("a plain ledger, and one that does not exist, have no keys", async () => {
  await putLedger(WARD, { puzzle: "squares" });
  const body = await enrolment(key, "dr-rao", "0".repeat(64));
  const headers = {
    "Content-Type": "application/json",
    ...(await bearer({ scope: "chain:read key:enrol key:revoke" })),
  };
  const path = `/keys/${key.thumbprint}`;
  for (const [prefix, status, problem] of [
    [PREFIX, 409, "not-signable"],
    ["", 409, "not-signable"],
    ["/ledgers/none", 404, "ledger-not-found"],
  ] as const) {
    const sent = (method: string, value: unknown) =>
      request(prefix + path, { method, headers, body: JSON.stringify(value) });
    const responses = [
      await request(`${prefix}/keys`, { headers }),
      await request(prefix + path, { headers }),
      await sent("PUT", body),
      await sent("PATCH", { revoked: true }),
    ];
    for (const response of responses) {
      expect((await expectProblem(response, status, problem)).detail).toMatch(/plain ledger|no ledger/);
    }
  }
});
