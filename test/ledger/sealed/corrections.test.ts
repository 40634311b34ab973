import { env, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { parseEntryReceipt, verifyEntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import type { MineResult, Registered, SearchTerm } from "../../../src/ledger/results.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { CLERK, correct, foundIn, narrowedTo } from "../../support/ledger/corrections.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { leaveSealed, threeSealed } from "../../support/ledger/sealed-operations.ts";
import { SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { patient } from "../../support/worker/client.ts";
import { configure, deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** The registrations that each test starts with, by their numbers. */
const [TWO, THREE] = [patient(101), patient(102)];

const NEW: PatientRecord = { patient_name: "Another Name", patient_ID: "P-new", Reg_no: "REG-new" };

function grow(): Promise<void> {
  return threeSealed(new SealedAcknowledged());
}

const read = async (number: number, reader = CLERK) => foundIn(await valueOf(faulty().record(number, reader)));

/** The numbers that a search finds. */
async function search(term: SearchTerm, reader = CLERK): Promise<number[]> {
  const result = await valueOf(faulty().search(term, reader));
  return result.outcome === "found" ? result.found.records.map(({ number }) => number) : [];
}

const mine = (record: PatientRecord, subject = CLERK.subject) => valueOf(faulty().mine(record, subject));

const numberOf = (result: MineResult | { outcome: "none" | "scope" | "outdated" }) =>
  "number" in result ? [result.outcome, result.number] : [result.outcome];

async function expectValid(): Promise<void> {
  expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
}

describe("a correction", () => {
  test("changes all three fields, and both versions say how they are linked", async () => {
    await grow();

    const corrected = (await correct(2, NEW)) as Registered;

    expect(numberOf(corrected)).toEqual(["registered", 4]);
    expect(corrected.receipt.entry).toEqual({
      kind: "correction",
      corrects: 2,
      commitment: (corrected.receipt.entry as { commitment: string }).commitment,
    });
    const policy = { ledger: await new CheckpointSigners({ ...env, ...SIGNING }).verifiers(NAME) };
    const { disclosed } = await verifyEntryReceipt(parseEntryReceipt(JSON.stringify(corrected.receipt)), policy);
    expect(disclosed).toEqual(NEW);
    const [old, current] = [await read(2), await read(4)];
    expect(old).toMatchObject({ ...TWO, number: 2, corrected_by: 4 });
    expect(old).not.toHaveProperty("corrects");
    expect(current).toMatchObject({ ...NEW, number: 4, corrects: 2 });
    expect(current).not.toHaveProperty("corrected_by");
    for (const number of [2, 4]) {
      expect(foundIn(await valueOf(faulty().versions(number, CLERK)))).toEqual([old, current]);
    }
    await expectValid();
  });

  test("is what a search finds, and only by its own fields", async () => {
    await grow();
    await correct(2, NEW);
    await correct(4, { ...NEW, patient_ID: "P-newer" });

    expect(await search({ Reg_no: TWO.Reg_no })).toEqual([]);
    expect(await search({ patient_ID: TWO.patient_ID })).toEqual([]);
    expect(await search({ patient_ID: NEW.patient_ID })).toEqual([]);
    expect(await search({ Reg_no: NEW.Reg_no })).toEqual([5]);
    expect(await search({ patient_ID: "P-newer" })).toEqual([5]);
    expect(await search({ Reg_no: THREE.Reg_no })).toEqual([3]);
  });

  test("needs the current version, and its tag if the client gives any", async () => {
    await grow();
    const { tag } = (await read(2)) as { tag: string };

    expect(await correct(2, NEW, { expected: [] })).toEqual({ outcome: "outdated" });
    expect(await correct(2, NEW, { expected: ["ab".repeat(32)] })).toEqual({ outcome: "outdated" });
    expect(numberOf(await correct(2, NEW, { expected: ["other", tag] }))).toEqual(["registered", 4]);
    expect(await correct(2, NEW, { expected: [tag] })).toEqual({ outcome: "outdated" });
    expect(await correct(2, TWO)).toEqual({ outcome: "outdated" });
  });

  test("of a number that holds no record finds none", async () => {
    await grow();

    for (const number of [0, 1, 4, 400]) expect(await correct(number, NEW)).toEqual({ outcome: "none" });
  });

  test("of one record by 100 clients at once succeeds once", async () => {
    await grow();
    const { tag } = (await read(2)) as { tag: string };
    const records = Array.from({ length: 100 }, (_, place) => ({ ...TWO, patient_name: `Name ${place}` }));

    const results = await runInDurableObject(faulty(), (ledger) =>
      Promise.all(
        records.map((record, place) => valueOf(ledger.correct(2, [tag], record, { ...CLERK, subject: `dr-${place}` }))),
      ),
    );

    const registered = results.findIndex(({ outcome }) => outcome === "registered");
    expect(results.filter(({ outcome }) => outcome === "outdated")).toHaveLength(99);
    expect(await read(4)).toMatchObject({ ...records[registered], corrects: 2 });
    expect(await read(5)).toBe("none");
    await expectValid();
  });

  test("that waits is not shown yet, but counts, and is mined after a restart", async () => {
    await grow();
    await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });

    expect(await correct(2, NEW)).toEqual({ outcome: "pending", id: "4" });

    expect(await correct(2, NEW)).toEqual({ outcome: "outdated" });
    expect(await correct(4, NEW)).toEqual({ outcome: "none" });
    expect(await correct(3, { ...THREE, Reg_no: NEW.Reg_no })).toEqual({ outcome: "conflict" });
    expect(await read(2)).not.toHaveProperty("corrected_by");
    expect(foundIn(await valueOf(faulty().versions(2, CLERK)))).toEqual([await read(2)]);
    expect(await search({ Reg_no: TWO.Reg_no })).toEqual([2]);
    configure(SIGNING);
    await evictDurableObject(faulty());
    await valueOf(faulty().describe());
    await deliverAlarm();
    expect(await read(2)).toMatchObject({ corrected_by: 4 });
    expect(await search({ Reg_no: TWO.Reg_no })).toEqual([]);
    await expectValid();
  });

  test("takes up a place of the waiting entries, in its order", async () => {
    await grow();
    await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });

    await mine(patient(1));
    await correct(2, NEW);

    expect(await valueOf(faulty().pending("5"))).toEqual({ position: 2 });
  });
});

