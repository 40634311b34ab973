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

/** Where the object is when it is evicted. */
interface Step {
  readonly name: string;
  /** @returns what ends when all clients that wait have their answer, or none */
  readonly reach: (kept: Acknowledged) => Promise<{ readonly answered?: Promise<void> }>;
}

async function accept(kept: Acknowledged): Promise<void> {
  kept.keep(RECORDS, await acceptAll(RECORDS));
}

/** Has a client wait for each record; what it is answered is kept, and nothing when it is not. */
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
    name: "when records are stored, and their clients wait",
    reach: async (kept) => {
      const answered = mine(kept);
      // They are mined in a few milliseconds: where that was faster, it is the next step that is tested.
      while ((await waiting()) === 0 && (await blocks()) === 1) await scheduler.wait(0);
      return { answered };
    },
  },
  {
    name: "when a block is appended, and its client not answered",
    reach: async (kept) => {
      const answered = mine(kept);
      await untilBlocks(2);
      return { answered };
    },
  },
  {
    name: "when the alarm was set again, and has not begun its work",
    reach: async (kept) => {
      await leaveWaiting(kept, RECORDS);
      await runInDurableObject(faulty(), (instance) => {
        // Up to its first pause: what it goes on with is not awaited.
        instance.alarm().catch(() => undefined);
      });
      return {};
    },
  },
  {
    name: "when all is mined",
    reach: async (kept) => {
      await mine(kept);
      return {};
    },
  },
];

/** Ways to lose what the object has in memory: as the platform does when it likes, and as a crash does. */
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

/** Delivers the alarm whether one is set or not: as one that was delivered before. */
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
      // Who got no answer comes again: no record is on the chain twice.
      for (const record of RECORDS) kept.keep([record], [await faulty().mine(record, MINER)]);
      await expectKept(kept);
      const numbers = (await storedChain(NAME)).map(({ Reg_no }) => Reg_no);
      expect(RECORDS.filter(({ Reg_no }) => !numbers.includes(Reg_no))).toEqual([]);
    },
  );
});
