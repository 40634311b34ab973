import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { FaultyCalls } from "../../support/ledger/faulty-calls.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { deliverAlarm, deliverAlarms, faulty } from "../../support/ledger/recovery.ts";
import { RECORD_OPERATIONS } from "../../support/ledger/record-operations.ts";
import { KEY_OPERATIONS } from "../../support/ledger/key-operations.ts";
import { SIGNED_OPERATIONS } from "../../support/ledger/signed-operations.ts";
import {
  again,
  expectRecovered,
  isSealedDone,
  servesNothingErased,
  servesOnlyMarked,
} from "../../support/ledger/sealed-matrix.ts";
import {
  acceptSealed,
  leaveSealed,
  type SealedOperation,
  threeSealed,
} from "../../support/ledger/sealed-operations.ts";
import { faultyVault, READER, SealedAcknowledged, waitingEntries } from "../../support/ledger/sealed-recovery.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const RECORDS = [1, 2, 3].map(patient);
const MINER = "dr-rao";

/** Starts a client for each record, and saves the answers that arrive. */
async function register(kept: SealedAcknowledged): Promise<void> {
  const stub = faulty();
  await Promise.allSettled(RECORDS.map(async (record) => kept.keep([record], [await stub.mine(record, MINER)])));
}

/** Waits until the vault has been called this often. */
async function untilCalled(calls: FaultyCalls, count: number): Promise<void> {
  while (calls.calls.length < count) await scheduler.wait(0);
}

/** The point at which an object is lost. @returns a promise that settles once every client has its answer */
type Reach = (kept: SealedAcknowledged) => Promise<Reached>;

interface Reached {
  readonly answered?: Promise<unknown>;
  /** What a client without an answer does afterwards, apart from registering the records. */
  readonly repeat?: () => Promise<unknown>;
}

/** Corrects a record, and saves the answer if it arrives. */
async function correct(kept: SealedAcknowledged): Promise<void> {
  const answer = await faulty().correct(2, "any", patient(4), { ...READER, subject: MINER });
  kept.keep([patient(4)], [answer]);
}

/** Does something up to a call of the vault; registers records unless told otherwise. */
const atCall =
  (call: number, act: (kept: SealedAcknowledged) => Promise<void> = register): Reach =>
  async (kept) => {
    const calls = new FaultyCalls();
    try {
      const answered = act(kept).catch(() => undefined);
      await untilCalled(calls, call);
      return { answered };
    } finally {
      calls.restore();
    }
  };

const STEPS: readonly (readonly [string, Reach])[] = [
  [
    "after records were accepted",
    async (kept) => {
      kept.keep(RECORDS, await acceptSealed(RECORDS));
      return {};
    },
  ],
  ["while keys are stored in the vault", atCall(1)],
  ["while the vault gets its mark", atCall(2)],
  ["while the key of a correction is stored in the vault", atCall(1, correct)],
  ["while the vault gets the mark of a correction", atCall(2, correct)],
  [
    "when records are stored and their clients are waiting",
    async (kept) => {
      const answered = register(kept);
      // Mining takes a few milliseconds. If it was faster, this tests a later step.
      for (let tries = 0; (await waitingEntries()) === 0 && tries < 100; tries++) await scheduler.wait(0);
      return { answered };
    },
  ],
  [
    "when leftover records are mined by the alarm",
    async (kept) => {
      await leaveSealed(kept, RECORDS);
      await runInDurableObject(faulty(), (instance) => {
        // Runs to the alarm's first pause; the rest is not awaited.
        instance.alarm().catch(() => undefined);
      });
      return {};
    },
  ],
  [
    "while a record is opened",
    async () => {
      const answered = faulty()
        .search({ patient_ID: patient(101).patient_ID }, READER)
        .catch(() => undefined);
      await scheduler.wait(0);
      return { answered };
    },
  ],
  [
    "when everything is mined",
    async (kept) => {
      await register(kept);
      return {};
    },
  ],
];

/** How many calls of the vault an operation is followed through, at most: every second one. */
const CALLS = [1, 3, 5, 7, 9, 11, 13];

/** Starts an operation on a record, up to a call of the vault. */
const inOperation =
  (operation: SealedOperation, call: number): Reach =>
  async (kept) => {
    await operation.prepare(kept);
    const calls = new FaultyCalls();
    try {
      let isDone = false;
      const answered = operation
        .act(kept)
        .catch(() => [])
        .finally(() => (isDone = true));
      while (!isDone && calls.calls.length < call) await scheduler.wait(0);
      return { answered, repeat: async () => operation.repeat?.(kept) };
    } finally {
      calls.restore();
    }
  };

const RECORD_STEPS = [...RECORD_OPERATIONS, ...SIGNED_OPERATIONS, ...KEY_OPERATIONS].flatMap((operation) =>
  CALLS.map((call) => [`${operation.name}, at call ${call} of the vault`, inOperation(operation, call)] as const),
);

const crash = (stub: DurableObjectStub) =>
  runInDurableObject(stub, (_, state) => state.abort("the object crashes")).catch(() => undefined);

/** Ways to lose the memory of one or both objects: an eviction by the platform, and a crash. */
const ENDS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["the ledger is evicted", () => evictDurableObject(faulty())],
  ["the vault is evicted", () => evictDurableObject(faultyVault())],
  ["the ledger crashes", () => crash(faulty())],
  ["the vault crashes", () => crash(faultyVault())],
  ["both crash", () => abortAllDurableObjects()],
];

/** Alarms as the platform may deliver them afterwards: at least once. */
const DELIVERIES: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["once", () => deliverAlarm()],
  ["twice at once", () => Promise.allSettled([deliverAgain(), deliverAgain()])],
];

/** Delivers the alarm whether or not one is set, like a repeated delivery. */
function deliverAgain(): Promise<void> {
  return runInDurableObject(faulty(), (instance) => instance.alarm());
}

const CASES = [...STEPS, ...RECORD_STEPS].flatMap(([step, reach]) =>
  ENDS.flatMap(([end, lose]) =>
    DELIVERIES.map(([delivery, deliver]) => [step, end, delivery, { reach, lose, deliver }] as const),
  ),
);
/** The fast suite loses the vault at each step, and the ledger at one of an erasure; the long suite has the rest. */
const isUsual = ([step, end, delivery]: (typeof CASES)[number]) => {
  const isStep = STEPS.some(([name]) => name === step);
  return (
    delivery === "once" &&
    (isStep ? end === "the vault crashes" : /^erasing.* call 5 /.test(step) && end === "the ledger crashes")
  );
};

describe("nothing is lost", () => {
  test.each(CASES.filter(isUsual))("%s, when %s and the alarm comes %s", losesNothing);
  test.each(CASES.filter((each) => !isUsual(each)))(
    "%s, when %s and the alarm comes %s",
    { tags: "long" },
    losesNothing,
  );

  async function losesNothing(...[, , , { reach, lose, deliver }]: (typeof CASES)[number]): Promise<void> {
    const kept = new SealedAcknowledged();
    await threeSealed(kept);
    const { answered, repeat } = await reach(kept);

    await lose();
    await answered;
    await again(servesOnlyMarked);
    await servesNothingErased(kept);
    await deliver();
    await deliverAlarms(isSealedDone);

    expect(await waitingEntries()).toBe(0);
    // Clients without an answer retry: no record is on the chain twice.
    await again(async () => {
      expect(await faulty().create(PUZZLE, "sealed")).toBe("exists");
      for (const record of RECORDS) kept.keep([record], [await faulty().mine(record, MINER)]);
      await repeat?.();
    });
    await expectRecovered(kept);
  }
});
