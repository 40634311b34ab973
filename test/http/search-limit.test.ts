import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { patient, post, putLedger, request } from "../support/worker/client.ts";
import { deploy, deployedWith } from "../support/worker/deployment.ts";
import { answers, batch } from "../support/http/batch.ts";
import { nonceFor, submit, work, wrongNonceFor } from "../support/http/external-miner.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { addPending } from "../support/storage/edits.ts";
import { edit } from "../support/storage/in-runtime.ts";

deployedWith({});

const NAME = "hard";
const PATH = `/ledgers/${NAME}`;
/** Above the limit that is set once the ledger exists. */
const BITS = { puzzle: "block-hash", difficulty: 10 };
const BELOW = { MAX_SEARCH_DIFFICULTY: "9" };

const object = () => env.LEDGER.getByName(NAME);
const read = async <Body>(path: string) => (await request(`${PATH}${path}`)).json<Body>();
const size = async () => (await read<{ size: number }>("/mempool")).size;
const alarm = () => runInDurableObject(object(), (_, { storage }) => storage.getAlarm());

/** Creates a ledger with one block, before the limit is lowered below its difficulty. */
async function hardLedger(): Promise<void> {
  expect((await putLedger(NAME, BITS)).status).toBe(201);
  expect((await post(`${PATH}/mine_block`, patient(1))).status).toBe(201);
  await runDurableObjectAlarm(object());
  await deploy(BELOW);
}

/** Leaves records pending, as an interruption before the limit was lowered would. */
async function leaveWaiting(...numbers: number[]): Promise<void> {
  const records = numbers.map(patient);
  await edit(NAME, ...records.map((record) => addPending(record, "dr-rao", `id-${record.Reg_no}`)));
}

/** Mines a record as an external miner does. */
async function mineExternally(number: number): Promise<Response> {
  const { candidate } = await work(patient(number), PATH);
  return submit(patient(number), { proof: await nonceFor(candidate), timestamp: candidate.timestamp }, PATH);
}

describe("PUT /ledgers/<name>", () => {
  test.each([25, 28, 32])("refuses %i bits, too many to search for, and creates nothing", async (difficulty) => {
    const response = await putLedger(NAME, { puzzle: "block-hash", difficulty });

    const { detail, errors } = await expectProblem(response, 400, "invalid-puzzle");
    expect(detail).toContain("at most 24");
    expect(errors).toEqual([{ name: "difficulty", detail: "must be at most 24" }]);
    await expectProblem(await request(PATH), 404, "ledger-not-found");
    expect(await alarm()).toBeNull();
  });

  test.each(["8", "12"])("accepts the configured limit, and refuses one bit more: %s", async (limit) => {
    const bindings = { MAX_SEARCH_DIFFICULTY: limit };
    const put = (difficulty: number) => putLedger(NAME, { puzzle: "block-hash", difficulty }, {}, bindings);

    await expectProblem(await put(Number(limit) + 1), 400, "invalid-puzzle");
    expect((await put(Number(limit))).status).toBe(201);
  });

  test.each(["0", "7", "33", "many", "-1", "8.5"])(
    "creates no ledger while the limit is %s: 503 says what to set",
    async (limit) => {
      const put = (puzzle: object) => putLedger(NAME, puzzle, {}, { MAX_SEARCH_DIFFICULTY: limit });

      const { detail } = await expectProblem(
        await put({ puzzle: "block-hash", difficulty: 8 }),
        503,
        "puzzle-not-configured",
      );
      expect(detail).toContain("MAX_SEARCH_DIFFICULTY");
      // The paper's puzzle has no difficulty to limit.
      expect((await put({ puzzle: "squares" })).status).toBe(201);
    },
  );

  test("accepts another puzzle under the name of a ledger that never got its genesis", async () => {
    await runInDurableObject(object(), (_, { storage }) => storage.deleteAll());
    await deploy({ MAX_SEARCH_DIFFICULTY: "32" });
    await runInDurableObject(object(), async (_, { storage }) => {
      const { migrate } = await import("../../src/ledger/store/migrations.ts");
      migrate(storage);
      storage.kv.put("puzzle", { puzzle: "block-hash", difficulty: 32 });
    });
    await deploy({});

    // Its genesis is no longer searched for, and it never was a ledger.
    await runInDurableObject(object(), (instance) => instance.alarm());
    expect(await alarm()).toBeNull();
    await expectProblem(await request(PATH), 404, "ledger-not-found");
    expect((await putLedger(NAME, { puzzle: "block-hash", difficulty: 8 })).status).toBe(201);
    expect(await read("")).toMatchObject({ difficulty: 8, length: 1 });
    await expectProblem(await putLedger(NAME, { puzzle: "squares" }), 409, "ledger-conflict");
  });
});

