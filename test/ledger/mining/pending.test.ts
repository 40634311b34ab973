import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { MEMPOOL_LIMIT } from "../../../src/ledger/store/mempool.ts";
import type * as worker from "../../../src/worker.ts";
import { mine, patient, request, settings, token } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { emptyMempool, fillMempool } from "../../support/storage/edits.ts";
import {
  editMain,
  created,
  ledger,
  sql,
  storeChain,
  stored,
  storePending,
  untilMined,
} from "../../support/storage/main.ts";
import { slowChain } from "../../support/worker/squares-chains.ts";

declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: typeof worker;
    }
  }
}

async function minedRegNos(): Promise<SqlStorageValue[]> {
  const rows = await sql(`SELECT Reg_no FROM blocks WHERE "index" > 1 ORDER BY "index"`);
  return rows.map((row) => row["Reg_no"] ?? null);
}

const alarmTime = () => runInDurableObject(ledger(), (_, { storage }) => storage.getAlarm());

async function expectValid(length: number): Promise<void> {
  expect(await (await request("/is_valid")).json()).toMatchObject({ valid: true, length });
}

describe("a full mempool", () => {
  test("refuses another record with 503 and Retry-After, and adds nothing", async () => {
    await editMain(fillMempool(MEMPOOL_LIMIT));

    const response = await mine(patient(1));

    await expectProblem(response, 503, "mempool-full");
    expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
    expect(await stored()).toEqual({ blocks: 1, pending: 10_000 });
  });

  test("still answers for records that are on the chain", async () => {
    await mine(patient(1));
    await editMain(fillMempool(MEMPOOL_LIMIT));

    expect((await mine(patient(1))).status).toBe(200);
    await expectProblem(await mine({ ...patient(1), patient_ID: "x" }), 409, "registration-conflict");
  });

  test("has room for one more record when it is one below its limit", async () => {
    await editMain(fillMempool(MEMPOOL_LIMIT - 1));

    // Thousands of records are ahead of it, so its answer is not awaited.
    const abandoned = Promise.allSettled([ledger().mine(patient(1), "dr-rao")]);
    while ((await stored()).pending === MEMPOOL_LIMIT - 1 && (await stored()).blocks === 1) await scheduler.wait(1);

    const [row] = await sql("SELECT COUNT(*) AS found FROM mempool WHERE Reg_no = ?", patient(1).Reg_no);
    expect(row?.["found"]).toBe(1);
    // Stops mining these thousands; `reset` would not empty the storage of an object that is not running.
    await abortAllDurableObjects();
    await abandoned;
    await editMain(emptyMempool);
  });
});

describe("a client that hangs up", () => {
  const before = { ...env };
  afterEach(() => {
    Object.assign(env, before);
  });

  test("loses no record, and delays nobody", async () => {
    // Through the runtime's HTTP entry point, where a client can really close its end of the connection.
    Object.assign(env, settings);
    const authorization = { Authorization: `Bearer ${await token()}`, "Content-Type": "application/json" };
    const controller = new AbortController();
    const post = (number: number, signal?: AbortSignal) =>
      exports.default.fetch(
        new Request("https://ledger.test/mine_block", {
          method: "POST",
          headers: authorization,
          body: JSON.stringify(patient(number)),
          ...(signal ? { signal } : {}),
        }),
      );
    const chain = await slowChain();
    await storeChain(chain);
    const givenUp = Promise.allSettled([post(1001, controller.signal), post(1002, controller.signal)]);
    while ((await stored()).pending < 2) await scheduler.wait(1);
    controller.abort();
    expect((await givenUp).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    // The client left while its block was being mined.
    expect(await stored()).toEqual({ blocks: chain.length, pending: 2 });

    const last = await post(1003);

    expect(last.status).toBe(201);
    // Two concurrent requests may arrive in either order; the last one came after both.
    const mined = (await minedRegNos()).slice(-3);
    expect(new Set(mined.slice(0, 2))).toEqual(new Set([1001, 1002].map((number) => patient(number).Reg_no)));
    expect(mined[2]).toBe(patient(1003).Reg_no);
    await expectValid(chain.length + 3);
  });

  test("finds its block when it comes back", async () => {
    const stub = await created();
    const givenUp = Promise.all([1, 2].map((number) => stub.mine(patient(number), "dr-rao")));

    const response = await mine(patient(2));

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ block: { ...patient(2), index: 3 } });
    await givenUp;
  });
});

