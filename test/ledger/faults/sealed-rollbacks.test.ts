import { env } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import { patient } from "../../support/worker/client.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { expectRecovered } from "../../support/ledger/sealed-matrix.ts";
import { leaveSealed, threeSealed } from "../../support/ledger/sealed-operations.ts";
import { faultyVault, READER, SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";
import { markOf } from "../../support/ledger/vaults.ts";
import type { Row, Value } from "../../support/storage/edits.ts";
import { lose, restore, type Snapshot, snapshotOf } from "../../support/ledger/snapshots.ts";
import { openCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";

deployedWith(SIGNING);

const MINER = "dr-rao";
const LATER = patient(103);
let kept: SealedAcknowledged;

/** The ledger and its vault after records 2 and 3. */
let ledgerBefore: Snapshot;
let vaultBefore: Snapshot;

beforeEach(async () => {
  kept = new SealedAcknowledged();
  await threeSealed(kept);
  ledgerBefore = await snapshotOf(faulty());
  vaultBefore = await snapshotOf(faultyVault());
});

async function register(...numbers: readonly number[]): Promise<void> {
  for (const record of numbers.map(patient)) kept.keep([record], [await faulty().mine(record, MINER)]);
}

/** The outcome of everything that signs, mines or opens. */
async function outcomes(): Promise<string[]> {
  const header = { previous_hash: "", last_entry: 9, merkle_root: "", timestamp: "", proof: 1 };
  const calls = [
    () => faulty().mine(LATER, MINER),
    () => faulty().accept([LATER], MINER),
    () => faulty().work(undefined, MINER),
    () => faulty().submitHeader(header, MINER),
    () => faulty().record(2, READER),
    () => faulty().search({ patient_ID: "P-101" }, READER),
    () => faulty().recordProof(2, [], READER),
    () => faulty().checkpoint(0),
    () => faulty().receipt(2),
    () => faulty().consistency(1, 2),
    () => faulty().tile(0, 0, 2),
    () => faulty().entries(0, 2),
    () => faulty().validate({ open: true }),
  ];
  const found: string[] = [];
  for (const call of calls) found.push((await call()).outcome);
  return [...new Set(found)];
}

/** Checks that the ledger serves exactly this many blocks, also after an alarm. */
async function expectServed(length: number): Promise<void> {
  expect(await valueOf(faulty().describe())).toMatchObject({ tip: { index: length } });
  expect(await valueOf(faulty().blockText(length))).toContain(`"index":${length},`);
  expect(await valueOf(faulty().blockText(length + 1))).toBeUndefined();
  expect(await valueOf(faulty().validate())).toMatchObject({ valid: true, length });
  await deliverAlarm();
  expect(await valueOf(faulty().describe())).toMatchObject({ tip: { index: length } });
}

describe("a ledger whose vault", () => {
  test("is lost serves its blocks, and signs, mines and opens nothing until it is back", async () => {
    const vault = await snapshotOf(faultyVault());
    await lose(faultyVault());
    await restart();

    expect(await outcomes()).toEqual(["vault-lost"]);
    await expectServed(3);
    expect(await faulty().create(PUZZLE, "sealed")).toBe("exists");

    await faultyVault().create();
    await restore(faultyVault(), vault);
    await expectRecovered(kept);
  });

  test("is lost while the ledger runs stops at the next use", { tags: "long" }, async () => {
    await lose(faultyVault());

    expect(await faulty().mine(LATER, MINER)).toEqual({ outcome: "vault-lost" });
    expect(await outcomes()).toEqual(["vault-lost"]);
    await expectServed(3);
  });

  test.each([
    ["a new one", async () => void (await faultyVault().create())],
    [
      "that of another ledger",
      async () => {
        await env.LEDGER.getByName("other").create(PUZZLE, "sealed");
        await faultyVault().create();
        await restore(faultyVault(), await snapshotOf(env.VAULT.getByName("other")));
      },
    ],
  ])(
    "is replaced with %s serves its blocks, and signs, mines and opens nothing",
    { tags: "long" },
    async (_, replace) => {
      await lose(faultyVault());
      await replace();
      await restart();

      expect(await outcomes()).toEqual(["vault-lost"]);
      await expectServed(3);
    },
  );

  test("was restored from an older state says so once, raises its mark and goes on, without the lost keys", async () => {
    await register(103, 104, 105);
    await restore(faultyVault(), vaultBefore);
    await restart();

    expect(await faulty().mine(patient(106), MINER)).toEqual({ outcome: "vault-behind" });

    expect(await valueOf(faulty().record(3, READER))).toMatchObject({ outcome: "found", found: patient(102) });
    for (const number of [4, 5, 6]) {
      expect(await valueOf(faulty().record(number, READER))).toEqual({ outcome: "missing" });
    }
    expect(await valueOf(faulty().search({ Reg_no: patient(104).Reg_no }, READER))).toEqual({
      outcome: "found",
      found: { records: [], missing: [5], more: false },
    });
    expect(await valueOf(faulty().validate({ open: true }))).toMatchObject({
      valid: false,
      fault: { rule: "record-missing", index: 4 },
    });
    const registered = await valueOf(faulty().mine(patient(106), MINER));
    expect(registered).toMatchObject({ outcome: "registered", number: 7 });
    expect(await valueOf(faulty().record(7, READER))).toMatchObject({ outcome: "found", found: patient(106) });
    expect(await valueOf(faulty().validate({ rebuild: true }))).toMatchObject({ valid: true, length: 7 });
  });

  test.each([
    ["an older state", async () => vaultBefore],
    ["an older state without a mark", async () => withMark(vaultBefore, null)],
  ])("was put back to %s while the ledger runs is found to be behind, not the ledger", async (_, stateBefore) => {
    await register(103, 104, 105);
    await restore(faultyVault(), await stateBefore());

    const told: string[] = [];
    for (const number of [106, 107, 108]) told.push((await faulty().mine(patient(number), MINER)).outcome);

    expect(told).toContain("vault-behind");
    expect(told).not.toContain("ledger-behind");
    expect(told.at(-1)).toBe("ok");
    expect(await valueOf(faulty().validate({ rebuild: true }))).toMatchObject({ valid: true });
  });

  test("was replaced by a newer state after the ledger went on with an older one says so again", async () => {
    await register(103, 104, 105);
    const newer = await snapshotOf(faultyVault());
    await restore(faultyVault(), vaultBefore);
    await restart();
    expect(await faulty().mine(patient(106), MINER)).toEqual({ outcome: "vault-behind" });
    await register(106);
    await restore(faultyVault(), newer);
    await restart();

    expect(await faulty().mine(patient(107), MINER)).toEqual({ outcome: "vault-behind" });

    expect(await valueOf(faulty().record(4, READER))).toMatchObject({ outcome: "found", found: patient(103) });
    expect(await valueOf(faulty().record(7, READER))).toEqual({ outcome: "missing" });
    expect(await valueOf(faulty().mine(patient(107), MINER))).toMatchObject({ outcome: "registered", number: 8 });
  });

  test("lost its mark raises it again and goes on", { tags: "long" }, async () => {
    await restore(faultyVault(), withMark(await snapshotOf(faultyVault()), null));
    await restart();

    expect(await markOf(NAME)).toBe(0);
    await expectRecovered(kept);
  });

  test("has not seen its newest block goes on", { tags: "long" }, async () => {
    const mark = vaultBefore.tables.find(([name]) => name === "vault")?.[1][0]?.["mark"] ?? null;
    await register(103);
    await restore(faultyVault(), withMark(await snapshotOf(faultyVault()), mark));
    await restart();

    expect(await markOf(NAME)).toBe(3);
    await expectRecovered(kept);
  });
});

/** The state of a vault with another mark. */
function withMark({ tables, notes }: Snapshot, mark: Value): Snapshot {
  const changed = (rows: readonly Row[]) => rows.map((row) => ({ ...row, mark }));
  return { tables: tables.map(([name, rows]) => [name, name === "vault" ? changed(rows) : rows]), notes };
}

describe("a ledger that was restored from an older state", () => {
  test("serves its blocks, and signs, mines and opens nothing until it has its state back", async () => {
    await register(103, 104);
    const ledger = await snapshotOf(faulty());
    await restore(faulty(), ledgerBefore);

    expect(await outcomes()).toEqual(["ledger-behind"]);
    await expectServed(3);

    await restore(faulty(), ledger);
    await expectRecovered(kept);
  });

  test("mines nothing that was waiting then", { tags: "long" }, async () => {
    await leaveSealed(kept, [patient(103)]);
    const waiting = await snapshotOf(faulty());
    await deliverAlarm();
    await register(104);
    await restore(faulty(), waiting);

    expect(await outcomes()).toEqual(["ledger-behind"]);
    await expectServed(3);
  });

  test.each([
    ["as long as", [104]],
    ["longer than", [104, 105]],
  ])(
    "and grew with its old vault until its chain is %s the one that the newer vault has seen",
    { tags: "long" },
    async (_, others) => {
      await register(103);
      const vault = await snapshotOf(faultyVault());
      await restore(faulty(), ledgerBefore);
      await restore(faultyVault(), vaultBefore);
      kept = new SealedAcknowledged();
      await register(...others);
      await restore(faultyVault(), vault);
      await restart();

      expect(await outcomes()).toEqual(["ledger-behind"]);
      await expectServed(3 + others.length);
    },
  );

  test("goes on if its vault was restored too, which a saved checkpoint exposes", async () => {
    await register(103, 104);
    const note = (await valueOf(faulty().checkpoint(0))) ?? "";
    const saved = await openCheckpoint(note, {
      ledger: await new CheckpointSigners({ ...env, ...SIGNING }).verifiers(NAME),
    });
    await restore(faultyVault(), vaultBefore);
    await restore(faulty(), ledgerBefore);

    const others = new SealedAcknowledged();
    others.keep([patient(104)], [await faulty().mine(patient(104), MINER)]);
    await expectRecovered(others);
    const verdict = await valueOf(faulty().validate({ saved: [saved] }));
    expect(verdict).toMatchObject({ valid: false, fault: { rule: "checkpoint" } });
  });
});

describe("a correction, if an older state is restored after it,", () => {
  const CORRECTED = patient(1);
  const CLERK = { ...READER, subject: MINER };
  const correct = (number: number) => faulty().correct(number, "any", CORRECTED, CLERK);
  /** What the versions 2 and 4 say of each other; the outcome if they cannot be read. */
  const links = async () =>
    Promise.all(
      [2, 4].map(async (number) => {
        const answer = await faulty().record(number, CLERK);
        if (answer.outcome !== "ok") return answer.outcome;
        return answer.value.outcome === "found"
          ? (answer.value.found.corrects ?? answer.value.found.corrected_by)
          : answer.value.outcome;
      }),
    );

  test("was mined: an older ledger is behind, and the newer one has all of it", async () => {
    await correct(2);
    const after = await snapshotOf(faulty());
    await restore(faulty(), ledgerBefore);

    expect(await outcomes()).toEqual(["ledger-behind"]);
    expect(await correct(2)).toEqual({ outcome: "ledger-behind" });
    await restore(faulty(), after);
    expect(await links()).toEqual([4, 2]);
    expect(await correct(2)).toMatchObject({ value: { outcome: "outdated" } });
    expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
  });

  test(
    "was only accepted: an older ledger has none of it, as of any entry that waits, and takes it again",
    { tags: "long" },
    async () => {
      await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });
      expect(await correct(2)).toMatchObject({ value: { outcome: "pending" } });
      await restore(faulty(), ledgerBefore);
      await deploy(SIGNING);

      expect(await links()).toEqual([undefined, "none"]);
      expect(await correct(2)).toMatchObject({ value: { outcome: "registered", number: 4 } });
      expect(await links()).toEqual([4, 2]);
      expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
    },
  );

  test("was mined: an older vault has lost its key, and it can be made again", { tags: "long" }, async () => {
    await correct(2);
    await restore(faultyVault(), vaultBefore);
    await restart();

    expect(await correct(4)).toEqual({ outcome: "vault-behind" });
    expect(await links()).toEqual([4, "missing"]);
    expect(await valueOf(faulty().validate({ open: true }))).toMatchObject({ fault: { rule: "record-missing" } });
    expect(await correct(4)).toMatchObject({ value: { outcome: "registered", number: 5 } });
    expect(await valueOf(faulty().record(5, CLERK))).toMatchObject({ found: { ...CORRECTED, corrects: 4 } });
    expect(await valueOf(faulty().validate({ rebuild: true }))).toMatchObject({ valid: true });
  });
});

describe("a ledger whose storage is lost", () => {
  test("does not exist, and cannot be created again", async () => {
    await lose(faulty());

    expect(await faulty().describe()).toEqual({ outcome: "no-ledger" });
    for (const kind of ["sealed", "plain", "sealed"] as const) {
      expect(await faulty().create(PUZZLE, kind)).toBe("ledger-behind");
    }
    expect(await faulty().mine(LATER, MINER)).toEqual({ outcome: "no-ledger" });
    expect((await snapshotOf(faulty())).tables).toEqual([]);
    await restore(faultyVault(), vaultBefore);
  });

  test("can be created again while no checkpoint of it has reached the vault", { tags: "long" }, async () => {
    const { tables, notes } = withMark(vaultBefore, null);
    // Nor has one of its log of reads.
    const unmarked = tables.map(([name, rows]) => [name, name === "reads_mark" ? [] : rows] as const);
    await restore(faultyVault(), { tables: unmarked, notes });
    await lose(faulty());

    expect(await faulty().create(PUZZLE, "sealed")).toBe("created");
    kept = new SealedAcknowledged();
    await register(101);
    await expectRecovered(kept);
  });
});
