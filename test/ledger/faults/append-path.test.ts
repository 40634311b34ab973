import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test } from "vitest";
import { patient } from "../../support/worker/client.ts";
import { configure, deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { type Fault, FaultyStorage } from "../../support/ledger/faulty-storage.ts";
import { type Operation, OPERATIONS } from "../../support/ledger/operations.ts";
import { Acknowledged, deliverAlarms, expectKept, faulty, waiting } from "../../support/ledger/recovery.ts";

deployedWith(SIGNING);

/** How often a client retries; each write fails at most twice. */
const TRIES = 4;

/** How long to wait for a write that no request awaits, in milliseconds: many times what it usually takes. */
const PATIENCE = 10_000;

let storage: FaultyStorage | undefined;
afterEach(() => storage?.restore());

async function isFounded(): Promise<boolean> {
  return (await faulty().describe()).outcome === "ok";
}

/** Whether the ledger is created and has nothing left to mine. */
async function isDone(): Promise<boolean> {
  return (await isFounded()) && (await waiting()) === 0;
}

/** The writes of an operation when nothing fails. */
async function writesOf(operation: Operation): Promise<readonly string[]> {
  configure(SIGNING);
  await operation.prepare(new Acknowledged());
  const counting = await FaultyStorage.install();
  await operation.act();
  // An alarm in the middle would add writes; in the tests below none fires before the fault.
  while (!(await isDone())) await scheduler.wait(1);
  const writes = [...counting.writes];
  counting.restore();
  await reset();
  return writes;
}

/** Before and after the write, once and twice in a row. For repeated crashes, one kind is enough. */
const FAULTS: readonly Omit<Fault, "write">[] = [
  { effect: "fails", moment: "before", times: 1 },
  { effect: "fails", moment: "before", times: 2 },
  { effect: "fails", moment: "after", times: 1 },
  { effect: "fails", moment: "after", times: 2 },
  { effect: "dies", moment: "before", times: 1 },
  { effect: "dies", moment: "after", times: 1 },
  { effect: "dies", moment: "after", times: 2 },
];

/** A fault at each write of an operation, with its description. */
function faultsAt(writes: readonly string[]): [string, Fault][] {
  return writes.flatMap((statement, before) =>
    FAULTS.map((fault): [string, Fault] => {
      const { effect, moment, times } = fault;
      const subject = effect === "fails" ? "its storage" : "the object";
      const often = times === 2 ? "twice in a row " : "";
      const words = `${subject} ${effect} ${often}${moment} write ${before + 1}, ${statement.slice(0, 40)}`;
      return [words, { ...fault, write: before + 1 }];
    }),
  );
}

// Tests of another file may have left a ledger, and storage is emptied only while its object runs.
await runInDurableObject(faulty(), () => undefined);
await reset();
const matrix: [string, Operation, [string, Fault][]][] = [];
for (const operation of OPERATIONS) matrix.push([operation.name, operation, faultsAt(await writesOf(operation))]);

describe.each(matrix)("%s", (_name, operation, faults) => {
  // Every write is struck once, by the next of the four single faults; only the long suite combines them all.
  const isLong = ([, { effect, moment, times, write }]: [string, Fault]) =>
    times > 1 || (effect === "dies" ? 2 : 0) + (moment === "after" ? 1 : 0) !== write % 4;
  test.each(faults.filter((each) => !isLong(each)))("loses nothing when %s", losesNothing);
  test.each(faults.filter(isLong))("loses nothing when %s", { tags: "long" }, losesNothing);

  async function losesNothing(_words: string, fault: Fault): Promise<void> {
    const kept = new Acknowledged();
    await operation.prepare(kept);
    storage = await FaultyStorage.install();
    storage.plan(fault);

    kept.keep(operation.records, await operation.act().catch(() => []));
    for (let waited = 0; storage.strikes === 0 && waited < PATIENCE; waited++) await scheduler.wait(1);
    expect(storage.strikes).toBeGreaterThan(0);
    // Without an alarm nobody would restart a dead object, and acknowledged records would wait forever.
    const isFound = fault.effect !== "dies" || isSoon(await storage.alarmAtStart());
    expect(!isFound && kept.accepted.size > 0 && (await waiting()) > 0).toBe(false);
    // No alarm is required when nothing was promised to anybody.
    await (kept.accepted.size > 0 ? deliverAlarms(isDone) : deliverAlarms(isDone, 2));
    if (await isFounded()) await expectKept(kept);

    // Every client retries, whether it got an answer or not.
    await again(async () => {
      await faulty().create(operation.puzzle);
      for (const record of operation.records) kept.keep([record], [await faulty().mine(record, "dr-rao")]);
    });
    await expectKept(kept);
    expect(await waiting()).toBe(0);

    // The ledger works as before: records accepted now are mined at once, or have an alarm that would mine them.
    storage.restore();
    await faulty().accept([patient(9999)], "dr-rao");
    const alarm = await runInDurableObject(faulty(), (_, state) => state.storage.getAlarm());
    expect(operation.puzzle.puzzle === "squares" ? (await waiting()) === 0 : isSoon(alarm)).toBe(true);
  }
});

/** Whether the alarm comes soon enough for pending records; the daily check sets an alarm too. */
function isSoon(alarm: number | null): boolean {
  return alarm !== null && alarm < Date.now() + 3_600_000;
}

/** Retries a request, as a client without an answer does. */
async function again(request: () => Promise<void>): Promise<void> {
  for (let tries = 1; tries < TRIES; tries++) {
    try {
      return await request();
    } catch {
      await scheduler.wait(1);
    }
  }
  return request();
}
