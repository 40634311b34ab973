import { expect, test } from "vitest";
import { manyRecords } from "../support/e2e/distinctive-records.ts";
import { checkpointOnDisk, secretsOnDisk } from "../support/e2e/erased-secrets.ts";
import { SealedClient } from "../support/e2e/sealed-client.ts";
import { sharedServer, sharedStorage } from "../support/e2e/shared-server.ts";
import { StorageScan } from "../support/e2e/storage-scan.ts";
import { until } from "../support/e2e/until.ts";

const dev = sharedServer();

test("no file of the storage holds a wrapped key, a ciphertext or a look-up of an erased record", async () => {
  const ledger = "erased-on-disk";
  const client = new SealedClient(dev, ledger);
  await client.create(8);
  const records = manyRecords(100, "erased");
  // In several steps, as the tables' pages split then.
  for (let from = 0; from < records.length; from += 30) await client.batch(records.slice(from, from + 30));
  await client.untilMined();
  const erased = Array.from({ length: 24 }, (_, place) => 2 + place * 4);
  const secrets = secretsOnDisk(sharedStorage(), ledger, erased);
  const others = secretsOnDisk(sharedStorage(), ledger, [3, 101]);
  const scan = new StorageScan();
  for (const { name, bytes } of [...secrets, ...others]) scan.addBytes(name, bytes);
  const found = () => new Set(scan.files(sharedStorage()).found.map(({ what }) => what));
  const namesOf = (some: typeof secrets) => new Set(some.map(({ name }) => name));
  checkpointOnDisk(sharedStorage(), ledger);
  expect(found()).toEqual(namesOf([...secrets, ...others]));

  for (const number of erased) {
    const answer = await client.post(`/records/${number}/erasure`, { reason: "request" });
    expect(answer.status).toBe(202);
  }
  for (const number of erased) {
    await until(
      () => `the erasure of ${number} is done`,
      async () => (await client.json<{ state: string }>(`/records/${number}/erasure`)).state === "done",
    );
  }

  checkpointOnDisk(sharedStorage(), ledger);
  expect(found()).toEqual(namesOf(others));
  expect((await client.get("/records/2")).status).toBe(410);
  expect(await client.json("/is_valid?records=open")).toMatchObject({ valid: true });
});
