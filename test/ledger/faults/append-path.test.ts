import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test } from "vitest";
import { patient } from "../../support/worker/client.ts";
import { configure, deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { type Fault, FaultyStorage } from "../../support/ledger/faulty-storage.ts";
import { type Operation, OPERATIONS, PUZZLE } from "../../support/ledger/operations.ts";
import { Acknowledged, deliverAlarms, expectKept, faulty, waiting } from "../../support/ledger/recovery.ts";

deployedWith(SIGNING);

/** How often a client tries again; each write goes wrong twice at the most. */
const TRIES = 4;

/** How long a write that nobody waits for may take to come, in milliseconds: many times what it takes. */
const PATIENCE = 10_000;

let storage: FaultyStorage | undefined;
afterEach(() => storage?.restore());

async function isFounded(): Promise<boolean> {
  return (await faulty().describe()).outcome === "ok";
}

/** Whether the ledger was created, and nothing is left to mine. */
async function isDone(): Promise<boolean> {
  return (await isFounded()) && (await waiting()) === 0;
}

/** What an operation writes when nothing goes wrong. */
async function writesOf(operation: Operation): Promise<readonly string[]> {
  configure(SIGNING);
  await operation.prepare(new Acknowledged());
  const counting = await FaultyStorage.install();
  await operation.act();
  // An alarm in the middle would write more; in the tests below none comes before the fault.
  while (!(await isDone())) await scheduler.wait(1);
  const writes = [...counting.writes];
  counting.restore();
  await reset();
  return writes;
}

/** Before and after, once and twice in a row; of the deaths in a row one kind is enough. */
const FAULTS: readonly Omit<Fault, "write">[] = [
  { effect: "fails", moment: "before", times: 1 },
  { effect: "fails", moment: "before", times: 2 },
  { effect: "fails", moment: "after", times: 1 },
  { effect: "fails", moment: "after", times: 2 },
  { effect: "dies", moment: "before", times: 1 },
  { effect: "dies", moment: "after", times: 1 },
  { effect: "dies", moment: "after", times: 2 },
];

/** A fault at each write of an operation, with words for it. */
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

// The tests of another file may have left a ledger, which is only emptied while its object runs.
await runInDurableObject(faulty(), () => undefined);
await reset();
const matrix: [string, Operation, [string, Fault][]][] = [];
for (const operation of OPERATIONS) matrix.push([operation.name, operation, faultsAt(await writesOf(operation))]);

describe.each(matrix)("%s", (_name, operation, faults) => {
  test.each(faults)("loses nothing when %s", async (_words, fault) => {
    const kept = new Acknowledged();
    await operation.prepare(kept);
    storage = await FaultyStorage.install();
    storage.plan(fault);

    kept.keep(operation.records, await operation.act().catch(() => []));
    for (let waited = 0; storage.strikes === 0 && waited < PATIENCE; waited++) await scheduler.wait(1);
    expect(storage.strikes).toBeGreaterThan(0);
    // Without an alarm nobody would start a dead object again, and what was acknowledged would wait for ever.
    const isFound = fault.effect !== "dies" || isSoon(await storage.alarmAtStart());
    expect(!isFound && kept.accepted.size > 0 && (await waiting()) > 0).toBe(false);
    // For what nobody was promised no alarm need come.
    await (kept.accepted.size > 0 ? deliverAlarms(isDone) : deliverAlarms(isDone, 2));
    if (await isFounded()) await expectKept(kept);

    // Those who got no answer come again, and so do those who got one.
    await again(async () => {
      await faulty().create(PUZZLE);
      for (const record of operation.records) kept.keep([record], [await faulty().mine(record, "dr-rao")]);
    });
    await expectKept(kept);
    expect(await waiting()).toBe(0);

    // And it goes on as before: what is accepted now has an alarm that would find it.
    storage.restore();
    await faulty().accept([patient(3)], "dr-rao");
    expect(isSoon(await runInDurableObject(faulty(), (_, state) => state.storage.getAlarm()))).toBe(true);
  });
});

/** Whether an alarm comes soon enough for what waits; the daily check has one too. */
function isSoon(alarm: number | null): boolean {
  return alarm !== null && alarm < Date.now() + 3_600_000;
}

/** Does something as a client does that gets no answer. */
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
