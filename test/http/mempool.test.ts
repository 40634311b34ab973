import { abortAllDurableObjects, runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { MEMPOOL_LIMIT } from "../../src/ledger/store/mempool.ts";
import { bearer, putLedger, mine, patient, post, request } from "../support/worker/client.ts";
import { emptyMempool, fillMempool } from "../support/storage/edits.ts";
import {
  editMain,
  created,
  ledger,
  sql,
  storeChain,
  stored,
  storePending,
  untilMined,
} from "../support/storage/main.ts";
import { slowChain } from "../support/worker/squares-chains.ts";
import { expectProblem, UUID } from "../support/worker/problems.ts";

interface Accepted {
  readonly message: string;
  readonly id: string;
}

/** Posts a record without waiting for its block. */
const accept = (record: object, headers: Record<string, string> = {}, path = "/mine_block") =>
  post(path, record, { Prefer: "respond-async", ...headers });
const idOf = async (response: Response) => (await response.json<Accepted>()).id;

describe("POST /mine_block with Prefer: respond-async", () => {
  test("answers 202 at once, with the address for its status", async () => {
    const chain = await slowChain();
    await storeChain(chain);

    const response = await accept(patient(1000));

    expect(response.status).toBe(202);
    expect(response.headers.get("Preference-Applied")).toBe("respond-async");
    const body = await response.json<Accepted>();
    expect(body).toEqual({ message: expect.stringMatching(/\S/), id: expect.stringMatching(UUID) });
    expect(response.headers.get("Location")).toBe(`/mempool/${body.id}`);
    // The answer did not wait: the search is still running.
    expect(await stored()).toEqual({ blocks: chain.length, pending: 1 });
  });

  test("mines the record on its own, in its sender's name", async () => {
    const response = await accept(patient(1), await bearer({ sub: "dr-bose" }));

    await untilMined();

    expect(await (await request("/blocks/2")).json()).toMatchObject({ ...patient(1), mined_by: "dr-bose" });
    const followed = await request(response.headers.get("Location") ?? "");
    expect(followed.status).toBe(303);
    expect(followed.headers.get("Location")).toBe("/blocks/2");
  });

  test("answers the same record with the same id while it is pending, and then with its block", async () => {
    await storeChain(await slowChain());

    const ids = [await idOf(await accept(patient(1000))), await idOf(await accept(patient(1000)))];

    expect(ids[1]).toBe(ids[0]);
    expect((await stored()).pending).toBe(1);
    await untilMined();
    const again = await accept(patient(1000));
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ block: patient(1000) });
  });

  test("gives the id of a record that another request waits for", async () => {
    await storeChain(await slowChain());
    const waiting = mine(patient(1000));
    while ((await stored()).pending === 0) await scheduler.wait(1);

    const id = await idOf(await accept(patient(1000)));

    const { block } = await (await waiting).json<{ block: Block }>();
    expect((await request(`/mempool/${id}`)).headers.get("Location")).toBe(`/blocks/${block.index}`);
  });

  test("names the ledger in its answer", async () => {
    await putLedger("class-7");

    const response = await accept(patient(1), {}, "/ledgers/class-7/mine_block");

    const location = response.headers.get("Location") ?? "";
    expect(location).toMatch(/^\/ledgers\/class-7\/mempool\/[\da-f-]{36}$/);
    // The same record again, without the preference, is answered once its block exists.
    expect((await post("/ledgers/class-7/mine_block", patient(1))).ok).toBe(true);
    expect((await request(location)).headers.get("Location")).toBe("/ledgers/class-7/blocks/2");
  });

  test.each(["Respond-Async", "respond-async, wait=10", "return=minimal,respond-async"])(
    "is understood as %s",
    async (Prefer) => {
      expect((await accept(patient(1), { Prefer })).status).toBe(202);
    },
  );

  test.each(["", "return=minimal", "respond-asynchronously", "wait=100"])(
    "is not understood from %j, which waits for the block",
    async (Prefer) => {
      const response = await accept(patient(1), { Prefer });

      expect(response.status).toBe(201);
      expect(response.headers.get("Preference-Applied")).toBeNull();
    },
  );

  test.each(["patient_name", "patient_ID"])("refuses a pending registration number with another %s", async (field) => {
    await storePending([patient(1)]);

    const problem = await expectProblem(
      await accept({ ...patient(1), [field]: "Another" }),
      409,
      "registration-conflict",
    );

    expect(problem).not.toHaveProperty("index");
    expect(JSON.stringify(problem)).not.toMatch(/Patient 1|P-1|REG-1|Another/);
    await untilMined();
    expect(await stored()).toEqual({ blocks: 2, pending: 0 });
  });

  test("names the block of a mined registration number that belongs to another patient", async () => {
    await mine(patient(1));

    const response = await accept({ ...patient(1), patient_name: "Another" });

    expect((await expectProblem(response, 409, "registration-conflict"))["index"]).toBe(2);
  });

  test("loses nothing when the process is interrupted: the alarm mines accepted records", async () => {
    await created();
    const responses = await Promise.all([1, 2, 3].map((number) => accept(patient(number))));
    expect(responses.map(({ status }) => status)).toEqual([202, 202, 202]);
    await abortAllDurableObjects();
    expect((await stored()).pending).toBeGreaterThan(0);

    expect(await runDurableObjectAlarm(ledger())).toBe(true);

    const places = await Promise.all(
      responses.map(async ({ headers }) => (await request(headers.get("Location") ?? "")).headers.get("Location")),
    );
    expect(new Set(places)).toEqual(new Set(["/blocks/2", "/blocks/3", "/blocks/4"]));
    expect(await stored()).toEqual({ blocks: 4, pending: 0 });
  });
});

