import { beforeEach, describe, expect, test } from "vitest";
import { valueOf } from "../../support/ledger/answers.ts";
import {
  erase,
  erasureOf,
  HOLDER,
  readOutcome,
  registerOutcome,
  secretsOf,
  untilErased,
} from "../../support/ledger/erasing.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { mineExternally, threeSealed } from "../../support/ledger/sealed-operations.ts";
import { faultyVault, READER, SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { restore, snapshotOf } from "../../support/ledger/snapshots.ts";
import { sqlOnVaultOf } from "../../support/ledger/vaults.ts";
import { sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** Records 2 and 3 are registered. Record 4 is erased, by entry 6, and record 5 held and asked to be erased. */
beforeEach(async () => {
  await threeSealed(new SealedAcknowledged());
  for (const record of [patient(103), patient(104)]) await valueOf(faulty().mine(record, "dr-rao"));
  await valueOf(erase(4));
  await untilErased(4);
  await valueOf(faulty().hold(5, true, HOLDER));
  await valueOf(erase(5));
});

const onLedger = (statement: string) => () => sqlOn(NAME, statement);
const onVault = (statement: string) => () => sqlOnVaultOf(NAME, statement);
const RANDOM = "randomblob(32)";
const COLUMNS = "record, reason, mac, entry, done";

/** Edits that pretend that record 2 is erased, or is to be, or is held. */
const FORGERIES: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["a row of an erasure", onLedger(`INSERT INTO erasures (${COLUMNS}) VALUES (2, 'request', ${RANDOM}, NULL, 0)`)],
  ["a row of an erasure, done", onLedger(`INSERT INTO erasures (${COLUMNS}) VALUES (2, 'request', ${RANDOM}, 6, 1)`)],
  ["a row of an erasure, without MAC", onLedger(`INSERT INTO erasures (${COLUMNS}) VALUES (2, NULL, x'', NULL, 0)`)],
  [
    "another's row",
    onLedger(`INSERT INTO erasures (${COLUMNS}) SELECT 2, reason, mac, entry, done FROM erasures WHERE record = 4`),
  ],
  ["another's row, moved", onLedger("UPDATE erasures SET record = 2, done = 0 WHERE record = 4")],
  [
    "a waiting entry",
    onLedger(
      `INSERT INTO entries (number, entry, accepted_at, mac) VALUES (7, '{"erases":2,"kind":"erasure"}', 0, ${RANDOM})`,
    ),
  ],
  [
    "a waiting entry with another's MAC",
    onLedger(
      `INSERT INTO entries (number, entry, accepted_at, mac)
      SELECT 7, '{"erases":2,"kind":"erasure"}', 0, mac FROM entries WHERE number = 6`,
    ),
  ],
  ["a tombstone", onVault(`INSERT INTO tombstones VALUES (2, 'request', 9e15, ${RANDOM})`)],
  ["another's tombstone", onVault("INSERT INTO tombstones SELECT 2, reason, final_after, mac FROM tombstones")],
  ["a request", onVault(`INSERT INTO asked VALUES (2, 'request', ${RANDOM})`)],
  ["another's request", onVault("INSERT INTO asked SELECT 2, reason, mac FROM asked")],
  ["another's request, moved", onVault("UPDATE asked SET record = 2")],
];

/** The fast suite has some; the long suite has the rest. */
const isUsual = ([name]: (typeof FORGERIES)[number]) =>
  ["another's row, moved", "a waiting entry", "another's tombstone", "another's request, moved"].includes(name);

describe("a forged row erases nothing, and has nothing called erased or signed", () => {
  test.each(FORGERIES.filter(isUsual))("%s", expectNothing);
  test.each(FORGERIES.filter((each) => !isUsual(each)))("%s", { tags: "long" }, expectNothing);

  async function expectNothing(name: string, forge: () => Promise<unknown>): Promise<void> {
    const before = await secretsOf(2, 3);
    await forge();

    for (const restarts of [false, true]) {
      if (restarts) await restart();
      await deliverAlarm();
      expect(await Promise.all([2, 3, 4].map(readOutcome))).toEqual(["found", "found", "erased"]);
      expect(await erasureOf(2)).toBe("none");
      expect(await secretsOf(2, 3)).toEqual(before);
    }
    const mined = await sqlOn(NAME, "SELECT max(last_entry) AS last FROM headers");
    expect(mined).toEqual([{ last: 6 }]);
    // Nothing is mined behind a forged entry, but what is forged elsewhere is in nobody's way.
    if (name.startsWith("a waiting")) await sqlOn(NAME, "DELETE FROM entries WHERE number = 7");
    expect(await registerOutcome(patient(105))).toBe("registered");
    expect(await valueOf(erase(2))).toMatchObject({ outcome: "erasing", erasure: { entry: 8 } });
    await untilErased(2);
    expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
  }

  test.each([
    ["a hold", onVault(`INSERT INTO holds VALUES (2, ${RANDOM}, ${RANDOM})`)],
    ["another's hold", onVault("INSERT INTO holds SELECT 2, holder, mac FROM holds")],
  ])("%s holds nothing", async (_, forge) => {
    await forge();
    expect(await valueOf(erase(2, "request", HOLDER))).toMatchObject({ outcome: "erasing" });
  });

  test("a reservation reserves nothing", async () => {
    const [lookup] = await sqlOn(NAME, "SELECT lookup FROM lookups WHERE place = 2 * 3");
    // Record 3 gives up its number, which somebody says is that of an erased record.
    await valueOf(faulty().correct(3, "any", { ...patient(102), Reg_no: "R-new" }, READER));
    await sqlOn(NAME, "DELETE FROM lookups WHERE place = 2 * 3");
    await sqlOnVaultOf(NAME, `UPDATE reservations SET lookup = ? WHERE until > 0`, lookup?.["lookup"] ?? null);
    await restart();

    expect(await registerOutcome({ ...patient(60), Reg_no: patient(102).Reg_no })).toBe("registered");
  });
});

describe("an erasure whose storage is edited", () => {
  test("says that it is done only when it is", async () => {
    await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });
    await valueOf(erase(2));
    await sqlOn(NAME, "UPDATE erasures SET done = 1 WHERE record = 2");
    expect(await erasureOf(2)).toBe("pending");
    await restart();
    expect(await erasureOf(2)).toBe("pending");
    await mineExternally();
    await untilErased(2);
    expect(await readOutcome(2)).toBe("erased");
  });

  test.each([
    ["its row is deleted", "DELETE FROM erasures WHERE record = 2"],
    ["what is known of versions is deleted", "DELETE FROM versions"],
  ])("is neither forgotten nor mined twice when %s", expectOnce);
  test.each([
    ["its entry is forgotten", "UPDATE erasures SET entry = NULL"],
    ["its entry is another's", "UPDATE erasures SET entry = 6"],
  ])("is neither forgotten nor mined twice when %s", { tags: "long" }, expectOnce);

  async function expectOnce(_: string, statement: string): Promise<void> {
    const before = await secretsOf(2);
    await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });
    await valueOf(erase(2));
    for (const restarts of [false, true]) {
      if (restarts) await restart();
      await sqlOn(NAME, statement);
      await deliverAlarm();
      expect(await readOutcome(2)).toBe("erased");
    }
    await deploy(SIGNING);
    await deliverAlarm();
    await untilErased(2);

    const text = "SELECT count(*) AS count FROM entries WHERE entry LIKE '%\"erases\":2,%'";
    expect(await sqlOn(NAME, text)).toEqual([{ count: 1 }]);
    expect((await secretsOf(2)).filter((secret) => before.includes(secret))).toEqual([]);
    expect(await valueOf(faulty().validate({ rebuild: true }))).toMatchObject({ valid: true });
  }
});

