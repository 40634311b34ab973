import { evictDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ErasureView, EraseResult } from "../../../src/ledger/results.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { erase, erasureOf, evict, HOLDER, readOutcome, secretsOf, untilErased } from "../../support/ledger/erasing.ts";
import { type CallFault, FaultyCalls } from "../../support/ledger/faulty-calls.ts";
import { type Fault, FaultyStorage } from "../../support/ledger/faulty-storage.ts";
import { deliverAlarm, faulty, NAME } from "../../support/ledger/recovery.ts";
import { again } from "../../support/ledger/sealed-matrix.ts";
import { threeSealed } from "../../support/ledger/sealed-operations.ts";
import { faultyVault, READER, SealedAcknowledged, waitingEntries } from "../../support/ledger/sealed-recovery.ts";
import { sqlOn } from "../../support/storage/in-runtime.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** What was stored of record 2 before it was erased. */
let before: string[];

/** Records 2 and 3 are registered; record 2 is corrected by entry 4. */
beforeEach(async () => {
  await threeSealed(new SealedAcknowledged());
  await valueOf(faulty().correct(2, "any", { ...patient(101), Reg_no: "R-101-b" }, READER));
  before = await secretsOf(2, 4);
});

let storage: FaultyStorage | undefined;
let calls: FaultyCalls | undefined;
afterEach(() => {
  storage?.restore();
  calls?.restore();
  storage = undefined;
  calls = undefined;
});

/** Delivers alarms until the erasure of record 2 is done, or nothing is left of its beginning. */
async function settle(): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    const state = await erasureOf(2).catch(() => "");
    if (state === "done") return state;
    await deliverAlarm();
    await scheduler.wait(1);
    if (state === "none" && tries > 3) return state;
  }
  return erasureOf(2);
}

/** Checks that record 2 is gone, was erased once, and that everything else is there and valid. */
async function expectGone(): Promise<void> {
  expect(await Promise.all([2, 4, 3].map(readOutcome))).toEqual(["erased", "erased", "found"]);
  expect((await secretsOf(2, 4)).filter((secret) => before.includes(secret))).toEqual([]);
  expect(await waitingEntries()).toBe(0);
  expect(await sqlOn(NAME, "SELECT entry FROM entries WHERE number > 4")).toEqual([
    { entry: `{"erases":4,"kind":"erasure"}` },
  ]);
  expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
}

/** Checks that record 2 can be read as before. */
async function expectWhole(): Promise<void> {
  expect(await Promise.all([2, 4, 3].map(readOutcome))).toEqual(["found", "found", "found"]);
  expect(await secretsOf(2, 4)).toEqual(before);
  expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
}

/** Checks that an erasure that was interrupted is resumed without its client, if it has begun, and else succeeds later. */
async function expectResumed(): Promise<void> {
  const state = await settle();
  await (state === "none" ? expectWhole() : expectGone());
  await again(async () => void (await valueOf(erase(2))));
  await untilErased(2);
  await expectGone();
}

const WRITES = Array.from({ length: 42 }, (_, place) => place + 1);
const FAULTS = WRITES.flatMap((write) =>
  (["before", "after"] as const).flatMap((moment) =>
    (["dies", "fails"] as const).map((effect): Fault => ({ write, moment, effect, times: 1 })),
  ),
);
/** The fast suite has the end of the object at the writes between two steps; the long suite has the rest. */
const isUsual = ({ write, moment, effect }: Fault) =>
  effect === "dies" && moment === "after" && [6, 7, 17, 19, 24, 29, 31].includes(write);

describe("an erasure during which the storage fails", () => {
  test.each(FAULTS.filter(isUsual))(
    "or the object $effect $moment write $write is whole or gone, and then gone",
    expectErasedDespite,
  );
  test.each(FAULTS.filter((fault) => !isUsual(fault)))(
    "or the object $effect $moment write $write is whole or gone, and then gone",
    { tags: "long" },
    expectErasedDespite,
  );

  async function expectErasedDespite(fault: Fault): Promise<void> {
    storage = await FaultyStorage.install(faultyVault());
    storage.plan(fault);
    const answer = await erase(2).catch(() => undefined);
    for (let tries = 0; answer && storage.strikes === 0 && tries < 20; tries++) {
      await deliverAlarm();
      await scheduler.wait(1);
    }
    // Under some timings there are fewer writes than usual.
    if (storage.strikes === 0) storage.plan({ ...fault, write: 1e9 });
    await expectResumed();
    expect(await erasureOf(2)).toBe("done");
  }
});

const CALLS = [1, 2, 3, 4, 5, 6].flatMap((call) =>
  (["is lost", "is run and not answered", "arrives twice"] as const).map((effect): CallFault => ({
    call,
    effect,
    times: 1,
  })),
);
const isUsualCall = ({ call, effect }: CallFault) => call === 4 && effect !== "arrives twice";

describe("an erasure during which a call of the vault fails", () => {
  test.each(CALLS.filter(isUsualCall))("and call $call $effect is whole or gone, and then gone", expectErasedDespite);
  test.each(CALLS.filter((fault) => !isUsualCall(fault)))(
    "and call $call $effect is whole or gone, and then gone",
    { tags: "long" },
    expectErasedDespite,
  );

  async function expectErasedDespite(fault: CallFault): Promise<void> {
    calls = new FaultyCalls();
    calls.plan(fault);
    await erase(2).catch(() => undefined);
    await evict();
    await expectResumed();
    expect(await erasureOf(2)).toBe("done");
  }
});

describe("an erasure that a hold has delayed", () => {
  const asked = async () => {
    await valueOf(faulty().hold(2, true, HOLDER));
    expect(await valueOf(erase(2, "retention"))).toEqual({ outcome: "held" } satisfies EraseResult);
  };

  test.each([
    ["the ledger", () => evict()],
    ["the vault", () => evictDurableObject(faultyVault())],
  ])("is kept when %s is evicted, and runs when the hold ends", async (_, end) => {
    await asked();
    await end();
    expect(await settle()).toBe("pending");
    await expectWhole();

    await valueOf(faulty().hold(2, false, HOLDER));
    await end();
    await settle();
    await expectGone();
  });

  test("is not forgotten when the end of the hold is not answered and the ledger is evicted", async () => {
    await asked();
    await endOfHold("is run and not answered");
    await untilErased(2);
    expect(await valueOf(faulty().erasure(2, READER))).toMatchObject({
      found: { state: "done", reason: "retention" } satisfies Partial<ErasureView>,
    });
    await expectGone();
  });

  test("goes on waiting when the end of the hold is lost", async () => {
    await asked();
    await endOfHold("is lost");
    expect(await settle()).toBe("pending");
    await expectWhole();
  });

  /** Ends the hold with a call that fails, and restarts the ledger. */
  async function endOfHold(effect: CallFault["effect"]): Promise<void> {
    calls = new FaultyCalls();
    // It is the only call that ending a hold takes.
    calls.plan({ call: 1, effect, times: 1 });
    await faulty()
      .hold(2, false, HOLDER)
      .catch(() => undefined);
    expect(calls.calls).toEqual(["hold"]);
    calls.restore();
    await evict();
  }
});
