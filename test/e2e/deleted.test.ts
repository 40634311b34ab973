import { expect, test } from "vitest";
import { LedgerClient } from "../../src/client/client.ts";
import { deleteLedger } from "../../src/client/routes/ledgers.ts";
import { watchBlocks } from "../../src/client/watching.ts";
import { DISTINCTIVE, manyRecords, MARKS } from "../support/e2e/distinctive-records.ts";
import { checkpointOnDisk, secretsOnDisk } from "../support/e2e/erased-secrets.ts";
import { SealedClient } from "../support/e2e/sealed-client.ts";
import { sharedServer, sharedStorage } from "../support/e2e/shared-server.ts";
import { StorageScan } from "../support/e2e/storage-scan.ts";

const dev = sharedServer();
const PLAIN = { puzzle: "block-hash", difficulty: 8, sandbox: true } as const;

/** What a scan finds, each once. */
const foundBy = (scan: StorageScan) => new Set(scan.files(sharedStorage()).found.map(({ what }) => what));

test("no file of the storage holds anything of a deleted plain sandbox's records", async () => {
  const name = "deleted-plain";
  const client = new SealedClient(dev, name);
  expect((await client.send("PUT", "", PLAIN)).status).toBe(201);
  const records = [...DISTINCTIVE, ...manyRecords(400, "deleted")];
  // They pass through the mempool, whose pages are free afterwards, and stand in several indices.
  for (let from = 0; from < records.length; from += 150) await client.batch(records.slice(from, from + 150));
  await client.untilMined();
  const scan = new StorageScan();
  await scan.addTexts([
    ...DISTINCTIVE.flatMap(({ patient_name, patient_ID, Reg_no }) => [patient_name, patient_ID, Reg_no]),
    ...MARKS.map((mark) => (mark.endsWith("-") ? `${mark}deleted-` : `${mark} deleted `)),
  ]);
  expect(foundBy(scan).size).toBeGreaterThan(3 * DISTINCTIVE.length);

  expect((await dev.fetch(`/ledgers/${name}`, { method: "DELETE" })).status).toBe(204);

  checkpointOnDisk(sharedStorage(), name, ["Ledger"]);
  expect(foundBy(scan)).toEqual(new Set());
  expect((await client.get("")).status).toBe(410);
});

test("no file of the storage holds a wrapped key, a ciphertext or a look-up of a deleted sealed sandbox", async () => {
  const name = "deleted-sealed";
  const client = new SealedClient(dev, name);
  expect((await client.send("PUT", "", { records: "sealed", sandbox: true })).status).toBe(201);
  const records = manyRecords(100, "deleted-sealed");
  for (let from = 0; from < records.length; from += 30) await client.batch(records.slice(from, from + 30));
  await client.untilMined();
  const secrets = secretsOnDisk(sharedStorage(), name, [2, 3, 50, 100, 101]);
  const scan = new StorageScan();
  for (const { name: what, bytes } of secrets) scan.addBytes(what, bytes);
  checkpointOnDisk(sharedStorage(), name);
  expect(foundBy(scan)).toEqual(new Set(secrets.map(({ name: what }) => what)));

  expect((await dev.fetch(`/ledgers/${name}`, { method: "DELETE" })).status).toBe(204);

  checkpointOnDisk(sharedStorage(), name);
  expect(foundBy(scan)).toEqual(new Set());
  expect((await client.get("")).status).toBe(410);
});

// Long, since the local runtime ends a closed connection ten seconds later.
test(
  "whoever watches a sandbox is told that it was deleted, and does not connect again",
  { tags: "long" },
  async () => {
    const client = new LedgerClient({ url: `${dev.url}/ledgers/deleted-watched`, token: async () => dev.token });
    const name = "deleted-watched";
    expect((await new SealedClient(dev, name).send("PUT", "", PLAIN)).status).toBe(201);
    const blocks = watchBlocks(client, { from: 1 });
    await blocks.next();
    const next = blocks.next();

    await deleteLedger(client);

    await expect(next).rejects.toMatchObject({ problem: "ledger-deleted", status: 410 });
    await deleteLedger(client);
  },
);
