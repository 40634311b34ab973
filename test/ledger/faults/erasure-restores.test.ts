import { beforeEach, describe, expect, test } from "vitest";
import { valueOf } from "../../support/ledger/answers.ts";
import {
  erase,
  erasureOf,
  readOutcome,
  registerOutcome,
  secretsOf,
  untilErased,
} from "../../support/ledger/erasing.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { acceptSealed, mineExternally, threeSealed } from "../../support/ledger/sealed-operations.ts";
import { faultyVault, READER, SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { restore, type Snapshot, snapshotOf } from "../../support/ledger/snapshots.ts";
import { sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** The settings of a deployment whose ledgers search for no proofs themselves. */
const EXTERNAL = { ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" };

let before: string[];
let ledgerBefore: Snapshot;
let vaultBefore: Snapshot;

/** Records 2 to 5 are registered; record 2 is corrected by entry 6. */
beforeEach(async () => {
  await threeSealed(new SealedAcknowledged());
  for (const record of [patient(103), patient(104)]) await valueOf(faulty().mine(record, "dr-rao"));
  await valueOf(faulty().correct(2, "any", { ...patient(101), Reg_no: "R-101-b" }, READER));
  before = await secretsOf(2, 3, 4, 6);
  ledgerBefore = await snapshotOf(faulty());
  vaultBefore = await snapshotOf(faultyVault());
});

const outcomes = () => Promise.all([2, 6, 3, 4, 5].map(readOutcome));
const left = async () => (await secretsOf(2, 3, 4, 6)).filter((secret) => before.includes(secret));

async function eraseThree(): Promise<void> {
  for (const number of [2, 3, 4]) expect(await valueOf(erase(number))).toMatchObject({ outcome: "erasing" });
}

async function expectErased(): Promise<void> {
  await untilErased(2, 3, 4);
  expect(await outcomes()).toEqual(["erased", "erased", "erased", "erased", "found"]);
  expect(await left()).toEqual([]);
  expect(await sqlOn(NAME, "SELECT count(*) AS count FROM entries WHERE entry LIKE '%erases%'")).toEqual([
    { count: 3 },
  ]);
  expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
  expect(await registerOutcome(patient(110))).toBe("registered");
}

/** A state of the ledger with some tables of another. */
function withTables(state: Snapshot, other: Snapshot, ...names: readonly string[]): Snapshot {
  const rowsOf = (name: string) => other.tables.find(([each]) => each === name)?.[1] ?? [];
  return { ...state, tables: state.tables.map(([name, rows]) => [name, names.includes(name) ? rowsOf(name) : rows]) };
}

describe("an older database of the ledger that is put back after erasures", () => {
  test("opens nothing while its chain is shorter, and everything is as it was once the newest is back", async () => {
    await eraseThree();
    await untilErased(2, 3, 4);
    const newest = await snapshotOf(faulty());
    await restore(faulty(), ledgerBefore);

    await deliverAlarm();
    expect(new Set(await outcomes())).toEqual(new Set(["ledger-behind"]));
    expect(await registerOutcome(patient(101))).toBe("ledger-behind");

    await restore(faulty(), newest);
    await expectErased();
  });

  test("of the same length, from before the erasures, is erased again before anything of it can be read", async () => {
    await deploy(EXTERNAL);
    await eraseThree();
    // The log of reads alone would show that the ledger is older.
    const log = ["reads", "read_tiles", "read_checkpoints"];
    await restore(faulty(), withTables(ledgerBefore, await snapshotOf(faulty()), ...log));

    expect(await outcomes()).toEqual(["erased", "erased", "erased", "erased", "found"]);
    expect(await valueOf(faulty().search({ patient_ID: patient(101).patient_ID }, READER))).toMatchObject({
      found: { records: [], missing: [] },
    });
    expect(await valueOf(faulty().correct(6, "any", patient(7), READER))).toEqual({ outcome: "erased" });
    await deploy(SIGNING);
    await deliverAlarm();
    await expectErased();
  });

  test("of the same length, from before anything was overwritten, is overwritten again", async () => {
    await eraseThree();
    await untilErased(2, 3, 4);
    const erased = await snapshotOf(faulty());
    const entries = new Map(
      ledgerBefore.tables.find(([name]) => name === "entries")?.[1].map((row) => [row["number"], row]),
    );
    const tables = withTables(erased, ledgerBefore, "lookups", "erasures").tables.map(
      ([name, rows]) =>
        [name, name === "entries" ? rows.map((row) => entries.get(row["number"] ?? null) ?? row) : rows] as const,
    );
    await restore(faulty(), { ...erased, tables });
    expect(await left()).not.toEqual([]);

    expect(await outcomes()).toEqual(["erased", "erased", "erased", "erased", "found"]);
    await expectErased();
  });
});

describe("an older vault that is put back after erasures", () => {
  test.each([
    ["mined", SIGNING],
    ["waiting to be mined", EXTERNAL],
  ])("gets those on the chain, %s, again before it opens anything", async (_, settings) => {
    await deploy(settings);
    await eraseThree();
    if (settings === SIGNING) await untilErased(2, 3, 4);
    await restore(faultyVault(), vaultBefore);
    await restart();

    expect((await faulty().record(5, READER)).outcome).toBe("vault-behind");
    const wrappedKeys = (await left()).filter(({ length }) => length === 2 * 60);
    expect(wrappedKeys).toEqual([]);
    expect(await outcomes()).toEqual(["erased", "erased", "erased", "erased", "found"]);
    await deploy(SIGNING);
    await deliverAlarm();
    await expectErased();
    // What reserved the numbers was in the vault.
    expect(await registerOutcome(patient(101))).toBe("registered");
  });

  test("has lost a hold, and says that it was restored", async () => {
    await valueOf(faulty().hold(5, true, READER));
    await restore(faultyVault(), vaultBefore);
    await restart();

    expect((await faulty().record(5, READER)).outcome).toBe("vault-behind");
    expect(await erasureOf(5)).toBe("none");
  });
});

test("an external miner's block ends the erasures that wait for it, whether or not the ledger was restarted", async () => {
  await deploy(EXTERNAL);
  await eraseThree();
  await acceptSealed([patient(120)]);
  expect(await erasureOf(2)).toBe("pending");
  await restart();
  expect(await outcomes()).toEqual(["erased", "erased", "erased", "erased", "found"]);
  await mineExternally();
  await untilErased(2, 3, 4);
  expect(await left()).toEqual([]);
});