describe("records that an interrupted process left pending", () => {
  test("are mined by the alarm, in order", async () => {
    await storePending([1, 2, 3].map(patient), "dr-bose");
    await runInDurableObject(ledger(), (_, { storage }) => storage.setAlarm(Date.now() + 60_000));

    expect(await runDurableObjectAlarm(ledger())).toBe(true);

    expect(await stored()).toEqual({ blocks: 4, pending: 0 });
    expect(await minedRegNos()).toEqual([1, 2, 3].map((number) => patient(number).Reg_no));
    expect(await sql(`SELECT DISTINCT mined_by FROM blocks WHERE "index" > 1`)).toEqual([{ mined_by: "dr-bose" }]);
    await expectValid(4);
  });

  test("have an alarm set, which was stored with them", async () => {
    // Both searches are interrupted; the second has not even begun.
    const stub = await created();
    const interrupted = Promise.allSettled([1, 2, 3].map((number) => stub.mine(patient(number), "dr-rao")));
    while ((await stored()).blocks < 2) await scheduler.wait(1);
    await abortAllDurableObjects();
    expect((await interrupted).map(({ status }) => status)).toContain("rejected");
    const { pending } = await stored();
    expect(pending).toBeGreaterThan(0);

    expect(await runDurableObjectAlarm(ledger())).toBe(true);

    expect(await minedRegNos()).toEqual([1, 2, 3].map((number) => patient(number).Reg_no));
    expect(await stored()).toEqual({ blocks: 4, pending: 0 });
    await expectValid(4);
  });

  test("are mined by the next request, before its own record", async () => {
    await storePending([1, 2].map(patient));

    const response = await mine(patient(3));

    expect(await response.json()).toMatchObject({ block: { ...patient(3), index: 4 } });
    expect(await minedRegNos()).toEqual([1, 2, 3].map((number) => patient(number).Reg_no));
    await expectValid(4);
  });

  test("are what a request for the same record waits for", async () => {
    await storePending([patient(1)], "dr-bose");

    const response = await mine(patient(1));

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ block: { ...patient(1), index: 2, mined_by: "dr-bose" } });
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });

  test("reserve their registration numbers", async () => {
    await storePending([patient(1)]);

    const body = await expectProblem(await mine({ ...patient(1), patient_ID: "x" }), 409, "registration-conflict");

    expect(body["index"]).toBe(2);
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });
});

describe("the alarm", () => {
  test("does no harm when it is delivered twice, concurrently or in sequence", async () => {
    await storePending([1, 2].map(patient));

    await runInDurableObject(ledger(), async (instance) => {
      await Promise.all([instance.alarm(), instance.alarm()]);
      await instance.alarm();
    });
    await untilMined();

    expect(await minedRegNos()).toEqual([1, 2].map((number) => patient(number).Reg_no));
    await expectValid(3);
  });

  test("does no harm while a request mines", async () => {
    const requests = Promise.all([1, 2].map((number) => mine(patient(number))));
    while ((await stored()).pending === 0) await scheduler.wait(1);

    await runInDurableObject(ledger(), (instance) => instance.alarm());

    expect((await requests).map(({ status }) => status)).toEqual([201, 201]);
    expect(await stored()).toEqual({ blocks: 3, pending: 0 });
    await expectValid(3);
  });

  test("is set when a record is accepted, and no longer once nothing is pending", async () => {
    await mine(patient(1));

    expect(await runDurableObjectAlarm(ledger())).toBe(true);
    expect(await alarmTime()).toBeGreaterThan(Date.now() + 3_600_000);
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });

  test("is set again for the next record", async () => {
    await mine(patient(1));
    await runDurableObjectAlarm(ledger());
    await mine(patient(2));

    expect(await alarmTime()).toBeLessThan(Date.now() + 60_000);
  });

  test("stays set while records are pending, so that they survive its own interruption", async () => {
    await storePending([patient(1)]);

    const alarms = await runInDurableObject(ledger(), async (instance, { storage }) => {
      const run = instance.alarm();
      const during = await storage.getAlarm();
      await run;
      return during;
    });

    expect(alarms).toEqual(expect.any(Number));
  });

  test("is not set for reads", async () => {
    // Creating the ledger sets an alarm.
    await created();
    await runDurableObjectAlarm(ledger());

    await (await request("/get_chain")).text();
    await mine({ ...patient(1), patient_name: "" });

    // Only the daily check of the chain is planned.
    expect(await alarmTime()).toBeGreaterThan(Date.now() + 3_600_000);
  });
});

test.each([
  ["patient_name", "a\nb"],
  ["patient_ID", ""],
  ["Reg_no", "R\u0000"],
  ["author", "x\u001b"],
])(
  "a pending record whose %s was edited to an invalid value is never mined, and delays nobody",
  async (name, value) => {
    const edited = { ...patient(1), author: "dr-rao", [name]: value };
    await created();
    await sql(
      `INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, mined_by, accepted_at) VALUES (?, ?, ?, ?, ?, ?)`,
      "edited",
      edited.patient_name,
      edited.patient_ID,
      edited.Reg_no,
      edited.author,
      Date.now(),
    );

    expect((await mine(patient(2))).status).toBe(201);

    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
    expect(await (await request("/is_valid")).json()).toMatchObject({ valid: true, length: 2 });
  },
);
