import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test } from "vitest";
import { type Fault, FaultyStorage } from "../../support/ledger/faulty-storage.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { deliverAlarm, deliverAlarms, faulty } from "../../support/ledger/recovery.ts";
import {
  again,
  expectRecovered,
  isSealedDone,
  servesNothingErased,
  servesOnlyMarked,
  untilStruck,
} from "../../support/ledger/sealed-matrix.ts";
import { RECORD_OPERATIONS } from "../../support/ledger/record-operations.ts";
import { KEY_OPERATIONS } from "../../support/ledger/key-operations.ts";
import { SIGNED_OPERATIONS } from "../../support/ledger/signed-operations.ts";
import { type SealedOperation, SEALED_OPERATIONS } from "../../support/ledger/sealed-operations.ts";
import { expectWholeOrGone, faultyVault, SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { configure, deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

let storage: FaultyStorage | undefined;
afterEach(() => storage?.restore());

/** The writes of an operation, in both objects, when nothing fails. */
async function writesOf(operation: SealedOperation): Promise<readonly string[]> {
  configure(SIGNING);
  const kept = new SealedAcknowledged();
  await operation.prepare(kept);
  const counting = await FaultyStorage.install(faultyVault());
  await operation.act(kept);
  while (!(await isSealedDone())) await scheduler.wait(1);
  const writes = [...counting.writes];
  counting.restore();
  await reset();
  return writes;
}

/** Before and after the write, once and twice in a row. */
const FAULTS: readonly Omit<Fault, "write">[] = [
  { effect: "fails", moment: "before", times: 1 },
  { effect: "fails", moment: "before", times: 2 },
  { effect: "fails", moment: "after", times: 1 },
  { effect: "fails", moment: "after", times: 2 },
  { effect: "dies", moment: "before", times: 1 },
  { effect: "dies", moment: "after", times: 1 },
  { effect: "dies", moment: "after", times: 2 },
];

/**
 * A fault at each write of an operation, with its description.
 *
 * @param twice where faults strike twice as well: before and after a write, after it, or nowhere. Before a write, two do
 *   what one does, and a retry follows either way.
 */
function faultsAt(writes: readonly string[], twice: "all" | "after" | "none"): [string, Fault][] {
  const faults = FAULTS.filter(({ moment, times }) => times === 1 || twice === "all" || twice === moment);
  return writes.flatMap((statement, before) =>
    faults.map((fault): [string, Fault] => {
      const { effect, moment, times } = fault;
      const subject = effect === "fails" ? "the storage" : "the object";
      const often = times === 2 ? "twice in a row " : "";
      const words = `${subject} ${effect} ${often}${moment} write ${before + 1}, ${statement.slice(0, 50)}`;
      return [words, { ...fault, write: before + 1 }];
    }),
  );
}

// Tests of another file may have left objects, and storage is emptied only while its object runs.
await runInDurableObject(faulty(), () => undefined);
await runInDurableObject(faultyVault(), () => undefined);
await reset();
const matrix: [string, SealedOperation, [string, Fault][]][] = [];
// Signed entries and keys are stored as records are, with which faults that strike twice are tried.
for (const [operations, twice] of [
  [SEALED_OPERATIONS, "all"],
  [RECORD_OPERATIONS, "after"],
  [[...SIGNED_OPERATIONS, ...KEY_OPERATIONS], "none"],
] as const) {
  for (const operation of operations) {
    const writes = await writesOf(operation);
    if (writes.length > 0) matrix.push([operation.name, operation, faultsAt(writes, twice)]);
  }
}

describe.each(matrix)("%s", (_name, operation, faults) => {
  // The fast suite has one fault at every tenth write, each of another kind; the long suite combines them all. Erasures
  // have a fast suite of their own, erasures.test.ts.
  const every = operation.repeat ? 30 : 10;
  const kinds = FAULTS.filter(({ times }) => times === 1);
  const isLong = ([, { effect, moment, times, write }]: [string, Fault]) => {
    const kind = kinds.findIndex((each) => each.effect === effect && each.moment === moment);
    return times > 1 || write % every !== 1 || Math.floor(write / every) % kinds.length !== kind;
  };
  test.each(faults.filter((each) => !isLong(each)))("loses nothing when %s", losesNothing);
  test.each(faults.filter(isLong))("loses nothing when %s", { tags: "long" }, losesNothing);

  async function losesNothing(_words: string, fault: Fault): Promise<void> {
    const kept = new SealedAcknowledged();
    await operation.prepare(kept);
    storage = await FaultyStorage.install(faultyVault());
    storage.plan(fault);

    kept.keep(operation.records, await operation.act(kept).catch(() => []));
    await servesOnlyMarked();
    await untilStruck(storage);
    expect(storage.strikes).toBeGreaterThan(0);
    await servesOnlyMarked();
    await servesNothingErased(kept);
    // What is left to do may be known to the vault alone, or to the memory of the object: the alarm takes it up.
    for (let times = 0; operation.repeat && times < fault.times; times++) await deliverAlarm();
    await deliverAlarms(isSealedDone, operation.isOnExisting ? undefined : 2);
    if (operation.repeat) await again(() => expectWholeOrGone(kept));

    await again(async () => {
      await faulty().create(PUZZLE, "sealed");
      for (const record of operation.records) kept.keep([record], [await faulty().mine(record, "dr-rao")]);
      await operation.repeat?.(kept);
    });
    storage.restore();
    await expectRecovered(kept);
  }
});
