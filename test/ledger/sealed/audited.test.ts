import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { Reader, ReadView } from "../../../src/ledger/results.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { CLERK, narrowedTo } from "../../support/ledger/corrections.ts";
import { faulty } from "../../support/ledger/recovery.ts";
import { threeSealed } from "../../support/ledger/sealed-operations.ts";
import { SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** The corrected version of record 2, which has number 4; 3 was never corrected. */
const MOVED = { ...patient(101), patient_ID: "P-moved" };

/** Everything that the log of reads says. */
async function logged(): Promise<readonly ReadView[]> {
  const page = await valueOf(faulty().reads({ from: 1, limit: 1_000 }));
  if (page === "no-log") throw new Error("a sealed ledger has a log of reads");
  return page.entries;
}

async function grow(): Promise<void> {
  await threeSealed(new SealedAcknowledged());
  await valueOf(faulty().correct(2, "any", MOVED, CLERK));
}

const OWN = narrowedTo("P-101");
const NOBODY = narrowedTo("P-nobody");

type Call = (ledger: Ledger, reader: Reader) => Promise<unknown>;
type Expected = readonly [action: string, record: number | null, granted: boolean];
type Case = readonly [name: string, call: Call, reader: Reader, expected: readonly Expected[]];

/** What is done one after the other, and what the log says of it. */
const CASES: readonly Case[] = [
  ["a record", (ledger, by) => ledger.record(3, by), CLERK, [["read", 3, true]]],
  ["an old version", (ledger, by) => ledger.record(2, by), CLERK, [["read", 2, true]]],
  ["another patient's", (ledger, by) => ledger.record(4, by), OWN, [["read", 4, false]]],
  ["no record", (ledger, by) => ledger.record(400, by), CLERK, []],
  ["the founding entry", (ledger, by) => ledger.record(1, by), CLERK, []],
  ["a proof", (ledger, by) => ledger.recordProof(3, ["Reg_no"], by), CLERK, [["disclose", 3, true]]],
  ["another's proof", (ledger, by) => ledger.recordProof(3, [], by), OWN, [["disclose", 3, false]]],
  ["versions", (ledger, by) => ledger.versions(4, by), CLERK, [2, 4].map((each) => ["read-versions", each, true])],
  ["some versions", (ledger, by) => ledger.versions(4, by), OWN, [["read-versions", 2, true]]],
  ["another's versions", (ledger, by) => ledger.versions(4, by), NOBODY, [["read-versions", 4, false]]],
  ["a search", (ledger, by) => ledger.search({ Reg_no: "REG-101" }, by), CLERK, [["search", 4, true]]],
  ["a search in vain", (ledger, by) => ledger.search({ Reg_no: "R" }, by), CLERK, [["search", null, true]]],
  ["a search for another's", (ledger, by) => ledger.search({ Reg_no: "REG-101" }, by), OWN, [["search", 4, false]]],
  ["a search for another", (ledger, by) => ledger.search({ patient_ID: "P-102" }, by), OWN, [["search", null, false]]],
  ["a registration", (ledger) => ledger.mine(patient(9), "dr-lee", "a-request"), CLERK, [["register", 5, true]]],
  ["a conflict", (ledger) => ledger.mine(patient(102), "dr-lee", "a-request"), CLERK, []],
  [
    "a batch",
    (ledger) => ledger.accept([patient(8), patient(102), patient(7)], "dr-lee", "a-request"),
    CLERK,
    [6, 7].map((each) => ["register", each, true]),
  ],
  ["a correction", (ledger, by) => ledger.correct(4, "any", patient(101), by), CLERK, [["correct", 8, true]]],
  ["an outdated correction", (ledger, by) => ledger.correct(2, "any", MOVED, by), CLERK, []],
  ["another's correction", (ledger, by) => ledger.correct(3, "any", MOVED, by), OWN, [["correct", 3, false]]],
];

test("the log of reads says who did what with which record", async () => {
  await grow();

  for (const [name, call, reader, expected] of CASES) {
    const before = (await logged()).length;
    await runInDurableObject(faulty(), (ledger) => call(ledger, { ...reader, subject: "dr-lee" }));
    const events = (await logged()).slice(before);

    const said = events.map(({ action, record, granted }) => [action, record, granted]);
    expect({ name, said }).toEqual({ name, said: expected });
    for (const event of events) expect(event).toMatchObject({ who: "dr-lee", request_id: "a-request" });
  }
});

test("nothing is read, registered or corrected that cannot be logged", async () => {
  await grow();
  await runInDurableObject(faulty(), (_, { storage: { sql } }) => sql.exec("DROP TABLE reads").toArray());
  const attempts = await runInDurableObject(faulty(), async (ledger) => {
    const calls = [
      ledger.record(3, CLERK),
      ledger.search({ Reg_no: MOVED.Reg_no }, CLERK),
      ledger.recordProof(3, [], CLERK),
      ledger.versions(2, CLERK),
      ledger.mine(patient(9), "dr-lee"),
      ledger.correct(4, "any", patient(101), CLERK),
    ];
    const settled = await Promise.allSettled(calls);
    return settled.map((each) => (each.status === "fulfilled" ? each.value.outcome : "failed"));
  });

  expect(attempts.filter((outcome) => outcome === "ok")).toEqual([]);
  expect(
    await runInDurableObject(faulty(), (_, { storage: { sql } }) =>
      sql.exec("SELECT max(number) AS newest FROM entries").one(),
    ),
  ).toEqual({ newest: 4 });
});

test("the entries of a record are those of all its versions, whatever someone writes about versions", async () => {
  await grow();
  await valueOf(faulty().record(2, CLERK));
  await valueOf(faulty().record(3, CLERK));
  const about = async (record: number) => {
    const page = await valueOf(faulty().reads({ from: 1, limit: 1_000, record }));
    return page === "no-log" ? [] : page.entries.map((entry) => entry.record);
  };
  const expected = [2, 4, 2];
  expect([await about(2), await about(4), await about(3)]).toEqual([expected, expected, [3, 3]]);

  for (const edit of [
    "DELETE FROM versions",
    "INSERT INTO versions (number, record) VALUES (2, 3), (4, 3), (3, 3)",
    "UPDATE versions SET record = number",
  ]) {
    await runInDurableObject(faulty(), (_, { storage: { sql } }) => sql.exec(edit).toArray());
    expect({ edit, entries: [await about(2), await about(4)] }).toEqual({ edit, entries: [expected, expected] });
  }
});
