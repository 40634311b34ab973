import { expect, test } from "vitest";
import type { PlaceInClass } from "../../../src/contract/schemas/class.ts";
import { CLASS, CODES, opened, send, studentToken } from "../../support/http/classes.ts";
import { mine, patient, putLedger, request } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { expectProblem } from "../../support/worker/problems.ts";

deployedWith({ ...CODES, ...SIGNING });

const to = `/classes/${CLASS}/self/sandbox`;

/** Opens a class with its ledger and a sandbox for the first student. @returns the student's header */
async function prepared(): Promise<{ Authorization: string }> {
  const terms = { puzzle: "block-hash", sandbox: true };
  await (await putLedger(CLASS, { ...terms, difficulty: 10 })).text();
  await (await putLedger(`${CLASS}-01-1`, { ...terms, difficulty: 8 })).text();
  await opened(2);
  return { Authorization: `Bearer ${await studentToken(1)}` };
}

test("a student who starts again gets one fresh sandbox like the present one, however often it is asked for", async () => {
  const student = await prepared();
  const replaces = { replaces: `${CLASS}-01-1` };

  const answers = await Promise.all(Array.from({ length: 3 }, () => send("POST", to, replaces, student)));
  const later = await send("POST", to, replaces, student);

  for (const answer of [...answers, later]) {
    expect(answer.status).toBe(200);
    expect(await answer.json<PlaceInClass>()).toMatchObject({ number: 1, sandbox: `${CLASS}-01-2` });
  }
  await expectProblem(await request(`/ledgers/${CLASS}-01-1`), 410, "ledger-deleted");
  expect(await (await request(`/ledgers/${CLASS}-01-2`)).json()).toMatchObject({
    puzzle: "block-hash",
    difficulty: 8,
    sandbox: true,
    length: 1,
  });
  await expectProblem(await request(`/ledgers/${CLASS}-01-3`), 404, "ledger-not-found");
});

test("a name that was used before is passed over", async () => {
  const student = await prepared();
  await (await putLedger(`${CLASS}-01-2`)).text();
  const answer = await send("POST", to, { replaces: `${CLASS}-01-1` }, student);
  expect(await answer.json()).toMatchObject({ sandbox: `${CLASS}-01-3` });
});

test.each([
  ["another student's sandbox", `${CLASS}-02-1`, 403, "ledger-not-allowed"],
  ["everybody's ledger", "main", 403, "ledger-not-allowed"],
  ["the class's ledger", CLASS, 409, "class-conflict"],
  ["a sandbox that is yet to come", `${CLASS}-01-2`, 409, "class-conflict"],
] as const)("nothing is deleted in place of %s", async (_, replaces, status, problem) => {
  const student = await prepared();
  await (await mine(patient(1))).text();
  await expectProblem(await send("POST", to, { replaces }, student), status, problem);
  for (const name of [CLASS, `${CLASS}-01-1`, "main"]) expect((await request(`/ledgers/${name}`)).status).toBe(200);
});

test("a ledger that is no sandbox is not deleted, and nothing takes its place", async () => {
  const student = await prepared();
  await opened(2);
  const plain = { puzzle: "squares" };
  const second = { Authorization: `Bearer ${await studentToken(2)}` };
  await (await putLedger(`${CLASS}-02-1`, plain)).text();

  await expectProblem(await send("POST", to, { replaces: `${CLASS}-02-1` }, second), 409, "ledger-not-deletable");

  expect((await request(`/ledgers/${CLASS}-02-1`)).status).toBe(200);
  await expectProblem(await request(`/ledgers/${CLASS}-02-2`), 404, "ledger-not-found");
  expect((await send("GET", `/classes/${CLASS}/self`, undefined, student)).status).toBe(200);
});
