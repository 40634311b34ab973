import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { hex } from "../../../src/chain/text/hex.ts";
import { parseRecordKeys } from "../../../src/ledger/vault/record-keys.ts";
import { SLICE } from "../../../src/ledger/vault/rotation.ts";
import { type KeyRow, VaultStore } from "../../../src/ledger/vault/vault-store.ts";
import {
  createVault,
  keysResult,
  MarkedTree,
  newKeys,
  newRecordKey,
  rowsWritten,
  SEALED,
  split,
  sqlOnVault,
  vaultOf,
} from "../../support/ledger/vaults.ts";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const OLD = JSON.parse(env.RECORD_KEY ?? "") as object;
const NEW = newRecordKey();
const COUNT = 2 * SLICE + 500;
const keyed = (...keys: object[]) => ({
  ...SIGNING,
  RECORD_KEY: JSON.stringify(keys.length === 1 ? keys[0] : { keys }),
});

let log: MockInstance<typeof console.log>;
beforeEach(() => {
  log = vi.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const lines = () => log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("vault"));
/** The fingerprints of the record keys that anything in the vault is wrapped under. */
async function fingerprints(): Promise<unknown[]> {
  const rows = await sqlOnVault(
    "SELECT wrapped_by AS used FROM keys WHERE id <> x'' UNION SELECT wrapped_by FROM vault",
  );
  return rows.map(({ used }) => used);
}

/** Whether everything is wrapped under the current record key, and the vault knows it. */
async function isRotated(): Promise<boolean> {
  const [{ fingerprint: current }] = await parseRecordKeys(env.RECORD_KEY ?? "");
  const [vault] = await sqlOnVault("SELECT in_use FROM vault");
  const used = await fingerprints();
  return vault?.["in_use"] === current && used.length === 1 && used[0] === current;
}

/** Delivers alarms until the object sets no more. The platform may deliver some of them itself. */
async function rotate(): Promise<void> {
  while (!(await isRotated())) {
    await runDurableObjectAlarm(vaultOf());
    await scheduler.wait(10);
  }
}

/** A vault with keys, under the old record key. */
async function filled(count = COUNT) {
  const id = await createVault();
  const packed = newKeys(count);
  const { ids, keys } = split(packed);
  await vaultOf().put(id, { keys: packed, mark: await (await MarkedTree.grow(3)).mark(3) });
  const pseudonym = await vaultOf().pseudonym(id, "dr-rao");
  const open = await vaultOf().open(id);
  /** Expects that everything can be read. */
  const expectKept = async () => {
    expect(await vaultOf().open(id)).toMatchObject({ ...open, revision: expect.any(Number) });
    expect(await vaultOf().keys(id, ids)).toEqual(keysResult(keys));
    expect(await vaultOf().pseudonym(id, "dr-rao")).toEqual(pseudonym);
  };
  return { id, packed, expectKept };
}

describe("the rotation of the record key", () => {
  test("wraps everything under the new key, after which the old one is not needed", async () => {
    const { id, packed, expectKept } = await filled();
    const before = await sqlOnVault("SELECT id, wrapped FROM keys WHERE id <> x'' ORDER BY id");

    await deploy(keyed(NEW, OLD));
    await expectKept();
    await rotate();

    await expectKept();
    await deploy(keyed(NEW));
    await expectKept();
    expect(await vaultOf().put(id, { keys: packed })).toMatchObject({ outcome: "stored" });
    const after = await sqlOnVault("SELECT id, wrapped FROM keys WHERE id <> x'' ORDER BY id");
    expect(after.map((row) => row["id"])).toEqual(before.map((row) => row["id"]));
    expect(after.filter((row, place) => hexOf(row["wrapped"]) === hexOf(before[place]?.["wrapped"]))).toEqual([]);
    await deploy(keyed(OLD));
    expect(await vaultOf().open(id)).toEqual({ outcome: "key-wrong" });
  });

  test("says in one line of the log that the vault does not need the old key, and names no key", async () => {
    await filled(10);
    await deploy(keyed(NEW, OLD));
    await rotate();
    await runDurableObjectAlarm(vaultOf());
    await restart();
    await createVaultAgain();

    expect(lines()).toHaveLength(1);
    expect(JSON.parse(lines()[0] ?? "")).toMatchObject({ vault: SEALED, damaged_keys: 0 });
    expect(lines()[0]).not.toContain(NEW.k);
  });

  test("goes on after the object was evicted between any two alarms, while keys are stored", async () => {
    const { id, expectKept } = await filled();
    await deploy(keyed(NEW, OLD));
    const later = newKeys(30);

    for (let alarms = 0; !(await isRotated()); alarms++) {
      if (alarms % 2 === 0) await restart();
      await vaultOf().put(id, { keys: later.subarray(0, 48 * Math.min(30, alarms + 1)) });
      await runDurableObjectAlarm(vaultOf());
      await runDurableObjectAlarm(vaultOf());
      await runDurableObjectAlarm(vaultOf());
      await runDurableObjectAlarm(vaultOf());
      if (alarms % 2 === 1) await expectKept();
    }

    await deploy(keyed(NEW));
    await expectKept();
    const { ids, keys } = split(later.subarray(0, 48));
    expect(await vaultOf().keys(id, ids)).toEqual(keysResult(keys));
  });

  test("that is not finished keeps the whole vault closed without the old key, and loses nothing", async () => {
    const { id, expectKept } = await filled();
    await deploy(keyed(NEW, OLD));
    await vaultOf().open(id);
    await runDurableObjectAlarm(vaultOf());
    const partly = await fingerprints();

    await deploy(keyed(NEW));
    expect(partly).toHaveLength(2);
    expect(await vaultOf().open(id)).toEqual({ outcome: "key-wrong" });
    await runDurableObjectAlarm(vaultOf());
    await deploy(keyed(NEW, OLD));
    await expectKept();
    await rotate();
    await deploy(keyed(NEW));
    await expectKept();
  });

  test("may be turned around before it is finished", async () => {
    const { id, expectKept } = await filled();
    await deploy(keyed(NEW, OLD));
    await vaultOf().put(id, { keys: newKeys(5) });
    await runDurableObjectAlarm(vaultOf());

    await deploy(keyed(OLD));
    expect(await vaultOf().open(id)).toEqual({ outcome: "key-wrong" });
    await deploy(keyed(OLD, NEW));
    await vaultOf().open(id);
    await rotate();

    await deploy(keyed(OLD));
    await expectKept();
  });

  test("also finishes for a vault without keys, and writes nothing once it is finished", async () => {
    const id = await createVault();
    await deploy(keyed(NEW, OLD));
    expect(await createVault()).toBe(id);
    await rotate();

    expect(
      await rowsWritten(async () => {
        await runDurableObjectAlarm(vaultOf());
        await restart();
        await vaultOf().open(id);
      }),
    ).toBe(0);
    await deploy(keyed(NEW));
    expect(await createVault()).toBe(id);
  });

  test("overwrites no key that has changed since it was read", async () => {
    await filled(2);

    const [before, after] = await runInDurableObject(vaultOf(), (_, { storage }) => {
      const store = new VaultStore(storage);
      const [first, second] = store.keysAfter(undefined, 2) as [KeyRow, KeyRow];
      storage.sql.exec("UPDATE keys SET wrapped = zeroblob(60) WHERE id = ?", first.id);
      const rewrapped = { wrapped: new Uint8Array(60).fill(7), wrappedBy: "fedcba98" };
      store.rewrap([first, second].map((row) => ({ before: row, after: rewrapped })));
      return [[first, second], store.keysAfter(undefined, 2)];
    });

    expect(after?.map(({ wrapped }) => wrapped[0])).toEqual([0, 7]);
    expect(after?.map(({ wrappedBy }) => wrappedBy)).toEqual([before?.[0]?.wrappedBy, "fedcba98"]);
  });

  test("leaves a damaged key as it is, counts it, and is finished without it", async () => {
    const { id } = await filled(10);
    await sqlOnVault(
      "UPDATE keys SET wrapped = zeroblob(60) WHERE id IN (SELECT id FROM keys WHERE id <> x'' LIMIT 2)",
    );
    await deploy(keyed(NEW, OLD));
    await vaultOf().open(id);

    while (lines().length === 0) {
      await runDurableObjectAlarm(vaultOf());
      await scheduler.wait(10);
    }

    expect(JSON.parse(lines()[0] ?? "")).toMatchObject({ damaged_keys: 2 });
    await deploy(keyed(NEW));
    expect(await vaultOf().open(id)).toMatchObject({ outcome: "open" });
  });
});

/** Wakes the object. */
async function createVaultAgain(): Promise<void> {
  expect(await vaultOf().create()).toEqual({ outcome: "taken" });
}

function hexOf(bytes: unknown): string {
  return hex(new Uint8Array(bytes as ArrayBuffer));
}
