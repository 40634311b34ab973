import { expect, test } from "vitest";
import { RemoteLedger } from "../support/e2e/ledgers.ts";
import { DISTINCTIVE } from "../support/e2e/distinctive-records.ts";
import { readEveryhow, registerEveryhow, sendRefused, TEXTS } from "../support/e2e/registered-everyhow.ts";
import { SealedClient } from "../support/e2e/sealed-client.ts";
import { sharedServer, sharedStorage } from "../support/e2e/shared-server.ts";
import { StorageScan } from "../support/e2e/storage-scan.ts";

const dev = sharedServer();

test("no file of the storage holds anything of a sealed ledger's records, and the same scan finds a plain ledger's", async () => {
  const client = new SealedClient(dev, "plaintext-sealed");
  await client.create(9);
  const registered = await registerEveryhow(client);
  await client.untilMined();
  const refused = await sendRefused(client);
  const proofs = await readEveryhow(client, registered);
  const verdict = await client.json("/is_valid?records=open");

  expect(registered.size).toBe(DISTINCTIVE.length + 20);
  expect(refused.filter((status) => status < 400 || status > 499)).toEqual([]);
  expect(verdict).toMatchObject({ valid: true });
  const scan = new StorageScan();
  await scan.addTexts(TEXTS);
  scan.addRecords([...registered.values()]);
  scan.addReceipts(proofs);
  const sealed = scan.files(sharedStorage());
  expect(sealed.found).toEqual([]);
  expect(sealed.bytes.log).toBeGreaterThan(0);

  const plain = await RemoteLedger.create(dev, "plaintext-plain", 8);
  await plain.accept(DISTINCTIVE);
  const { found } = scan.files(sharedStorage());
  for (const { patient_name, patient_ID, Reg_no } of DISTINCTIVE) {
    for (const text of [patient_name, patient_ID, Reg_no]) {
      expect(found.map(({ what }) => what)).toContain(`${text} as UTF-8`);
    }
  }
});
