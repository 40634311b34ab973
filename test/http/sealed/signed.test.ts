import { beforeEach, describe, expect, test } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { signedCorrection, signedErasure, signedRecord } from "../../../src/client/signing/signed-bodies.ts";
import type { Entry } from "../../../src/chain/sealed/entry.ts";
import type { ProblemName } from "../../../src/contract/problems.ts";
import { NDJSON } from "../../support/http/batch.ts";
import { ends, enrol, registerSigned, sendKey, signed } from "../../support/http/authors.ts";
import {
  blocks,
  call,
  correct,
  createWard,
  PREFIX,
  register,
  type RegisteredBody,
  send,
  WARD,
} from "../../support/http/sealed.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { patient, putLedger } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";

deployedWith(SIGNING);

const key = await generateAuthorKey();
const ecKey = await generateAuthorKey({ algorithm: "ES256" });
const stranger = await generateAuthorKey();

/** The newest entry on the chain. */
const newest = async () => (await blocks()).at(-1)?.entries.at(-1) as Entry;
const length = async () => (await blocks()).length;
const verdict = async () => (await call("/is_valid?records=open")).json<Record<string, unknown>>();

/** Sends one line of a batch, and returns its answer. */
async function line(
  body: unknown,
  claims: Record<string, unknown> = {},
): Promise<{ status: number; problem?: { type: string } }> {
  const init = { method: "POST", headers: { "Content-Type": NDJSON }, body: JSON.stringify(body) };
  return (await call("/records", init, claims)).json();
}

