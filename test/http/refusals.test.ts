import { abortAllDurableObjects, env, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { MEMPOOL_LIMIT } from "../../src/ledger/store/mempool.ts";
import { SignedTree } from "../../src/ledger/signing/signed-tree.ts";
import { mine, patient, post, putLedger, request } from "../support/worker/client.ts";
import { editBlock, emptyMempool, fillMempool } from "../support/storage/edits.ts";
import { slowChain, validChain } from "../support/worker/squares-chains.ts";
import { editMain, sql, storeChain, stored } from "../support/storage/main.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** How long a request waits for its block, in milliseconds. */
const WAIT_LIMIT = 90_000;

const main = () => env.LEDGER.getByName("main");

afterEach(() => {
  vi.restoreAllMocks();
});

/** Makes every wait for a block end at once; the pauses of the search are unaffected. */
function endWaits(): void {
  const wait = scheduler.wait.bind(scheduler);
  vi.spyOn(scheduler, "wait").mockImplementation((delay, options) => wait(delay === WAIT_LIMIT ? 1 : delay, options));
}

/** Holds back each found block before it is appended, until the returned function is called. */
function holdAppends(): () => void {
  let isHeld = true;
  const grow = Object.getOwnPropertyDescriptor(SignedTree.prototype, "grow")?.value as SignedTree["grow"];
  vi.spyOn(SignedTree.prototype, "grow").mockImplementation(async function (this: SignedTree, blocks) {
    while (isHeld) await scheduler.wait(1);
    return grow.call(this, blocks);
  });
  return () => {
    isHeld = false;
  };
}

const untilPending = async (count: number) => {
  await expect.poll(async () => (await stored()).pending, { timeout: 20_000, interval: 1 }).toBe(count);
};

/** The block of a record that was answered 202, once it is mined. */
async function follow(location: string | null): Promise<Block> {
  await expect.poll(async () => (await request(location ?? "")).status, { timeout: 20_000, interval: 20 }).toBe(303);
  const { headers } = await request(location ?? "");
  return (await request(headers.get("Location") ?? "")).json<Block>();
}

describe("a wait for a block that ends without a verdict", () => {
  test("by its time limit answers 202, and the record is mined later", async () => {
    await storeChain(await slowChain());
    endWaits();

    const response = await mine(patient(1));

    expect(response.status).toBe(202);
    expect(response.headers.get("Preference-Applied")).toBeNull();
    const location = response.headers.get("Location");
    expect(location).toMatch(/^\/mempool\/[\da-f-]+$/);
    expect(await follow(location)).toMatchObject(patient(1));
  });

  test("answers 202 to each request for the same record, with the same location", async () => {
    await storeChain(await slowChain());
    endWaits();

    const responses = await Promise.all([mine(patient(1)), mine(patient(1)), mine(patient(1))]);

    expect(responses.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(responses.map(({ headers }) => headers.get("Location"))).size).toBe(1);
    await follow(responses[0]?.headers.get("Location") ?? null);
  });

  test("is a conflict for another patient's record under the same number, and adds nothing", async () => {
    await storeChain(await slowChain());
    endWaits();
    const first = mine(patient(1));
    await untilPending(1);

    await expectProblem(await mine({ ...patient(1), patient_name: "Eve" }), 409, "registration-conflict");

    expect((await stored()).pending).toBe(1);
    expect((await first).status).toBe(202);
  });

  test("because the object died answers 202, and the restarted object mines the record", async () => {
    await storeChain(await slowChain());
    const waiting = mine(patient(1));
    await untilPending(1);

    await abortAllDurableObjects();

    const response = await waiting;
    expect(response.status).toBe(202);
    expect(await follow(response.headers.get("Location"))).toMatchObject(patient(1));
  });

  test("for a ledger's first block answers 202, and the ledger exists later", async () => {
    endWaits();

    const response = await putLedger("hard", { puzzle: "block-hash", difficulty: 24 });

    expect(response.status).toBe(202);
    expect(response.headers.get("Location")).toBe("/ledgers/hard");
    await expect.poll(async () => (await request("/ledgers/hard")).status, { timeout: 20_000 }).toBe(200);
  });
});

describe("a refused record is not mined, now or later", () => {
  const record = patient(7);
  const conflicting = { ...record, patient_name: "Eve" };

  const refusals: [string, number, () => Promise<Response>][] = [
    ["a conflict with a block", 409, () => post("/mine_block", conflicting)],
    ["wrong work", 422, () => post("/mine_block", { ...patient(8), proof: 1 })],
    ["late work", 409, () => post("/mine_block", { ...patient(8), proof: 533, previous_hash: "0".repeat(64) })],
    ["a broken record", 400, () => post("/mine_block", { ...patient(8), Reg_no: "" })],
    ["an unknown field", 400, () => post("/mine_block", { ...patient(8), note: "x" })],
  ];

  test.each(refusals)("%s", async (_, status, refused) => {
    expect((await mine(record)).status).toBe(201);
    const before = await stored();

    expect((await refused()).status).toBe(status);

    await runDurableObjectAlarm(main());
    expect(await stored()).toEqual(before);
    expect(before.pending).toBe(0);
  });

  test("when the mempool is full", async () => {
    await editMain(fillMempool(MEMPOOL_LIMIT));

    await expectProblem(await mine(record), 503, "mempool-full");

    expect(await sql("SELECT id FROM mempool WHERE Reg_no = ?", record.Reg_no)).toEqual([]);
    await editMain(emptyMempool);
  });

  test("when the ledger is found contradicted while it is pending, unless another client was promised its block", async () => {
    const chain = await validChain(3);
    await storeChain(chain);
    const release = holdAppends();
    const refused = mine(patient(901));
    const promised = mine(patient(902));
    await untilPending(2);
    const accepted = await post("/mine_block", patient(902), { Prefer: "respond-async" });
    expect(accepted.status).toBe(202);

    // The tip is edited meanwhile: the block that was found must not be appended to it.
    await editMain(editBlock(chain.length, { patient_name: "Mallory" }));
    release();

    await expectProblem(await refused, 409, "ledger-contradicted");
    await expectProblem(await promised, 409, "ledger-contradicted");
    expect(await sql("SELECT Reg_no FROM mempool")).toEqual([{ Reg_no: patient(902).Reg_no }]);
    await storeChain(chain);
    await runDurableObjectAlarm(main());
    expect(await follow(accepted.headers.get("Location"))).toMatchObject(patient(902));
    expect(await stored()).toEqual({ blocks: chain.length + 1, pending: 0 });
  });
});
