import { env, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, createWard, register, send, WARD } from "../../support/http/sealed.ts";

deployedWith(SIGNING);

const PATIENT = "P-1";
const [FIRST, SECOND] = [patient(1), patient(2)].map((record) => ({ ...record, patient_ID: PATIENT })) as [
  ReturnType<typeof patient>,
  ReturnType<typeof patient>,
];

/** Registers two records of a patient, and removes the key of the second from the vault. */
async function withLostKey(): Promise<void> {
  await createWard();
  await register(FIRST);
  await register(SECOND);
  await runInDurableObject(env.VAULT.getByName(WARD), (_, { storage }) =>
    storage.sql.exec("DELETE FROM keys WHERE id = (SELECT max(id) FROM keys)").toArray(),
  );
}

test.each([{}, { patients: [PATIENT] }])("a search names the records that cannot be opened (%j)", async (claims) => {
  await withLostKey();

  const found = await (await send("/records/search", { patient_ID: PATIENT }, claims)).json();

  expect(found).toEqual({ records: [expect.objectContaining({ ...FIRST, number: 2 })], missing: [3] });
});

test("a repeated record that cannot be opened is not promised again", async () => {
  await withLostKey();

  const problem = await expectProblem(await send("/mine_block", SECOND), 503, "record-missing");
  expect(problem.detail).toContain("records=open");
});

test("a missing record is told apart from an invalid chain", async () => {
  await withLostKey();

  const opened = await (await call("/is_valid?records=open")).json();

  expect(opened).toMatchObject({ valid: false, message: "A record is missing or damaged.", fault: { index: 3 } });
  expect(await (await call("/is_valid")).json()).toMatchObject({ valid: true });
});
