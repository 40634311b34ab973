import { evictDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { CorrectResult, RecordResult, RecordView } from "../../../src/ledger/results.ts";
import { CLERK, correct } from "../../support/ledger/corrections.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { erase, untilErased } from "../../support/ledger/erasing.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { threeSealed } from "../../support/ledger/sealed-operations.ts";
import { SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { openVerdict } from "../../support/ledger/sealed-victim.ts";
import { edit, sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { configure, deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

interface Version {
  readonly record: PatientRecord;
  readonly corrects?: number;
  readonly corrected_by?: number;
}

const named = (record: PatientRecord, patient_name: string) => ({ ...record, patient_name });
const MOVED = { patient_name: "Moved", patient_ID: "P-moved", Reg_no: "REG-moved" };

const MOVED_ON = { ...MOVED, Reg_no: "REG-moved-on" };

/** The versions on the attacked ledger: 2 was corrected twice, 3 once, and 7 never. */
const VERSIONS: ReadonlyMap<number, Version> = new Map([
  [2, { record: patient(101), corrected_by: 4 }],
  [3, { record: patient(102), corrected_by: 6 }],
  [4, { record: MOVED, corrects: 2, corrected_by: 5 }],
  [5, { record: named(MOVED, "Moved again"), corrects: 4 }],
  [6, { record: named(patient(102), "Corrected"), corrects: 3 }],
  [7, { record: patient(103) }],
]);

/** The versions of each record, oldest first. */
const LINES = [[2, 4, 5], [3, 6], [7]];

async function growCorrected(): Promise<void> {
  await threeSealed(new SealedAcknowledged());
  await correct(2, MOVED);
  await correct(4, named(MOVED, "Moved again"));
  await correct(3, named(patient(102), "Corrected"));
  await valueOf(faulty().mine(patient(103), CLERK.subject));
}

const FAULT = "record-missing at";
const DAMAGED_AT_2 = `${FAULT} 2`;
const LOOSE = [
  "CREATE TABLE loose AS SELECT * FROM versions",
  "DROP TABLE versions",
  "ALTER TABLE loose RENAME TO versions",
];

type Attack = readonly [name: string, verdict: string, ...statements: readonly string[]];

/** Edits of what is stored about versions, with what a check that opens the records says then. */
const ATTACKS: readonly Attack[] = [
  ["every row deleted", DAMAGED_AT_2, "DELETE FROM versions"],
  ["the row of a registration deleted", DAMAGED_AT_2, "DELETE FROM versions WHERE number = 2"],
  ["the row of a replaced correction deleted", `${FAULT} 4`, "DELETE FROM versions WHERE number = 4"],
  ["the row of a current correction deleted", `${FAULT} 5`, "DELETE FROM versions WHERE number = 5"],
  ["a registration made current", DAMAGED_AT_2, "UPDATE versions SET replaced_by = NULL WHERE number = 2"],
  ["a correction made current", `${FAULT} 4`, "UPDATE versions SET replaced_by = NULL WHERE number = 4"],
  ["a replacement by a later version", DAMAGED_AT_2, "UPDATE versions SET replaced_by = 5 WHERE number = 2"],
  ["a replacement by another record", DAMAGED_AT_2, "UPDATE versions SET replaced_by = 7 WHERE number = 2"],
  ["a replacement by another's correction", DAMAGED_AT_2, "UPDATE versions SET replaced_by = 6 WHERE number = 2"],
  ["a replacement by itself", DAMAGED_AT_2, "UPDATE versions SET replaced_by = 2 WHERE number = 2"],
  ["a replacement by no entry", DAMAGED_AT_2, "UPDATE versions SET replaced_by = 1e15 WHERE number = 2"],
  ["a replacement by a negative number", DAMAGED_AT_2, "UPDATE versions SET replaced_by = -4 WHERE number = 2"],
  ["a current version replaced by another", `${FAULT} 5`, "UPDATE versions SET replaced_by = 6 WHERE number = 5"],
  ["a current version replaced by one to come", `${FAULT} 5`, "UPDATE versions SET replaced_by = 8 WHERE number = 5"],
  ["a replacement made up", `${FAULT} 7`, "INSERT INTO versions VALUES (7, 7, 5)"],
  ["a registration of another record", DAMAGED_AT_2, "UPDATE versions SET record = 3 WHERE number = 2"],
  ["a correction of another record", `${FAULT} 4`, "UPDATE versions SET record = 3 WHERE number = 4"],
  ["a current version of another record", `${FAULT} 5`, "UPDATE versions SET record = 7 WHERE number = 5"],
  ["a current version of a record to come", `${FAULT} 5`, "UPDATE versions SET record = 70 WHERE number = 5"],
  ["two records made one", `${FAULT} 3`, "UPDATE versions SET record = 2 WHERE record = 3"],
  ["a registration made a version of another", `${FAULT} 7`, "INSERT INTO versions VALUES (7, 2, NULL)"],
  ["the two lines swapped", DAMAGED_AT_2, "UPDATE versions SET record = 5 - record"],
  ["a row of the founding entry", `${FAULT} 1`, "INSERT INTO versions VALUES (1, 2, 4)"],
  ["a row of no entry", "valid", "INSERT INTO versions VALUES (99, 2, NULL)"],
  ["a row of the next entry", "valid", "INSERT INTO versions VALUES (8, 3, 4)"],
  ["no index of what replaces what", "valid", "DROP INDEX entries_by_reference"],
  ["no constraints", "valid", ...LOOSE],
  ["a record that is a text", DAMAGED_AT_2, ...LOOSE, "UPDATE versions SET record = 'two' WHERE number = 2"],
  ["a replacement that is a BLOB", DAMAGED_AT_2, ...LOOSE, "UPDATE versions SET replaced_by = x'04' WHERE number = 2"],
  ["a row twice", "valid", ...LOOSE, "INSERT INTO versions SELECT * FROM versions WHERE number = 2"],
];

/** The same for edits of a correction on the chain, which every check finds. */
const CHAIN_ATTACKS: readonly Attack[] = [
  ["a correction that says it corrects another", DAMAGED_AT_2, redirected("corrects", "3")],
  ["a correction that corrects a text", DAMAGED_AT_2, redirected("corrects", '"2"')],
  ["a correction of its own", DAMAGED_AT_2, redirected("corrects", "4")],
  ["a correction that became an erasure", "merkle_root at 4", redirected("erases", "2")],
];

function redirected(name: string, number: string): string {
  return `UPDATE entries SET entry = replace(entry, '"corrects":2', '"${name}":${number}') WHERE number = 4`;
}

const ALL = [
  ...ATTACKS.map((attack) => ({ attack, chain: "valid" })),
  ...CHAIN_ATTACKS.map((attack) => ({ attack, chain: "merkle_root at 4" })),
].map(({ attack: [name, verdict, ...statements], chain }) => ({ name, verdict, statements, chain }));

type Case = (typeof ALL)[number];

/** The fast suite has every sixth attack; the long suite has the rest, and each on a stopped ledger too. */
const isUsual = (_: Case, place: number) => place % 6 === 0;

describe("an edit of what is stored about versions makes the ledger say nothing false:", () => {
  test.each(ALL.filter(isUsual))("$name", saysNothingFalse);
  test.each(ALL.filter((each, place) => !isUsual(each, place)))("$name", { tags: "long" }, saysNothingFalse);
  test.each(ALL.map((each) => ({ ...each, isRestarted: true })))(
    "$name, after a restart",
    { tags: "long" },
    saysNothingFalse,
  );

  async function saysNothingFalse({ verdict, statements, chain, isRestarted }: Case & { isRestarted?: boolean }) {
    await growCorrected();
    await edit(NAME, ({ query }) => {
      for (const statement of statements) query(statement);
    });
    if (isRestarted) await evictDurableObject(faulty());

    expect(await openVerdict()).toBe(verdict);
    expect(await falsehoods()).toEqual([]);
    // Whatever it registered or corrected since, the chain itself has become no worse.
    const closed = await valueOf(faulty().validate({ rebuild: true }));
    expect(closed?.valid === false ? `${closed.fault.rule} at ${closed.fault.index}` : "valid").toBe(chain);
  }

  test("a waiting correction that is gone", async () => {
    await growCorrected();
    await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });
    expect(await correct(7, MOVED_ON)).toMatchObject({ outcome: "pending" });
    await edit(NAME, ({ query }) => void query("DELETE FROM entries WHERE number = 8"));
    configure(SIGNING);
    await evictDurableObject(faulty());

    expect(await openVerdict()).toBe(`${FAULT} 7`);
    expect(await valueOf(faulty().mine(patient(9), CLERK.subject))).toMatchObject({ outcome: "registered", number: 8 });
    expect(await faulty().record(7, CLERK)).toEqual({ outcome: "contradicted" });
    expect(await faulty().correct(7, "any", MOVED_ON, CLERK)).toEqual({ outcome: "contradicted" });
    expect(await valueOf(faulty().validate({ rebuild: true }))).toMatchObject({ valid: true });
  });
});

/** What hides an entry on the chain from the index of what replaces what. */
const HIDING: readonly (readonly [name: string, ...statements: readonly string[]])[] = [
  ["edited", `UPDATE entries SET entry = '{"kind":"record"}' WHERE number = 4`],
  ["deleted", "DELETE FROM entries WHERE number = 4"],
  [
    "edited, and another made to look alike",
    `UPDATE entries SET entry = '{"kind":"record"}' WHERE number = 4`,
    `UPDATE entries SET entry = '{"corrects":900,"kind":"correction"}' WHERE number = 3`,
  ],
];

describe("an entry on the chain that is hidden makes the ledger say nothing false:", () => {
  test.each(
    HIDING.flatMap(([name, ...statements]) =>
      ["a correction", "an erasure"].flatMap((what) =>
        [false, true].map((isRestarted) => ({ name, what, isRestarted, statements })),
      ),
    ),
  )("$what, $name, restarted: $isRestarted", async ({ what, isRestarted, statements }) => {
    await threeSealed(new SealedAcknowledged());
    if (what === "a correction") await correct(2, MOVED);
    else {
      await erase(2);
      await untilErased(2);
    }
    const rows = await sqlOn(NAME, "SELECT * FROM entries WHERE number IN (3, 4) ORDER BY number");
    await edit(NAME, ({ query }) => {
      for (const statement of ["DELETE FROM versions", "DELETE FROM erasures", ...statements]) query(statement);
    });
    if (isRestarted) await evictDurableObject(faulty());

    const outcomes = [
      await said<RecordResult<unknown>>(faulty().record(2, CLERK)),
      await said<RecordResult<unknown>>(faulty().versions(2, CLERK)),
      await said<CorrectResult>(faulty().correct(2, "any", named(patient(101), "Another"), CLERK)),
      await said<CorrectResult>(faulty().correct(2, "any", MOVED_ON, CLERK)),
    ].map((value) => value?.outcome ?? "contradicted");
    const allowed = what === "an erasure" ? ["contradicted", "erased"] : ["contradicted", "outdated"];
    expect(outcomes.filter((outcome) => !allowed.includes(outcome))).toEqual([]);
    await faulty().erase(2, "request", CLERK);
    await deliverAlarm().catch(() => undefined);

    // Whoever puts the entries back finds a chain that has become no worse.
    for (const { number, entry, ...row } of rows) {
      await sqlOn(NAME, "DELETE FROM entries WHERE number = ?", number ?? null);
      const names = ["number", "entry", ...Object.keys(row)];
      await sqlOn(
        NAME,
        `INSERT INTO entries (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
        number ?? null,
        entry ?? null,
        ...Object.values(row),
      );
    }
    expect(await valueOf(faulty().validate({ rebuild: true }))).toMatchObject({ valid: true });
  });
});

/** What the ledger said or did that is not so; a ledger that contradicts itself may say nothing. */
async function falsehoods(): Promise<string[]> {
  const untrue: string[] = [];
  for (const [number, version] of VERSIONS) {
    const read = await said(faulty().record(number, CLERK));
    if (read?.outcome === "found" && !isSo(read.found)) untrue.push(`record ${number}: ${JSON.stringify(read.found)}`);
    const all = await said(faulty().versions(number, CLERK));
    const line = LINES.find((each) => each.includes(number));
    if (all?.outcome === "found") {
      const numbers = all.found.map((each) => each.number);
      if (JSON.stringify(numbers) !== JSON.stringify(line))
        untrue.push(`the versions of ${number}: ${String(numbers)}`);
      if (!all.found.every(isSo)) untrue.push(`a version of ${number}`);
    }
    for (const term of [{ Reg_no: version.record.Reg_no }, { patient_ID: version.record.patient_ID }]) {
      const search = await said(faulty().search(term, CLERK));
      const views = search?.outcome === "found" ? search.found.records : [];
      if (!views.every((view) => isSo(view) && view.corrected_by === undefined))
        untrue.push(`the search ${JSON.stringify(term)}`);
    }
  }
  // Nobody corrects what is not current, and no record gets the number of another.
  for (const [number, { corrected_by }] of VERSIONS) {
    const Reg_no = number === 7 ? "REG-moved" : patient(103).Reg_no;
    const taken = await said(faulty().correct(number, "any", { ...MOVED, Reg_no }, CLERK));
    if (taken && taken.outcome !== (corrected_by ? "outdated" : "conflict"))
      untrue.push(`${taken.outcome} for ${number}`);
  }
  const added = await said(faulty().mine(patient(9), CLERK.subject));
  const corrected = await said(faulty().correct(7, "any", named(patient(103), "Corrected"), CLERK));
  for (const result of [added, corrected]) {
    if (result && result.outcome !== "registered") untrue.push(`${result.outcome} afterwards`);
  }
  return untrue;
}

function isSo({ number, corrects, corrected_by, patient_name, patient_ID, Reg_no }: RecordView): boolean {
  const { record, ...links } = VERSIONS.get(number) ?? { record: undefined };
  const isSame = JSON.stringify({ patient_name, patient_ID, Reg_no }) === JSON.stringify(record);
  return (
    isSame &&
    JSON.stringify({ corrects, corrected_by }) ===
      JSON.stringify({ corrects: undefined, corrected_by: undefined, ...links })
  );
}

/** The value of an answer; none if the ledger says that its storage contradicts what it signed. */
async function said<Value>(asked: PromiseLike<{ outcome: string; value?: Value }>): Promise<Value | undefined> {
  const { outcome, value } = await asked;
  expect(["ok", "contradicted"]).toContain(outcome);
  return value;
}