describe("GET /mempool/<id>", () => {
  test("answers the position in the queue", async () => {
    await storePending([1, 2].map(patient), "dr-rao", "first");
    await storePending([patient(3)], "dr-rao", "third");

    for (const [id, position] of [
      ["first", 1],
      ["third", 3],
    ] as const) {
      const response = await request(`/mempool/${id}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ status: "pending", position });
    }
  });

  test.each(
    ["x", "", "%20", "%00", "1", "'%20OR%201=1", "00000000-0000-4000-8000-000000000000", "REG-1"].filter(Boolean),
  )("answers 404 for an unknown id: %s", async (id) => {
    await storePending([patient(1)]);

    const { detail } = await expectProblem(await request(`/mempool/${id}`), 404, "pending-record-not-found");

    expect(detail).not.toContain("Patient 1");
  });

  test("knows only the ids of its own ledger", async () => {
    await putLedger("class-7");
    await storePending([patient(1)], "dr-rao", "on-main");

    const there = await request("/ledgers/class-7/mempool/on-main");

    await expectProblem(there, 404, "pending-record-not-found");
    expect((await request("/mempool/on-main")).status).toBe(200);
  });
});

describe("GET /mempool", () => {
  test("is empty on a new ledger", async () => {
    expect(await (await request("/mempool")).json()).toEqual({ size: 0, oldest_age_seconds: null, pending: [] });
  });

  test("lists pending records by id, position and age, and nothing else", async () => {
    await storePending([patient(1)], "dr-rao", "a");
    await storePending([patient(2)], "dr-rao", "b");
    await sql("UPDATE mempool SET accepted_at = ? WHERE id = 'a'", Date.now() - 90_000);

    const body = await (
      await request("/mempool")
    ).json<{
      oldest_age_seconds: number;
      pending: { age_seconds: number }[];
    }>();

    expect(body).toEqual({
      size: 2,
      oldest_age_seconds: expect.any(Number),
      pending: [
        { id: "a", position: 1, age_seconds: expect.any(Number) },
        { id: "b", position: 2, age_seconds: expect.any(Number) },
      ],
    });
    expect(body.oldest_age_seconds).toBeGreaterThanOrEqual(90);
    expect(body.pending[0]?.age_seconds).toBe(body.oldest_age_seconds);
    expect(body.pending[1]?.age_seconds).toBeLessThan(90);
  });

  test("moves pending records up when the first is mined", async () => {
    await storePending([1, 2].map(patient), "dr-rao", "first");
    const [, second] = (await (await request("/mempool")).json<{ pending: { id: string }[] }>()).pending;
    await post("/mine_block", { ...patient(1), proof: 533 });

    expect(await (await request("/mempool")).json()).toMatchObject({
      size: 1,
      pending: [{ id: second?.id, position: 1 }],
    });
  });
});

describe("a full mempool", () => {
  test("refuses a record with 503 and Retry-After, even one whose sender would not wait", async () => {
    await editMain(fillMempool(MEMPOOL_LIMIT));

    const response = await accept(patient(1));

    await expectProblem(response, 503, "mempool-full");
    expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
    expect(await sql("SELECT 1 FROM mempool WHERE Reg_no = ?", patient(1).Reg_no)).toEqual([]);
    // Stops mining the thousands of records; see "a full mempool" in test/ledger/mining/pending.test.ts.
    await abortAllDurableObjects();
    await editMain(emptyMempool);
  });
});
