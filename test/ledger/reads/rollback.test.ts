import { env } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import { valueOf } from "../../support/ledger/answers.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { denied, deny, expectWhole, logCheckpoint, logged } from "../../support/ledger/reads.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { faultyVault, READER } from "../../support/ledger/sealed-recovery.ts";
import { restore, type Snapshot, snapshotOf } from "../../support/ledger/snapshots.ts";
import { sqlOnVaultOf } from "../../support/ledger/vaults.ts";
import { edit } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

let number: number;
let ledgerBefore: Snapshot;
let vaultBefore: Snapshot;

/** Opens the record, so that its key is fetched. */
const open = () => valueOf(faulty().record(number, READER));

/** The size of the log that the vault has seen. */
async function seen(): Promise<number> {
  const [row] = await sqlOnVaultOf(NAME, "SELECT note FROM reads_mark");
  const note = (row?.["note"] ?? "\n0") as string;
  return Number(note.split("\n")[1]);
}

beforeEach(async () => {
  await faulty().create(PUZZLE, "sealed");
  const mined = await valueOf(faulty().mine(patient(1), "dr-rao"));
  if (mined.outcome !== "registered") throw new Error(`not registered, but ${mined.outcome}`);
  number = mined.number;
  await open();
  ledgerBefore = await snapshotOf(faulty());
  vaultBefore = await snapshotOf(faultyVault());
});

describe("the vault's mark of the log of reads", () => {
  test("follows the log whenever a key is fetched, and does not need a call of its own", async () => {
    expect(await seen()).toBe(2);
    await valueOf(deny(1));
    await valueOf(deny(2));
    expect(await seen()).toBe(2);

    await open();

    expect(await seen()).toBe(5);
    await restart();
    await Promise.all([open(), open(), deny(3)]);
    await open();
    expect(await seen()).toBe(9);
    await expectWhole();
  });

  test("follows it with the keys of new records too, and across a lost mark", async () => {
    await valueOf(deny(1));
    await sqlOnVaultOf(NAME, "DELETE FROM reads_mark");
    await valueOf(faulty().mine(patient(2), "dr-rao"));
    await open();
    await open();

    expect(await seen()).toBe((await logCheckpoint())?.size);
  });

  const CHANGES: Record<string, () => Promise<unknown>> = {
    "an older state of the whole ledger": () => restore(faulty(), ledgerBefore),
    "an older state of the log alone": async () => {
      const { tables } = ledgerBefore;
      const now = await snapshotOf(faulty());
      const isLog = (name: string) => name.startsWith("read");
      const rows = tables.filter(([name]) => isLog(name));
      await restore(faulty(), { ...now, tables: [...now.tables.filter(([name]) => !isLog(name)), ...rows] });
    },
    "no log at all": () =>
      edit(NAME, ({ query }) => {
        for (const table of ["reads", "read_tiles", "read_checkpoints"]) query(`DELETE FROM ${table}`);
      }),
  };
  test.each(Object.entries(CHANGES))("exposes %s: nothing is opened or signed any more", async (_, change) => {
    await valueOf(deny(1));
    await open();
    await change();
    await restart();

    const calls = [
      () => faulty().record(number, READER),
      () => faulty().mine(patient(3), "dr-rao"),
      () => deny(2),
      () => faulty().reads({ from: 1, limit: 10 }),
      () => faulty().readsCheckpoint(0),
      () => faulty().validate({ open: true }),
    ];
    for (const call of calls) expect((await call()).outcome).toBe("ledger-behind");
    expect(await valueOf(faulty().blockText(2))).toContain('"index":2,');
  });

  test("exposes a log that grew differently after a rollback, even if it is longer than the one that the vault saw", async () => {
    await valueOf(deny(1));
    await open();
    const vault = await snapshotOf(faultyVault());
    await restore(faulty(), ledgerBefore);
    await restore(faultyVault(), vaultBefore);
    for (const place of [2, 3, 4, 5]) await valueOf(deny(place));
    await restore(faultyVault(), vault);
    await restart();

    expect((await deny(6)).outcome).toBe("ledger-behind");
  });

  test("of an older vault does not stop the log", async () => {
    await valueOf(deny(1));
    await open();
    await restore(faultyVault(), vaultBefore);
    await restart();

    await open();
    expect(await logged()).toMatchObject([{}, {}, denied(1), {}, {}]);
    expect(await seen()).toBe(5);
    await expectWhole();
  });

  test("is the log's own: a vault with the mark of the ledger there is damaged", async () => {
    await sqlOnVaultOf(NAME, "UPDATE reads_mark SET note = (SELECT mark FROM vault)");
    expect((await open().catch(() => undefined)) === undefined).toBe(true);
    expect(await env.VAULT.getByName(NAME).isTaken()).toBe(true);
    expect((await deny(1)).outcome).toBe("vault-lost");
  });
});
