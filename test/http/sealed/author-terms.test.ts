import { describe, expect, test } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { openEnrolment, revocation } from "../../../src/client/signing/enrolment.ts";
import { endorse } from "../../../src/client/signing/sign-entry.ts";
import { ends, enrolmentOf, sendKey } from "../../support/http/authors.ts";
import { blocks, call, createWard, PREFIX, WARD } from "../../support/http/sealed.ts";
import { edit } from "../../support/storage/in-runtime.ts";
import { putLedger, request } from "../../support/worker/client.ts";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";
import { expectProblem } from "../../support/worker/problems.ts";

deployedWith(SIGNING);

const key = await generateAuthorKey();
const registrar = await generateAuthorKey();
const successor = await generateAuthorKey();
const stranger = await generateAuthorKey();

const shown = async () => (await call(`/keys/${key.thumbprint}`)).json();

describe("a ledger's terms for authors", () => {
  const TERMS = {
    records: "sealed",
    signatures: "required",
    registrar: registrar.publicKey,
    successor: successor.publicKey,
  };

  test("are what it was created with, and stay so", async () => {
    const created = await putLedger(WARD, TERMS);
    expect([created.status, await created.json()]).toEqual([201, expect.objectContaining(TERMS)]);

    expect(await (await request(PREFIX)).json()).toMatchObject(TERMS);
    expect((await putLedger(WARD, TERMS)).status).toBe(200);
    const { signatures: _, ...unsigned } = TERMS;
    const { successor: __, ...alone } = TERMS;
    const swappedKeys = { ...TERMS, registrar: successor.publicKey, successor: registrar.publicKey };
    for (const terms of [{ records: "sealed" }, unsigned, alone, swappedKeys]) {
      await expectProblem(await putLedger(WARD, terms), 409, "ledger-conflict");
    }
    const [genesis] = await blocks();
    expect(genesis?.entries).toEqual([expect.objectContaining(TERMS)]);
  });

  test("are absent where nothing is demanded", async () => {
    await createWard();
    const described = await (await request(PREFIX)).json<object>();
    for (const name of Object.keys(TERMS).slice(1)) expect(described).not.toHaveProperty(name);
    await expectProblem(await putLedger(WARD, TERMS), 409, "ledger-conflict");
  });

  test("are those of genesis, whatever else is written into the storage", async () => {
    await putLedger(WARD, TERMS);
    await edit(WARD, ({ note }) => note("sealed", { id: "0".repeat(32), vault: "another", authors: {} }));
    await restart();
    expect(await (await request(PREFIX)).json()).toMatchObject(TERMS);

    for (const term of Object.entries(TERMS).slice(1)) {
      const text = JSON.stringify(Object.fromEntries([term])).slice(1, -1);
      await edit(WARD, ({ query }) =>
        query(`UPDATE entries SET entry = replace(entry, ? || ',', '') WHERE number = 1`, text),
      );
      await expectProblem(await request(PREFIX), 409, "ledger-contradicted");
      await expectProblem(await request("/ledgers/none"), 404, "ledger-not-found");
    }
    // The blocks are still served, for everybody to see what is wrong with them.
    expect((await call("/get_chain")).status).toBe(200);
  });

  const { publicKey } = registrar;
  test.each<[object, string]>([
    [{ puzzle: "squares", signatures: "required" }, "signatures is only for a sealed ledger"],
    [{ puzzle: "squares", registrar: publicKey }, "registrar is only for a sealed ledger"],
    [{ records: "plain", puzzle: "block-hash", difficulty: 8, successor: publicKey }, "successor is only for a sealed"],
    [{ records: "sealed", signatures: true }, "signatures must be required, or absent"],
    [{ records: "sealed", successor: publicKey }, "successor needs a registrar"],
    [{ records: "sealed", registrar: null }, "registrar must be a public JSON Web Key"],
    [{ records: "sealed", registrar: { ...publicKey, d: "c2VjcmV0" } }, "Never send a private key"],
    [{ records: "sealed", registrar: { ...publicKey, use: "sig" } }, "exactly the members"],
    [
      { records: "sealed", registrar: publicKey, successor: { ...publicKey, x: "" } },
      "successor must be a canonical point",
    ],
  ])("must be ones that a ledger can keep: %j", async (terms, says) => {
    const { detail } = await expectProblem(await putLedger(WARD, terms), 400, "invalid-puzzle");

    expect(detail).toContain(says);
    expect(detail).not.toContain("c2VjcmV0");
    await expectProblem(await request(PREFIX), 404, "ledger-not-found");
  });

  test("demand the endorsement of the registrar, or of its successor", async () => {
    await putLedger(WARD, TERMS);
    const { ledger } = await ends();
    const body = await enrolmentOf(key);
    const { entry } = await openEnrolment(body, ledger);
    const endorsedBy = async (by: typeof key) => ({ ...body, endorsement: await endorse(entry, by, ledger) });
    for (const sent of [body, await endorsedBy(key), await endorsedBy(stranger)]) {
      await expectProblem(await sendKey("PUT", key.thumbprint, sent), 422, "signature-refused");
    }
    expect((await sendKey("PUT", key.thumbprint, await endorsedBy(successor))).status).toBe(201);
    expect((await sendKey("PUT", key.thumbprint, await endorsedBy(registrar))).status).toBe(200);
    expect(await shown()).toMatchObject({ endorsed: true, names: "registrar" });
    const dispute = await revocation(key.thumbprint, { ledger, compromised_since: 2, registrar });
    expect((await sendKey("PATCH", key.thumbprint, dispute, { scope: "chain:read" })).status).toBe(200);
    expect(await shown()).toMatchObject({ state: "revoked", compromised_since: 2 });
    expect((await blocks()).map(({ entries }) => entries.length)).toEqual([1, 1, 1]);
  });
});
