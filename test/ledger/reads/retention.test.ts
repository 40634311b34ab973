import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { endOfRetention, monthOf } from "../../../src/ledger/reads/month.ts";
import { RESTORABLE } from "../../../src/chain/sealed/restorable.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { erase } from "../../support/ledger/erasing.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { denied, deny, expectWhole, logged } from "../../support/ledger/reads.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { faultyVault } from "../../support/ledger/sealed-recovery.ts";
import { newRecordKey, sqlOnVaultOf } from "../../support/ledger/vaults.ts";
import { restore, snapshotOf } from "../../support/ledger/snapshots.ts";
import { patient } from "../../support/worker/client.ts";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const START = Date.UTC(2026, 0, 31, 23, 59);

/** Before the first month's key is destroyed. The platform's clock is not there yet. */
const LATER = Date.UTC(2032, 0);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
  await faulty().create(PUZZLE, "sealed");
});
afterEach(() => vi.useRealTimers());

/** When the vault's alarm is set for. */
const alarmAt = () => runInDurableObject(faultyVault(), (_, { storage }) => storage.getAlarm());

/** Delivers the vault's alarm at a time. */
async function wakeAt(time: number): Promise<void> {
  vi.setSystemTime(time);
  await runDurableObjectAlarm(faultyVault());
}

const months = async () =>
  (await sqlOnVaultOf(NAME, "SELECT month FROM month_keys WHERE wrapped_by <> '00000000' ORDER BY month")).map(
    ({ month }) => month,
  );

describe("the retention of the log of reads", () => {
  test("ends six years after the month", () => {
    expect(monthOf(START)).toBe("2026-01");
    expect(endOfRetention("2026-01")).toBe(Date.UTC(2032, 1));
    expect(endOfRetention("2026-12")).toBe(Date.UTC(2033, 0));
    expect(endOfRetention("no month")).toBe(0);
  });

  test("ends with the destruction of the month's key: number and commitment still prove, and nothing else", async () => {
    await valueOf(deny(1));
    await valueOf(deny(2));
    vi.setSystemTime(START + 120_000);
    await valueOf(deny(3));
    const before = await logged();
    expect(before.map(({ at }) => at)).toEqual(
      [START, START, START + 120_000].map((time) => new Date(time).toISOString()),
    );
    expect(await months()).toEqual(["2026-01", "2026-02"]);
    const wrapped = await sqlOnVaultOf(NAME, "SELECT hex(wrapped) AS wrapped FROM month_keys WHERE month = '2026-01'");
    expect(await alarmAt()).toBe(Date.UTC(2032, 1));

    await restart();
    await wakeAt(Date.UTC(2032, 1) - 1);
    expect(await months()).toEqual(["2026-01", "2026-02"]);
    await wakeAt(Date.UTC(2032, 1));

    expect(await months()).toEqual(["2026-02"]);
    expect(await alarmAt()).toBe(Date.UTC(2032, 2));
    expect(
      await sqlOnVaultOf(NAME, "SELECT hex(wrapped) AS wrapped FROM month_keys WHERE month = '2026-01'"),
    ).not.toEqual(wrapped);
    const sealed = before.map(({ number, commitment }) => ({ number, commitment }));
    expect(await expectWhole()).toEqual([sealed[0], sealed[1], before[2]]);
    // The clear number of the record still finds them.
    expect(await valueOf(faulty().reads({ from: 1, limit: 9, record: 2 }))).toEqual({ entries: [sealed[1]] });

    await valueOf(deny(4));
    expect(await expectWhole()).toMatchObject([sealed[0], sealed[1], before[2], denied(4)]);
    await wakeAt(Date.UTC(2032, 2));
    expect(await months()).toEqual(["2032-02"]);
    expect(await expectWhole()).toMatchObject([sealed[0], sealed[1], sealed[2], denied(4)]);
  });

  test("is kept by a vault whose record key is rotated, which wraps the months' keys again", async () => {
    await valueOf(deny(1));
    const before = await sqlOnVaultOf(NAME, "SELECT wrapped, wrapped_by FROM month_keys WHERE month <> ''");
    const [OLD, NEW] = [JSON.parse(env.RECORD_KEY ?? "") as object, newRecordKey()];
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const keyed = (...keys: object[]) => ({ ...SIGNING, RECORD_KEY: JSON.stringify({ keys }) });

    await deploy(keyed(NEW, OLD));
    await valueOf(deny(2));
    for (let delivered = 0; delivered < 8; delivered++) {
      await runDurableObjectAlarm(faultyVault());
      await scheduler.wait(2);
    }
    await deploy(keyed(NEW));

    expect(await expectWhole()).toMatchObject([denied(1), denied(2)]);
    const after = await sqlOnVaultOf(NAME, "SELECT wrapped, wrapped_by FROM month_keys WHERE month <> ''");
    expect(after).toHaveLength(1);
    expect(after[0]?.["wrapped_by"]).not.toBe(before[0]?.["wrapped_by"]);
    expect(await alarmAt()).toBe(Date.UTC(2032, 1));
  });

  test("is that of the key that the vault has, also after an older vault was put back while the ledger runs", async () => {
    const older = await snapshotOf(faultyVault());
    await valueOf(deny(1));
    for (const place of [1, 2]) await valueOf(faulty().mine(patient(place), "dr-rao"));
    await restore(faultyVault(), older);
    const told: string[] = [];
    for (const place of [3, 4, 5]) told.push((await faulty().mine(patient(place), "dr-rao")).outcome);
    expect(told).toContain("vault-behind");

    await valueOf(deny(2));

    expect((await expectWhole()).at(-1)).toMatchObject(denied(2));
  });

  test.each([
    ["a month's key", async () => undefined, Date.UTC(2032, 1)],
    [
      "a registration number that is reserved",
      async () => {
        vi.setSystemTime(LATER);
        await valueOf(faulty().mine(patient(1), "dr-rao"));
        await valueOf(erase(2));
      },
      LATER + RESTORABLE,
    ],
  ])("is kept by an alarm that the vault sets again when it starts, and so is %s", async (_, act, time) => {
    await valueOf(deny(1));
    await act();
    await runInDurableObject(faultyVault(), (__, { storage }) => storage.deleteAlarm());
    await restart();

    expect(await alarmAt()).toBe(time);
  });

  test("does not begin again: no key is made for a month that is over, and a damaged one is replaced", async () => {
    await valueOf(deny(1));
    const vault = (await sqlOnVaultOf(NAME, "SELECT id FROM vault"))[0]?.["id"] as string;
    for (const month of ["2025-12", "2026-03", "no month", ""]) {
      expect(await faultyVault().monthKey(vault, month)).toMatchObject({ outcome: "month-key", key: null });
    }
    expect(await faultyVault().monthKey("another", "2026-01")).toEqual({ outcome: "lost" });
    await sqlOnVaultOf(NAME, "UPDATE month_keys SET wrapped = randomblob(60) WHERE month = '2026-01'");
    await restart();

    await valueOf(deny(2));

    const [first, second] = await expectWhole();
    expect(first).toEqual({ number: 1, commitment: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(second).toMatchObject(denied(2));
  });
});
