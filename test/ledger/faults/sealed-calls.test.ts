import { reset, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test } from "vitest";
import { type CallFault, FaultyCalls } from "../../support/ledger/faulty-calls.ts";
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

let calls: FaultyCalls | undefined;
afterEach(() => calls?.restore());

/** The calls of an operation when nothing fails. */
async function callsOf(operation: SealedOperation): Promise<readonly string[]> {
  configure(SIGNING);
  const kept = new SealedAcknowledged();
  await operation.prepare(kept);
  const counting = new FaultyCalls();
  await operation.act(kept);
  while (!(await isSealedDone())) await scheduler.wait(1);
  counting.restore();
  await reset();
  return [...counting.calls];
}

const FAULTS: readonly Omit<CallFault, "call">[] = [
  { effect: "is lost", times: 1 },
  { effect: "is lost", times: 2 },
  { effect: "is run and not answered", times: 1 },
  { effect: "is run and not answered", times: 2 },
  { effect: "arrives twice", times: 1 },
  { effect: "arrives twice", times: 2 },
];

// Tests of another file may have left objects, and storage is emptied only while its object runs.
await runInDurableObject(faulty(), () => undefined);
await runInDurableObject(faultyVault(), () => undefined);
await reset();
const matrix: [string, SealedOperation, [string, CallFault][]][] = [];
for (const operation of [...SEALED_OPERATIONS, ...RECORD_OPERATIONS, ...SIGNED_OPERATIONS, ...KEY_OPERATIONS]) {
  const made = await callsOf(operation);
  const faults = made.flatMap((method, before) =>
    FAULTS.map((fault): [string, CallFault] => {
      const often = fault.times === 2 ? ", and so is the next of its kind" : "";
      return [`call ${before + 1} of the vault, ${method}, ${fault.effect}${often}`, { ...fault, call: before + 1 }];
    }),
  );
  if (faults.length > 0) matrix.push([operation.name, operation, faults]);
}

describe.each(matrix)("%s", (_name, operation, faults) => {
  // The fast suite has one fault at every second call, each of another kind; the long suite combines them all. Erasures
  // have a fast suite of their own, erasures.test.ts.
  const every = operation.repeat ? 6 : 2;
  const isLong = ([, { call, effect, times }]: [string, CallFault]) =>
    times > 1 || call % every !== 1 || FAULTS[2 * (Math.floor(call / every) % 3)]?.effect !== effect;
  test.each(faults.filter((each) => !isLong(each)))("loses nothing when %s", losesNothing);
  test.each(faults.filter(isLong))("loses nothing when %s", { tags: "long" }, losesNothing);

  async function losesNothing(_words: string, fault: CallFault): Promise<void> {
    const kept = new SealedAcknowledged();
    await operation.prepare(kept);
    calls = new FaultyCalls();
    calls.plan(fault);

    kept.keep(operation.records, await operation.act(kept).catch(() => []));
    await untilStruck(calls);
    expect(calls.strikes).toBeGreaterThan(0);
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
    calls.restore();
    await expectRecovered(kept);
  }
});
