import { abortAllDurableObjects, reset, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test } from "vitest";
import { type Fault, FaultyStorage } from "../../support/ledger/faulty-storage.ts";
import { correct, named, prepare, register, soundChain } from "../../support/ledger/plain-corrections.ts";
import { deliverAlarm, deliverAlarms, faulty, NAME, waiting } from "../../support/ledger/recovery.ts";
import { addPending } from "../../support/storage/edits.ts";
import { edit } from "../../support/storage/in-runtime.ts";
import { configure, deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const PUZZLES = ["squares", "block-hash"] as const;
const NEW = named("B", 2);

let storage: FaultyStorage | undefined;
afterEach(() => storage?.restore());

/** Creates the ledger with a record, and returns the index of its block. No alarm is set. */
async function prepared(puzzle: (typeof PUZZLES)[number]): Promise<number> {
  const first = await prepare(puzzle);
  await register(named("A"));
  await deliverAlarm();
  return first;
}

/** The writes of a correction when nothing fails. */
async function writesOf(puzzle: (typeof PUZZLES)[number]): Promise<readonly string[]> {
  configure(SIGNING);
  const first = await prepared(puzzle);
  const counting = await FaultyStorage.install();
  await correct(first, NEW);
  const writes = [...counting.writes];
  counting.restore();
  await reset();
  return writes;
}

const FAULTS: readonly Omit<Fault, "write">[] = (["fails", "dies"] as const).flatMap((effect) =>
  (["before", "after"] as const).map((moment) => ({ effect, moment, times: 1 })),
);

// Tests of another file may have left a ledger, and storage is emptied only while its object runs.
await runInDurableObject(faulty(), () => undefined);
await reset();
const matrix: [puzzle: (typeof PUZZLES)[number], cases: [string, Fault][]][] = [];
for (const puzzle of PUZZLES) {
  const writes = await writesOf(puzzle);
  const cases = writes.flatMap((statement, before) =>
    FAULTS.map((fault): [string, Fault] => [
      `${fault.effect} ${fault.moment} write ${before + 1}, ${statement.slice(0, 40)}`,
      { ...fault, write: before + 1 },
    ]),
  );
  matrix.push([puzzle, cases]);
}

describe.each(matrix)("a correction on a %s ledger whose storage or object", (puzzle, cases) => {
  // Only the long suite combines them all. On squares, what counts is a failure that hides that a block was stored.
  const isLong = ([, { effect, moment, write }]: [string, Fault]) =>
    puzzle === "squares"
      ? effect === "dies" || moment === "before"
      : ((effect === "fails") === (moment === "before")) !== (write % 2 === 0);
  test.each(cases.filter((each) => !isLong(each)))("%s is made once or not at all", isMadeOnceOrNot);
  test.each(cases.filter(isLong))("%s is made once or not at all", { tags: "long" }, isMadeOnceOrNot);

  async function isMadeOnceOrNot(_words: string, fault: Fault): Promise<void> {
    const first = await prepared(puzzle);
    storage = await FaultyStorage.install();
    storage.plan(fault);

    // There is no other client, so it must not be told that another one was faster.
    const told = await correct(first, NEW).catch(() => undefined);
    expect(["mined", "pending", undefined]).toContain(told?.outcome);
    await deliverAlarms(async () => (await waiting()) === 0);
    storage.restore();

    const corrections = (await soundChain()).filter(({ corrects }) => corrects !== undefined);
    expect(corrections.length).toBeLessThanOrEqual(1);
    expect(corrections).toMatchObject(corrections.map(() => ({ ...NEW, corrects: first, index: first + 1 })));
    expect(corrections.length).toBeGreaterThanOrEqual(told ? 1 : 0);
    // Whoever got no answer tries again, and then knows.
    const { outcome } = await correct(first, NEW);
    expect(outcome).toBe(corrections.length === 1 ? "outdated" : "mined");
    expect((await soundChain()).filter(({ corrects }) => corrects !== undefined)).toMatchObject([
      { ...NEW, corrects: first },
    ]);
  }
});

test("a correction that waits when the object is aborted is mined by the alarm alone", async () => {
  const first = await prepared("block-hash");
  await edit(NAME, addPending(NEW, "dr-bose", "waiting", first));
  await runInDurableObject(faulty(), (_, state) => state.storage.setAlarm(Date.now() + 60_000));
  await abortAllDurableObjects();

  await deliverAlarms(async () => (await waiting()) === 0);

  expect((await soundChain()).at(-1)).toMatchObject({ ...NEW, corrects: first, mined_by: "dr-bose" });
});
