import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
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

type Event = Pick<ReadView, "who" | "action" | "record" | "request_id" | "granted">;

async function grow(): Promise<void> {
  await threeSealed(new SealedAcknowledged());
  await valueOf(faulty().correct(2, "any", MOVED, CLERK));
}

/** What the log says about the entries after the first ones. */
async function eventsSince(before: number): Promise<Event[]> {
  const { entries } = await valueOf(faulty().reads({ from: before + 1, limit: 1_000 }));
  return entries.map(({ who, action, record, request_id, granted }) => ({ who, action, record, request_id, granted }));
}

async function logged(): Promise<number> {
  return (await valueOf(faulty().reads({ from: 1, limit: 1_000 }))).entries.length;
}

const OWN = narrowedTo("P-101");
const NOBODY = narrowedTo("P-nobody");

type Call = (ledger: Ledger, reader: Reader) => Promise<unknown>;
type Expected = readonly [action: string, record: number | null, granted: boolean];
type Case = readonly [name: string, call: Call, reader: Reader, ...expected: readonly Expected[]];

const CASES: readonly Case[] = [
  ["a record", (ledger, reader) => ledger.record(3, reader), CLERK, ["read", 3, true]],
  ["an old version", (ledger, reader) => ledger.record(2, reader), CLERK, ["read", 2, true]],
  ["another patient's", (ledger, reader) => ledger.record(4, reader), OWN, ["read", 4, false]],
  ["no record", (ledger, reader) => ledger.record(400, reader), CLERK],
  ["the founding entry", (ledger, reader) => ledger.record(1, reader), CLERK],
  ["a proof", (ledger, reader) => ledger.recordProof(3, ["Reg_no"], reader), CLERK, ["disclose", 3, true]],
  ["another's proof", (ledger, reader) => ledger.recordProof(3, [], reader), OWN, ["disclose", 3, false]],
  [
    "versions",
    (ledger, reader) => ledger.versions(4, reader),
    CLERK,
    ["read-versions", 2, true],
    ["read-versions", 4, true],
  ],
  ["some of the versions", (ledger, reader) => ledger.versions(4, reader), OWN, ["read-versions", 2, true]],
  ["another's versions", (ledger, reader) => ledger.versions(4, reader), NOBODY, ["read-versions", 4, false]],
  ["a search", (ledger, reader) => ledger.search({ Reg_no: MOVED.Reg_no }, reader), CLERK, ["search", 4, true]],
  ["a search in vain", (ledger, reader) => ledger.search({ Reg_no: "R" }, reader), CLERK, ["search", null, true]],
  ["another's search", (ledger, reader) => ledger.search({ Reg_no: MOVED.Reg_no }, reader), OWN, ["search", 4, false]],
  ["another's ID", (ledger, reader) => ledger.search({ patient_ID: "P-102" }, reader), OWN, ["search", null, true]],
  ["a registration", (ledger) => ledger.mine(patient(9), "dr-lee", "a-request"), CLERK, ["register", 5, true]],
  ["a repeated one", (ledger) => ledger.mine(patient(102), "dr-rao", "a-request"), CLERK],
  ["a conflict", (ledger) => ledger.mine(patient(102), "dr-lee", "a-request"), CLERK],
  [
    "a batch",
    (ledger) => ledger.accept([patient(9), patient(102), patient(8)], "dr-lee", "a-request"),
    CLERK,
    ["register", 5, true],
    ["register", 6, true],
  ],
  ["a correction", (ledger, reader) => ledger.correct(4, "any", patient(101), reader), CLERK, ["correct", 5, true]],
  ["an outdated one", (ledger, reader) => ledger.correct(2, "any", MOVED, reader), CLERK],
  ["another's", (ledger, reader) => ledger.correct(4, "any", MOVED, reader), OWN, ["correct", 4, false]],
];

describe("the log of reads says who did what with which record:", () => {
  test.each(CASES)("%s", async (_, call, reader, ...expected) => {
    await grow();
    const before = await logged();

    await runInDurableObject(faulty(), (ledger) => call(ledger, { ...reader, subject: "dr-lee" }));

    expect(await eventsSince(before)).toEqual(
      expected.map(([action, record, granted]) => ({
        who: "dr-lee",
        action,
        record,
        request_id: "a-request",
        granted,
      })),
    );
  });
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