const SWAP = `UPDATE entries SET key_id = other.key_id FROM (SELECT number, key_id FROM entries) AS other
  WHERE entries.number IN (2, 3) AND other.number = 5 - entries.number`;

/** Edits after which the storage does not say any more which key record 2 has. */
const KEY_EDITS: readonly (readonly [string, string])[] = [
  ["swapped with another's", SWAP],
  ["another's", "UPDATE entries SET key_id = (SELECT key_id FROM entries WHERE number = 3) WHERE number = 2"],
  ["deleted", "UPDATE entries SET key_id = NULL WHERE number = 2"],
  ["no id", "UPDATE entries SET key_id = x'00' WHERE number = 2"],
  ["its own, but its ciphertext is edited", "UPDATE entries SET ciphertext = randomblob(300) WHERE number = 2"],
];

describe("an erasure", () => {
  const stored = () => sqlOn(NAME, "SELECT number, key_id, ciphertext FROM entries WHERE number IN (2, 3)");

  test.each(KEY_EDITS)("destroys none, and is not said to be done, while its id is %s", async (_, statement) => {
    const [rows, secrets] = [await stored(), await secretsOf(2, 3)];
    const keys = secrets.slice(-2);
    await sqlOn(NAME, statement);

    expect(await erase(2)).toEqual({ outcome: "contradicted" });
    await restart();
    await deliverAlarm();
    expect([await erasureOf(2), await readOutcome(2)]).toEqual(["pending", "erased"]);

    for (const { number, key_id, ciphertext } of rows) {
      const query = "UPDATE entries SET key_id = ?, ciphertext = ? WHERE number = ?";
      await sqlOn(NAME, query, key_id ?? null, ciphertext ?? null, number ?? null);
    }
    expect((await secretsOf(2, 3)).slice(-2)).toEqual(keys);
    await untilErased(2);
    expect(await Promise.all([2, 3].map(readOutcome))).toEqual(["erased", "found"]);
    expect((await secretsOf(2)).filter((secret) => secrets.includes(secret))).toEqual([]);
  });

  test("that an older vault lacks destroys none again while its id is swapped with another's", async () => {
    const [older, before] = [await snapshotOf(faultyVault()), await secretsOf(2)];
    await valueOf(erase(2));
    await untilErased(2);
    await sqlOn(NAME, SWAP);
    await restore(faultyVault(), older);
    await restart();

    // However often it tries, this is no vault that the ledger goes on with.
    for (let tries = 0; tries < 5; tries++) expect(await readOutcome(3)).toBe("contradicted");

    await sqlOn(NAME, SWAP);
    expect([await readOutcome(3), await readOutcome(3)]).toEqual(["vault-behind", "found"]);
    expect((await secretsOf(2)).filter((secret) => before.includes(secret))).toEqual([]);
  });
});

test("made-up rows of erasures that are done do not stand in for those of the vault", async () => {
  await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });
  await valueOf(erase(2));
  // The ledger's database as before the erasure: its chain has the same length.
  for (const table of ["erasures WHERE record = 2", "versions WHERE number = 2", "entries WHERE number = 7"]) {
    await sqlOn(NAME, `DELETE FROM ${table}`);
  }
  for (const [record, mac] of [
    [98, "x'00'"],
    [99, "(SELECT mac FROM erasures WHERE record = 4)"],
  ] as const) {
    await sqlOn(NAME, `INSERT INTO erasures (${COLUMNS}) VALUES (${record}, 'request', ${mac}, 6, 1)`);
  }
  await deploy(SIGNING);

  expect(await readOutcome(2)).toBe("erased");
  await untilErased(2);
  expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
});