describe("the registration number of a correction", () => {
  test("is free if only earlier versions of the same record had it", async () => {
    await grow();
    await correct(2, NEW);

    expect(numberOf(await correct(4, TWO))).toEqual(["registered", 5]);
    expect(numberOf(await correct(5, { ...NEW, patient_name: "A third" }))).toEqual(["registered", 6]);
    await expectValid();
  });

  test("conflicts with a registered record, with a waiting one, and with an old version of another", async () => {
    await grow();
    await correct(3, { ...THREE, Reg_no: "REG-later" });
    await leaveSealed(new SealedAcknowledged(), [patient(1)]);

    for (const Reg_no of ["REG-later", THREE.Reg_no, patient(1).Reg_no]) {
      expect(await correct(2, { ...NEW, Reg_no })).toEqual({ outcome: "conflict" });
    }
    expect(await read(2)).not.toHaveProperty("corrected_by");
  });

  test("is told to one subject no more often than registrations may conflict", async () => {
    await grow();
    const corrections = Array.from({ length: 70 }, () =>
      correct(2, { ...NEW, Reg_no: THREE.Reg_no }).catch(() => "refused"),
    );

    const results = await Promise.all(corrections);

    expect(results.filter((result) => result === "refused")).toHaveLength(10);
  });

  test("goes to one of two records that ask for it at once", async () => {
    await grow();

    const results = await runInDurableObject(faulty(), (ledger) =>
      Promise.all([
        valueOf(ledger.correct(2, "any", { ...TWO, Reg_no: "REG-x" }, CLERK)),
        valueOf(ledger.correct(3, "any", { ...THREE, Reg_no: "REG-x" }, CLERK)),
        valueOf(ledger.mine({ ...patient(7), Reg_no: "REG-x" }, "dr-other")),
      ]),
    );

    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(["conflict", "conflict", "registered"]);
    await expectValid();
  });

  test("that a record had once is refused to other registrations", async () => {
    await grow();
    await correct(2, NEW);

    expect(await mine({ ...patient(7), Reg_no: TWO.Reg_no })).toEqual({ outcome: "conflict" });
    expect(await mine({ ...patient(7), Reg_no: NEW.Reg_no })).toEqual({ outcome: "conflict" });
  });
});

