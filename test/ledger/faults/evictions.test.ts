import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { sqlOn, storedChain } from "../../support/storage/in-runtime.ts";
import { acceptAll, leaveWaiting, PUZZLE } from "../../support/ledger/operations.ts";
import {
  Acknowledged,
  deliverAlarm,
  deliverAlarms,
  expectKept,
  faulty,
  NAME,
  waiting,
} from "../../support/ledger/recovery.ts";

deployedWith(SIGNING);

const RECORDS = [1, 2, 3].map(patient);
const LAST = patient(9);
const MINER = "dr-rao";

/** The point at which the object is evicted. */
interface Step {
  readonly name: string;
  /** @returns a promise that settles once every waiting client has its answer, or nothing */
  readonly reach: (kept: Acknowledged) => Promise<{ readonly answered?: Promise<void> }>;
}

async function accept(kept: Acknowledged): Promise<void> {
  kept.keep(RECORDS, await acceptAll(RECORDS));
}

/** Starts a client for each record, and saves the answers that arrive. */
async function mine(kept: Acknowledged): Promise<void> {
  const stub = faulty();
  const answers = RECORDS.map(async (record) => kept.keep([record], [await stub.mine(record, MINER)]));
  await Promise.allSettled(answers);
}

const blocks = async () => Number((await sqlOn(NAME, "SELECT COUNT(*) AS count FROM blocks"))[0]?.["count"]);

async function untilBlocks(length: number): Promise<void> {
  while ((await blocks()) < length) await scheduler.wait(0);
}

const STEPS: readonly Step[] = [
  {
    name: "after records were accepted",
    reach: async (kept) => {
      await accept(kept);
      return {};
    },
  },
  {
    name: "while the accepted records are mined",
    reach: async (kept) => {
      await accept(kept);
      await untilBlocks(2);
      return {};
    },
  },
  {
    name: "when records are stored and their clients are waiting",
    reach: async (kept) => {
      const answered = mine(kept);
      // Mining takes a few milliseconds. If it was faster, this tests the next step instead.
      while ((await waiting()) === 0 && (await blocks()) === 1) await scheduler.wait(0);
      return { answered };
    },
  },
  {
    name: "when a block is appended but its client not yet answered",
    reach: async (kept) => {
      const answered = mine(kept);
      await untilBlocks(2);
      return { answered };
    },
  },
  {
    name: "when the alarm was set again but has not begun its work",
    reach: async (kept) => {
      await leaveWaiting(kept, RECORDS);
      await runInDurableObject(faulty(), (instance) => {
        // Runs to the alarm's first pause; the rest is not awaited.
        instance.alarm().catch(() => undefined);
      });
      return {};
    },
  },
  {
    name: "when everything is mined",
    reach: async (kept) => {
      await mine(kept);
      return {};
    },
  },
];

/** Ways to lose the object's memory: an eviction by the platform, and a crash. */
const ENDS: readonly (readonly [string, () => Promise<void>])[] = [
  ["evicted", () => evictDurableObject(faulty())],
  ["aborted", () => abortAllDurableObjects()],
];

/** Alarms as the platform may deliver them afterwards: at least once. */
const DELIVERIES: readonly (readonly [string, (kept: Acknowledged) => Promise<unknown>])[] = [
  ["once", () => deliverAlarm()],
  ["twice, one after the other", async () => [await deliverAlarm(), await deliverAgain()]],
  ["twice at once", () => Promise.all([deliverAgain(), deliverAgain()])],
  [
    "late, when a request came first",
    async (kept) => {
      kept.keep([LAST], [await faulty().mine(LAST, MINER)]);
      await deliverAgain();
    },
  ],
  [
    "late and twice, while a request mines",
    async (kept) => {
      const mining = faulty().mine(LAST, MINER);
      await Promise.all([deliverAgain(), deliverAgain()]);
      kept.keep([LAST], [await mining]);
    },
  ],
];

/** Delivers the alarm whether or not one is set, like a repeated delivery. */
function deliverAgain(): Promise<void> {
  return runInDurableObject(faulty(), (instance) => instance.alarm());
}

const CASES = ENDS.flatMap(([end, lose]) =>
  DELIVERIES.map(([delivery, deliver]) => [end, delivery, lose, deliver] as const),
);

describe.each(STEPS.map(({ name, reach }) => [name, reach] as const))("%s", (_step, reach) => {
  test.each(CASES)(
    "the object is %s, its alarm comes %s, and nothing is lost",
    async (_end, _delivery, lose, deliver) => {
      const kept = new Acknowledged();
      await faulty().create(PUZZLE);
      const { answered } = await reach(kept);

      await lose();
      await answered;
      await deliver(kept);
      await deliverAlarms(async () => (await waiting()) === 0);

      expect(await waiting()).toBe(0);
      await expectKept(kept);
      // Clients without an answer retry: no record is on the chain twice.
      for (const record of RECORDS) kept.keep([record], [await faulty().mine(record, MINER)]);
      await expectKept(kept);
      const numbers = (await storedChain(NAME)).map(({ Reg_no }) => Reg_no);
      expect(RECORDS.filter(({ Reg_no }) => !numbers.includes(Reg_no))).toEqual([]);
    },
  );
});
