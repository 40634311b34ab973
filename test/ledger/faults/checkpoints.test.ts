import { afterEach, beforeEach, expect, test } from "vitest";
import { patient } from "../../support/worker/client.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { FaultyStorage } from "../../support/ledger/faulty-storage.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { Acknowledged, expectKept, faulty } from "../../support/ledger/recovery.ts";

deployedWith(SIGNING);

let storage: FaultyStorage | undefined;
afterEach(() => storage?.restore());

beforeEach(async () => {
  // Blocks mined without a key have no checkpoint until there is a key and somebody requests one.
  await deploy({});
  await faulty().create(PUZZLE);
  await faulty().mine(patient(1), "dr-rao");
  await deploy(SIGNING);
});

test.each([
  ["before the first write", 1, "before"],
  ["after the first write", 1, "after"],
  ["before the second write", 2, "before"],
  ["after the second write", 2, "after"],
] as const)("a checkpoint whose storing fails %s is signed again on the next request", async (_, write, moment) => {
  storage = await FaultyStorage.install();
  storage.plan({ write, moment, effect: "fails", times: 1 });

  await faulty()
    .checkpoint(0)
    .catch(() => undefined);

  expect(storage.strikes).toBe(1);
  expect(await valueOf(faulty().validate())).toMatchObject({ valid: true });
  expect(await valueOf(faulty().checkpoint(0))).toContain("\n2\n");
  await expectKept(new Acknowledged());
});