describe("main", () => {
  test.each([
    ["25", ""],
    ["32", "24"],
    ["12", "8"],
    ["8", "0"],
  ])("is not created with %s bits when the limit is %j: 503", async (MAIN_DIFFICULTY, MAX_SEARCH_DIFFICULTY) => {
    const bindings = { MAIN_PUZZLE: "block-hash", MAIN_DIFFICULTY, MAX_SEARCH_DIFFICULTY };

    const { detail } = await expectProblem(await request("/get_chain", {}, bindings), 503, "puzzle-not-configured");

    expect(detail).toContain("MAX_SEARCH_DIFFICULTY");
  });
});

describe("a ledger above the limit", () => {
  const WAYS: readonly [string, (number: number) => Promise<Response>][] = [
    ["to be mined", (number) => post(`${PATH}/mine_block`, patient(number))],
    ["to be mined later", (number) => post(`${PATH}/mine_block`, patient(number), { Prefer: "respond-async" })],
  ];

  test.each(WAYS)("refuses a record without a proof %s, and does not store it", async (_, send) => {
    await hardLedger();

    const { detail } = await expectProblem(await send(2), 409, "external-proofs-only");

    expect(detail).toMatch(/only up to 9 bits.*POST \/work.*npm run mine/s);
    expect(detail).not.toContain("Patient 2");
    expect(await size()).toBe(0);
    expect(await read("")).toMatchObject({ length: 2 });
    await deploy({ MAX_SEARCH_DIFFICULTY: "32" });
    await runInDurableObject(object(), (instance) => instance.alarm());
    expect(await read("")).toMatchObject({ length: 2 });
  });

  test.each(WAYS)("reports a record that it has, and a conflict under its number: %s", async (_, send) => {
    await hardLedger();

    const known = await send(1);
    expect(known.status).toBe(200);
    expect(await known.json()).toMatchObject({ block: { ...patient(1), index: 2 } });
    const other = { ...patient(1), patient_ID: "another" };
    await expectProblem(await post(`${PATH}/mine_block`, other), 409, "registration-conflict");
  });

  test("answers each line of a batch separately", async () => {
    await hardLedger();
    await leaveWaiting(3);

    const lines = await answers(
      batch([patient(1), patient(2), patient(3), { ...patient(3), patient_ID: "x" }]),
      `${PATH}/records`,
    );

    expect(lines.map(({ status }) => status)).toEqual([200, 409, 202, 409]);
    expect(lines[1]).toMatchObject({ problem: { type: expect.stringContaining("external-proofs-only") } });
    expect(await size()).toBe(1);
  });

  test("accepts what external miners find, and refuses what they did not", async () => {
    await hardLedger();

    const mined = await mineExternally(2);
    expect(mined.status).toBe(201);
    expect(await mined.json()).toMatchObject({ block: { ...patient(2), index: 3 } });
    const { candidate } = await work(patient(3), PATH);
    const wrong = { proof: await wrongNonceFor(candidate), timestamp: candidate.timestamp };
    await expectProblem(await submit(patient(3), wrong, PATH), 422, "proof-refused");
    expect(await read("/is_valid")).toMatchObject({ valid: true, length: 3 });
  });

  test("keeps earlier pending records without retrying them, until an external proof settles them", async () => {
    await hardLedger();
    await leaveWaiting(2, 3);
    await runInDurableObject(object(), (_, { storage }) => storage.setAlarm(Date.now() + 60_000));

    await runDurableObjectAlarm(object());
    expect(await size()).toBe(2);
    await deploy(BELOW);
    const planned = await alarm();
    // Only the daily check is left.
    expect(planned === null || planned > Date.now() + 60_000).toBe(true);
    await expectProblem(await post(`${PATH}/mine_block`, patient(3)), 409, "external-proofs-only");
    const again = await post(`${PATH}/mine_block`, patient(3), { Prefer: "respond-async" });
    expect([again.status, await again.json()]).toMatchObject([202, { id: `id-${patient(3).Reg_no}` }]);

    expect((await mineExternally(3)).status).toBe(201);
    expect(await size()).toBe(1);
    expect((await request(`${PATH}/mempool/id-${patient(3).Reg_no}`)).headers.get("Location")).toBe(`${PATH}/blocks/3`);
  });

  test("searches again when the limit is raised, starting with the pending records", async () => {
    await hardLedger();
    await leaveWaiting(2);
    await deploy({ MAX_SEARCH_DIFFICULTY: "10" });

    expect((await post(`${PATH}/mine_block`, patient(3))).status).toBe(201);

    const { chain } = await read<{ chain: Block[] }>("/get_chain");
    expect(chain.slice(2)).toMatchObject([patient(2), patient(3)]);
  });

  test("says what to set while the limit is invalid", async () => {
    await hardLedger();
    await deploy({ MAX_SEARCH_DIFFICULTY: "none" });

    const { detail } = await expectProblem(await post(`${PATH}/mine_block`, patient(2)), 503, "puzzle-not-configured");

    expect(detail).toContain("MAX_SEARCH_DIFFICULTY");
    expect(await size()).toBe(0);
    expect((await mineExternally(2)).status).toBe(201);
  });
});
