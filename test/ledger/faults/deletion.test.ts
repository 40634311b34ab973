import { env, evictAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { valueOf } from "../../support/ledger/answers.ts";
import { type CallFault, FaultyCalls } from "../../support/ledger/faulty-calls.ts";
import { type Fault, FaultyStorage } from "../../support/ledger/faulty-storage.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { faultyVault } from "../../support/ledger/sealed-recovery.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const BITS = { puzzle: "block-hash", difficulty: 8 } as const;

let storage: FaultyStorage | undefined;
let calls: FaultyCalls | undefined;
afterEach(() => {
  storage?.restore();
  calls?.restore();
  storage = undefined;
  calls = undefined;
});

/** The tables and notes that an object stores. */
function left(stub: DurableObjectStub): Promise<{ tables: number; notes: string[] }> {
  return runInDurableObject(stub, (_, { storage: { sql, kv } }) => ({
    tables: sql
      .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'")
      .toArray().length,
    notes: Array.from(kv.list(), ([name]) => name),
  }));
}

/** Whether the ledger was deleted, or everything of it is there, can be used, and is a sandbox; otherwise what it says. */
async function stateOf(): Promise<unknown> {
  const answer = await faulty().describe();
  if (answer.outcome !== "ok") return answer.outcome;
  const verdict = await valueOf(faulty().validate({ rebuild: true, open: true }));
  const mined = await valueOf(faulty().mine(patient(3), "dr-rao"));
  const isWhole = answer.value.sandbox && verdict?.valid && "block" in mined && mined.block.index === 4;
  return isWhole ? "whole" : { answer, verdict, mined };
}

/** What a ledger says that is deleted now, unless it was before: at once, and after a restart. */
async function deletedBy(kind: "plain" | "sealed"): Promise<unknown> {
  await faulty().delete();
  const said: unknown[] = [];
  for (const restart of [() => Promise.resolve(), () => evictAllDurableObjects()]) {
    await restart();
    said.push((await faulty().delete()).outcome, (await faulty().mine(patient(4), "dr-rao")).outcome);
    said.push(await faulty().create(BITS, kind, {}, true), await faulty().create({ puzzle: "squares" }));
  }
  const objects = kind === "sealed" ? [faulty(), faultyVault()] : [faulty()];
  for (const each of objects) said.push(await left(each));
  return said;
}

/** The same, as it has to be. */
const DELETED = (kind: "plain" | "sealed") => [
  ...Array.from({ length: 8 }, () => "deleted"),
  ...Array.from({ length: kind === "sealed" ? 2 : 1 }, () => ({ tables: 0, notes: ["deleted"] })),
];

/** How many writes a deletion takes, and some more. */
const WRITES = { plain: 30, sealed: 50 } as const;
const faultsOf = (kind: keyof typeof WRITES) =>
  Array.from({ length: WRITES[kind] }, (_, place) => place + 1).flatMap((write) =>
    (["before", "after"] as const).flatMap((moment) =>
      (["dies", "fails"] as const).map((effect): Fault => ({ write, moment, effect, times: 1 })),
    ),
  );
/** The fast suite has the first write, the tombstone and the end of each transaction; the long suite has the rest. */
const USUAL = { plain: [1, 22, 23], sealed: [14, 15, 42, 43] } as const;

describe.each(["plain", "sealed"] as const)("the deletion of a %s sandbox", (kind) => {
  beforeEach(async () => {
    await faulty().create(BITS, kind, {}, true);
    for (const number of [1, 2]) await valueOf(faulty().mine(patient(number), "dr-rao"));
  });

  const isUsual = ({ write, effect }: Fault) => effect === "dies" && USUAL[kind].some((usual) => usual === write);

  test.each(faultsOf(kind).filter(isUsual))(
    "whose storage $effect $moment write $write is whole or gone",
    expectDespite,
  );
  test.each(faultsOf(kind).filter((fault) => !isUsual(fault)))(
    "whose storage $effect $moment write $write is whole or gone",
    { tags: "long" },
    expectDespite,
  );

  async function expectDespite(fault: Fault): Promise<void> {
    storage = await FaultyStorage.install(kind === "sealed" ? faultyVault() : undefined);
    storage.plan(fault);
    await faulty()
      .delete()
      .catch(() => undefined);
    // After a fault, half of them are resumed by the alarm, and the others by the next request.
    if (fault.write % 2 === 0) await deliverAlarm();
    storage.plan({ ...fault, write: 1e9 });
    expect(["whole", "deleted"]).toContainEqual(await stateOf());
    expect(await deletedBy(kind)).toEqual(DELETED(kind));
  }
});

const CALLS = [1, 2, 3].flatMap((call) =>
  (["is lost", "is run and not answered", "arrives twice"] as const).map((effect): CallFault => ({
    call,
    effect,
    times: 1,
  })),
);

describe("the deletion of a sealed sandbox", () => {
  beforeEach(async () => {
    await faulty().create(BITS, "sealed", {}, true);
    for (const number of [1, 2]) await valueOf(faulty().mine(patient(number), "dr-rao"));
  });

  test.each(CALLS)("whose call $call of the vault $effect is whole or gone", async (fault) => {
    calls = new FaultyCalls();
    calls.plan(fault);
    await faulty()
      .delete()
      .catch(() => undefined);
    expect(["whole", "deleted"]).toContainEqual(await stateOf());
    expect(await deletedBy("sealed")).toEqual(DELETED("sealed"));
  });

  test("that was interrupted after the vault was destroyed ends with the alarm alone", async () => {
    calls = new FaultyCalls();
    calls.plan({ call: 1, effect: "is run and not answered", times: 1 });
    await faulty()
      .delete()
      .catch(() => undefined);
    expect((await left(env.VAULT.getByName(NAME))).tables).toBe(0);
    await evictAllDurableObjects();

    await deliverAlarm();

    expect(await left(faulty())).toEqual({ tables: 0, notes: ["deleted"] });
  });
});
