import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { patient } from "../../support/worker/client.ts";
import { behindTheBackOf, edit, storedChain } from "../../support/storage/in-runtime.ts";
import { call, grow, place, post, text } from "../../support/worker/named-ledgers.ts";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";
import { validChain } from "../../support/worker/squares-chains.ts";
import { editBlock, editNode } from "../../support/storage/edits.ts";

deployedWith(SIGNING);

const LEDGER = "clinic";
const SQUARES = { puzzle: "squares" } as const;
const DAY = 24 * 60 * 60 * 1000;

const object = () => env.LEDGER.getByName(LEDGER);
const alarmTime = () => runInDurableObject(object(), (_, { storage }) => storage.getAlarm());
const checkedAt = () => behindTheBackOf(LEDGER, ({ kv }) => kv.get<number>("checked"));
const mine = (number: number) => post(LEDGER, "/mine_block", JSON.stringify(patient(number)), "application/json");

/** Makes the object believe that its last check was this long ago, and restarts it. */
async function checkedBefore(age: number | undefined): Promise<void> {
  await behindTheBackOf(LEDGER, ({ kv }) => {
    if (age === undefined) kv.delete("checked");
    else kv.put("checked", Date.now() - age);
  });
  await restart();
}

const deliverAlarm = () => runDurableObjectAlarm(object());

beforeEach(() => grow(LEDGER, SQUARES, 6));

test("a new ledger plans its first check for the next day", async () => {
  await deliverAlarm();

  expect(await alarmTime()).toBeGreaterThan(Date.now() + DAY - 60_000);
});

test.each([
  ["a day ago", DAY],
  ["never", undefined],
  ["in the future", -DAY],
])("an edit is found without a request when the last check was %s", async (_, age) => {
  await edit(LEDGER, editBlock(3, { patient_name: "Mallory" }));
  await checkedBefore(age);

  await deliverAlarm();

  await expectProblem(await mine(7), 409, "ledger-contradicted");
  await expectProblem(await call(LEDGER, "/checkpoint"), 409, "ledger-contradicted");
  await restart();
  await expectProblem(await mine(7), 409, "ledger-contradicted");
  expect(await storedChain(LEDGER)).toHaveLength(6);
});

test("an edited tree node is found too", async () => {
  await edit(LEDGER, editNode(0, 1));
  await checkedBefore(DAY);

  await deliverAlarm();

  await expectProblem(await mine(7), 409, "ledger-contradicted");
});

test("the chain is checked once a day, however often the object starts", async () => {
  await checkedBefore(DAY);
  await deliverAlarm();
  const first = await checkedAt();
  expect(first).toBeGreaterThan(Date.now() - 60_000);
  await edit(LEDGER, editBlock(3, { patient_name: "Mallory" }));

  for (let starts = 0; starts < 3; starts++) {
    await restart();
    await deliverAlarm();
  }

  expect(await checkedAt()).toBe(first);
  expect((await mine(7)).status).toBe(201);
});

test("the next check finds a restored chain sound, and mining goes on", async () => {
  const chain = await storedChain(LEDGER);
  await edit(LEDGER, editBlock(3, { patient_name: "Mallory" }));
  await checkedBefore(DAY);
  await deliverAlarm();
  await edit(LEDGER, editBlock(3, { patient_name: (chain[2] as Block).patient_name }));
  await checkedBefore(DAY);

  await deliverAlarm();

  expect((await mine(7)).status).toBe(201);
});

test(
  "a long chain is checked in slices, one at each alarm, and blocks are mined in between",
  { timeout: 60_000 },
  async () => {
    const length = 12_000;
    await place(LEDGER, await validChain(length));
    await text(LEDGER, "/checkpoint");
    await edit(LEDGER, editBlock(length - 1, { patient_name: "Mallory" }));
    await checkedBefore(DAY);
    const begun = await checkedAt();

    const statuses: number[] = [];
    const alarms: (number | null)[] = [];
    for (;;) {
      await deliverAlarm();
      if ((await checkedAt()) !== begun) break;
      alarms.push(await alarmTime());
      statuses.push((await mine(20_000 + statuses.length)).status);
    }

    expect(statuses).toEqual([201, 201]);
    for (const alarm of alarms) expect(alarm).toBeLessThan(Date.now() + 60_000);
    await expectProblem(await mine(30_000), 409, "ledger-contradicted");
  },
);