describe("a signed record", () => {
  beforeEach(async () => {
    await createWard();
    await enrol(key);
    await enrol(ecKey, "dr-sen");
  });

  test.each([
    ["Ed25519", key],
    ["ES256", ecKey],
  ])("is registered as its author signed it, whoever sends it: %s", async (_, author) => {
    const sent = await signed(patient(1), author);
    const response = await send("/mine_block", sent, { sub: "the-office", scope: "chain:mine" });

    expect(response.status).toBe(201);
    const { receipt, record } = await response.json<RegisteredBody>();
    const { disclosures, ...authorship } = sent;
    expect(receipt).toMatchObject({ disclosures, entry: { kind: "record", ...authorship } });
    expect(await newest()).toEqual(receipt.entry);
    expect(await (await call(`/records/${record.number}`)).json()).toMatchObject(patient(1));
    expect(await verdict()).toMatchObject({
      valid: true,
      signatures: { signed: 1, unsigned: 0, keys: 2, disputed: 0, names: "operator" },
    });
  });

  test("is the same when it is sent again, by anybody and sealed again, even once its key is revoked", async () => {
    const first = await (await registerSigned(patient(1), key)).json<RegisteredBody>();
    const again = [await signed(patient(1), key), await signed(patient(1), key)];
    await sendKey("PATCH", key.thumbprint, { revoked: true });
    const size = await length();

    for (const body of again) {
      const response = await send("/mine_block", body, { sub: "dr-bose" });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ record: first.record, block: first.block });
      expect(await line(body)).toMatchObject({ status: 200 });
    }
    const async = await send("/mine_block", again[0], {}, { Prefer: "respond-async" });
    expect([async.status, async.headers.get("Location")]).toEqual([200, `${PREFIX}/records/${first.record.number}`]);
    expect(await length()).toBe(size);
  });

  test("conflicts with the same record of another author, or of none", async () => {
    await registerSigned(patient(1), key);
    await register(patient(2));
    const size = await length();

    const conflicts = [await signed(patient(1), ecKey), patient(1), await signed(patient(2), key)];
    for (const body of conflicts) {
      const { detail } = await expectProblem(await send("/mine_block", body), 409, "registration-conflict");
      expect(detail).toContain("with a signature by another key or by none");
      expect(await line(body)).toMatchObject({ status: 409 });
    }
    expect(await length()).toBe(size);
  });

  test("is refused by every route alike, and changes nothing", async () => {
    const { ledger, tip } = await ends();
    await sendKey("PATCH", ecKey.thumbprint, { revoked: true });
    await register(patient(1));
    const ward = (await blocks())[1];
    const good = await signed(patient(2), key);
    const other = await signed(patient(3), key);
    const future = { index: tip.index + 9, hash: tip.hash };
    const refused: [what: string, body: object, status: number, ProblemName][] = [
      ["a key that nobody enrolled", await signedRecord(patient(2), stranger, ledger, tip), 403, "key-not-enrolled"],
      ["a revoked key", await signedRecord(patient(2), ecKey, ledger, tip), 409, "key-revoked"],
      ["another record's signature", { ...good, signature: other.signature }, 422, "signature-refused"],
      ["another record's disclosures", { ...good, disclosures: other.disclosures }, 422, "signature-refused"],
      ["another author", { ...good, author: ecKey.thumbprint }, 422, "signature-refused"],
      ["another block seen", { ...good, seen: { index: 1, hash: ledger } }, 422, "signature-refused"],
      ["another ledger's", await signedRecord(patient(2), key, ward?.hash ?? "", tip), 422, "signature-refused"],
      ["no signature to speak of", { ...good, signature: "a..b" }, 422, "signature-refused"],
      [
        "a signature with its payload",
        { ...good, signature: good.signature.replace("..", ".e30.") },
        422,
        "signature-refused",
      ],
      ["a block still to come", await signedRecord(patient(2), key, ledger, future), 409, "seen-unknown"],
      [
        "another chain's block",
        await signedRecord(patient(2), key, ledger, { index: 2, hash: ledger }),
        409,
        "seen-unknown",
      ],
    ];
    const size = await length();
    for (const [what, body, status, problem] of refused) {
      const { detail } = await expectProblem(await send("/mine_block", body), status, problem);
      expect({ what, told: /Patient|P-\d|REG-|dr-/.test(detail) }).toEqual({ what, told: false });
      await expectProblem(await send("/mine_block", body, {}, { Prefer: "respond-async" }), status, problem);
      expect({ what, ...(await line(body)) }).toMatchObject({
        what,
        status,
        problem: { type: `urn:problem-type:patient-ledger:${problem}` },
      });
    }
    expect(await length()).toBe(size);
    expect((await send("/mine_block", good)).status).toBe(201);
  });

  test.each<[string, Record<string, unknown>, number, ProblemName]>([
    ["an expired token", { exp: 1 }, 401, "invalid-token"],
    ["a token without the scope", { scope: "chain:read key:enrol record:correct" }, 403, "insufficient-scope"],
    ["a token for another ledger", { ledgers: [`${WARD}s`] }, 403, "ledger-not-allowed"],
    ["a token for other patients", { patients: ["P-9"] }, 403, "patient-not-allowed"],
  ])("needs the same token as one that is not signed: %s", async (_, claims, status, problem) => {
    const size = await length();
    const { detail } = await expectProblem(
      await send("/mine_block", await signed(patient(1), key), claims),
      status,
      problem,
    );
    expect(detail).not.toMatch(/P-|Patient/);
    expect(await length()).toBe(size);
    const own = { sub: "dr-bose", patients: ["P-1"], scope: "chain:mine" };
    expect((await send("/mine_block", await signed(patient(1), key), own)).status).toBe(201);
  });

  test("is mined among others from a batch", async () => {
    const bodies = [await signed(patient(1), key), patient(2), await signed(patient(3), ecKey)];
    const init = {
      method: "POST",
      headers: { "Content-Type": NDJSON },
      body: bodies.map((each) => JSON.stringify(each)).join("\n"),
    };
    const answers = (await (await call("/records", init)).text()).trim().split("\n");
    expect(answers.map((each) => (JSON.parse(each) as { status: number }).status)).toEqual([202, 202, 202]);
    await expect.poll(async () => (await call("/mempool/6")).status).toBe(303);
    expect(await verdict()).toMatchObject({ valid: true, signatures: { signed: 2, unsigned: 1 } });
  });

  test("is corrected by any enrolled author, and only as its new version was signed", async () => {
    await registerSigned(patient(1), key);
    const { ledger, tip } = await ends();
    const corrected = { ...patient(1), patient_name: "Corrected" };
    const body = await signedCorrection(corrected, 4, ecKey, ledger, tip);
    const forRecord = await signedRecord(corrected, ecKey, ledger, tip);
    const forOther = await signedCorrection(corrected, 3, ecKey, ledger, tip);

    await expectProblem(await correct(4, '"old"', body), 412, "record-changed");
    await expectProblem(await correct(4, undefined, body), 428, "if-match-required");
    for (const wrong of [forRecord, forOther])
      await expectProblem(await correct(4, "*", wrong), 422, "signature-refused");
    const alone = await correct(4, "*", body, { scope: "record:correct", sub: "the-office" });

    expect(alone.status).toBe(201);
    expect(await newest()).toMatchObject({ kind: "correction", corrects: 4, author: ecKey.thumbprint });
    expect((await correct(5, "*", { ...corrected, patient_name: "Unsigned" })).status).toBe(201);
    expect(await verdict()).toMatchObject({ valid: true, signatures: { signed: 2, unsigned: 1 } });
  });

  test("is erased by an author who names the current version, or unsigned", async () => {
    await registerSigned(patient(1), key);
    await correct(4, "*", { ...patient(1), patient_name: "Corrected" });
    const { ledger, tip } = await ends();
    const of = async (number: number) => ({ reason: "request", ...(await signedErasure(number, key, ledger, tip)) });

    const outdated = await send("/records/4/erasure", await of(4));
    expect((await expectProblem(outdated, 412, "record-changed")).detail).toMatch(/^The record was not erased/);
    await expectProblem(await send("/records/5/erasure", await of(4)), 422, "signature-refused");
    expect((await call("/records/5")).status).toBe(200);

    expect((await send("/records/5/erasure", await of(5))).status).toBe(202);
    await expect.poll(newest).toEqual({ kind: "erasure", erases: 5, ...(await signedErasure(5, key, ledger, tip)) });
  });
});

describe("a ledger that demands signatures", () => {
  beforeEach(async () => {
    await putLedger(WARD, { records: "sealed", signatures: "required" });
    await enrol(key);
  });

  test("takes no record and no correction without one, and erases all the same", async () => {
    await expectProblem(await send("/mine_block", patient(1)), 422, "signature-required");
    expect(await line(patient(1))).toMatchObject({ status: 422 });
    const csv = {
      method: "POST",
      headers: { "Content-Type": "text/csv" },
      body: "patient_name,patient_ID,Reg_no\nA,B,C",
    };
    expect(await (await call("/records", csv)).json()).toMatchObject({ status: 422 });
    expect((await registerSigned(patient(1), key)).status).toBe(201);
    const unsigned = await correct(3, "*", { ...patient(1), patient_name: "Another" });
    expect((await expectProblem(unsigned, 422, "signature-required")).detail).toContain("/guide/signed-records");
    expect(await length()).toBe(3);

    expect((await send("/records/3/erasure", { reason: "request" })).status).toBe(202);
    await expect.poll(async () => (await newest()).kind).toBe("erasure");
    expect(await verdict()).toMatchObject({ valid: true, signatures: { signed: 1, unsigned: 0 } });
  });
});