describe("a registration that is sent again", () => {
  test("gets its own version, although that was corrected since", async () => {
    await grow();
    await correct(2, { ...TWO, patient_name: "Corrected" });

    expect(numberOf(await mine(TWO))).toEqual(["registered-before", 2]);
    expect(await mine(TWO, "dr-other")).toEqual({ outcome: "conflict" });
  });

  test("gets the correction if that has the same content and subject", async () => {
    await grow();
    await correct(2, NEW);

    expect(numberOf(await mine(NEW))).toEqual(["registered-before", 4]);
    expect(await valueOf(faulty().accept([NEW], CLERK.subject))).toEqual([{ outcome: "repeated", number: 4 }]);
    expect(await mine(NEW, "dr-other")).toEqual({ outcome: "conflict" });
  });
});

describe("a token that is narrowed to patients", () => {
  test("sees the versions of its patients only", async () => {
    await grow();
    await correct(2, NEW);
    await correct(4, { ...NEW, patient_ID: TWO.patient_ID });
    const [own, other] = [narrowedTo(TWO.patient_ID), narrowedTo(NEW.patient_ID)];

    for (const number of [2, 4, 5]) {
      const shown = async (reader = CLERK) => {
        const versions = foundIn(await valueOf(faulty().versions(number, reader)));
        return typeof versions === "string" ? versions : versions.map((each) => each.number);
      };
      expect(await shown()).toEqual([2, 4, 5]);
      expect(await shown(own)).toEqual([2, 5]);
      expect(await shown(other)).toEqual([4]);
      expect(await shown(narrowedTo("P-nobody"))).toBe("none");
    }
    expect(await read(4, own)).toBe("none");
    expect(await read(4, other)).toMatchObject({ number: 4, corrects: 2, corrected_by: 5 });
    expect(await search({ patient_ID: NEW.patient_ID }, other)).toEqual([]);
    expect(await search({ Reg_no: NEW.Reg_no }, other)).toEqual([]);
    expect(await search({ Reg_no: NEW.Reg_no }, own)).toEqual([5]);
  });

  test("corrects a record if its current version is of such a patient", async () => {
    await grow();
    await correct(2, NEW);
    const next = { ...NEW, patient_name: "Next" };

    expect(await correct(4, next, { reader: narrowedTo(TWO.patient_ID) })).toEqual({ outcome: "none" });
    expect(await correct(2, next, { reader: narrowedTo(TWO.patient_ID) })).toEqual({ outcome: "none" });
    expect(await correct(2, next, { reader: narrowedTo(NEW.patient_ID) })).toEqual({ outcome: "outdated" });
    expect(numberOf(await correct(4, next, { reader: narrowedTo("P-1", NEW.patient_ID) }))).toEqual(["registered", 5]);
  });
});

describe("a record with many versions", () => {
  test("is listed with about as much work for each version as one with few", async () => {
    await grow();
    const digests: number[] = [];
    let current = 2;
    for (const count of [12, 24]) {
      for (; current - 2 < count; current = Math.max(current + 1, 4)) {
        await correct(current, { ...TWO, patient_name: `Version ${current}` });
      }
      await evictDurableObject(faulty());
      const digest = vi.spyOn(crypto.subtle, "digest");
      expect(foundIn(await valueOf(faulty().versions(2, CLERK)))).toHaveLength(count);
      digests.push(digest.mock.calls.length);
      digest.mockRestore();
    }
    const [few = 0, twiceAsMany] = digests;
    expect(twiceAsMany).toBeLessThan(2.2 * few);
  });
});
