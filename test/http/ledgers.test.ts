import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { putLedger, mine, patient, post, request } from "../support/worker/client.ts";
import { storeChain } from "../support/storage/main.ts";
import { VECTOR } from "../support/worker/squares-chains.ts";
import { expectProblem } from "../support/worker/problems.ts";

const SQUARES = { puzzle: "squares" };
const BITS = { puzzle: "block-hash", difficulty: 8 };

const get = async <Body = object>(path: string) => (await request(path)).json<Body>();
const chainOf = async (prefix: string) => (await get<{ chain: Block[] }>(`${prefix}/get_chain`)).chain;

/** In place of the objects: an early refusal must not reach for one. */
const NO_OBJECTS = {
  LEDGER: {
    getByName: () => {
      throw new Error("an object was asked for");
    },
  },
};

/** The tables of a ledger's object, read without calling it. */
function tablesOf(name: string): Promise<unknown[]> {
  return runInDurableObject(env.LEDGER.getByName(name), (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
  );
}

describe("PUT /ledgers/<name>", () => {
  test.each([
    ["squares", SQUARES, 1],
    ["block-hash", BITS, expect.any(Number) as number],
    ["block-hash", { puzzle: "block-hash", difficulty: 12 }, expect.any(Number) as number],
  ])("creates a ledger with the puzzle %s, and a genesis bound to it", async (_, puzzle, proof) => {
    const response = await putLedger("class-7", puzzle);

    expect(response.status).toBe(201);
    expect(response.headers.get("Location")).toBe("/ledgers/class-7");
    const [genesis] = await chainOf("/ledgers/class-7");
    const { timestamp, hash } = genesis as Block;
    expect(await response.json()).toEqual({
      name: "class-7",
      ...puzzle,
      target: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      records: "plain",
      length: 1,
      tip: { index: 1, timestamp, proof, hash },
    });
    expect(await get("/ledgers/class-7/is_valid")).toMatchObject({ valid: true, length: 1 });
    expect((await post("/ledgers/class-7/mine_block", patient(1))).status).toBe(201);
    expect(await get("/ledgers/class-7/is_valid")).toMatchObject({ valid: true, length: 2 });
  });

  test.each([SQUARES, BITS])("repeated with the same puzzle changes nothing: 200 (%j)", async (puzzle) => {
    await putLedger("class-7", puzzle);
    await post("/ledgers/class-7/mine_block", patient(1));
    const before = await chainOf("/ledgers/class-7");

    const response = await putLedger("class-7", puzzle);

    expect(response.status).toBe(200);
    expect(response.headers.get("Location")).toBeNull();
    expect(await response.json()).toMatchObject({ name: "class-7", ...puzzle, length: 2 });
    expect(await chainOf("/ledgers/class-7")).toEqual(before);
  });

  test.each([
    [SQUARES, BITS],
    [BITS, SQUARES],
    [BITS, { ...BITS, difficulty: 9 }],
  ])("refuses another puzzle with 409: %j, then %j", async (first, second) => {
    await putLedger("class-7", first);
    const before = await chainOf("/ledgers/class-7");

    await expectProblem(await putLedger("class-7", second), 409, "ledger-conflict");

    expect(await chainOf("/ledgers/class-7")).toEqual(before);
  });

  test.each([SQUARES, { puzzle: "block-hash", difficulty: 12 }])(
    "creates once for two concurrent requests: %j",
    async (puzzle) => {
      const responses = await Promise.all([putLedger("class-7", puzzle), putLedger("class-7", puzzle)]);

      expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 201]);
      const [first, second] = await Promise.all(responses.map((response) => response.json()));
      expect(first).toEqual(second);
      expect(await chainOf("/ledgers/class-7")).toHaveLength(1);
    },
  );

  test("lets one of two concurrent puzzles win", async () => {
    const responses = await Promise.all([putLedger("class-7", SQUARES), putLedger("class-7", BITS)]);

    expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    expect(await chainOf("/ledgers/class-7")).toHaveLength(1);
  });

  test.each(["a", "7", "-", "class-7-ana", "a".repeat(40)])("takes the name %s", async (name) => {
    expect((await putLedger(name)).status).toBe(201);
  });

  test.each([
    "A",
    "Class",
    "a".repeat(41),
    "a_b",
    "a.b",
    "a%20b",
    "a%2Fb",
    "%C3%A9",
    "a%00",
    "*",
    "class-*",
    "%E0%A4%A",
    "a%0A",
  ])("refuses the name %s with 400, and does not echo it", async (name) => {
    const { detail } = await expectProblem(await putLedger(name, SQUARES, {}, NO_OBJECTS), 400, "invalid-query");

    expect(detail).toContain("lower-case letters, digits and hyphens");
  });

  test.each<[string, unknown]>([
    ["no puzzle", {}],
    ["an unknown puzzle", { puzzle: "cubes" }],
    ["a puzzle that is not text", { puzzle: 1 }],
    ["block-hash without a difficulty", { puzzle: "block-hash" }],
    ["squares with a difficulty", { puzzle: "squares", difficulty: 16 }],
    ["an unknown key", { ...BITS, name: "x" }],
    ["a list", [SQUARES]],
    ["null", null],
    ["text", "squares"],
    ...[7, 33, 0, -8, 8.5, "8", null, true].map((difficulty): [string, unknown] => [
      `the difficulty ${JSON.stringify(difficulty)}`,
      { ...BITS, difficulty },
    ]),
  ])("refuses %s with 400, and creates nothing", async (_, body) => {
    const { detail } = await expectProblem(await putLedger("class-7", body, {}, NO_OBJECTS), 400, "invalid-puzzle");

    expect(detail).toMatch(/puzzle|difficulty|name|single JSON object/);
  });

  test.each([
    ["broken JSON", "application/json", "{", 400, "invalid-body"],
    ["plain text", "text/plain", "squares", 415, "unsupported-media-type"],
    ["an over-long body", "application/json", " ".repeat(16 * 1024 + 1), 413, "body-too-large"],
  ] as const)("refuses %s, and creates nothing", async (_, type, body, status, problem) => {
    const init = { method: "PUT", headers: { "Content-Type": type }, body };
    const response = await request("/ledgers/class-7", init, NO_OBJECTS);

    expect((await expectProblem(response, status, problem)).detail).toMatch(/JSON|json|bytes/);
  });
});

/** A request to a route of some ledger, and the path after the ledger's prefix. */
type ToRoute = readonly [route: string, init: RequestInit, path: string];
const reading = (path: string): ToRoute => [`GET ${path}`, { method: "GET" }, path];
const writing = (path: string, body: object, headers: Record<string, string> = {}): ToRoute => {
  const type = path === "/records" ? "application/x-ndjson" : "application/json";
  const init = { method: "POST", headers: { "Content-Type": type, ...headers }, body: JSON.stringify(body) };
  return [`POST ${path}`, init, path];
};

describe("a ledger that was never created", () => {
  const record = patient(1);
  const ROUTES = [
    ...["", "/get_chain", "/get_chain?from=2&limit=1", "/blocks/1", "/is_valid", "/miners", "/mempool"].map(reading),
    reading("/mempool/x"),
    ["GET /events", { headers: { Upgrade: "websocket" } }, "/events?from=1"] as const,
    writing("/work", record),
    writing("/mine_block", record),
    writing("/mine_block", record, { Prefer: "respond-async" }),
    writing("/mine_block", { ...record, proof: 533 }),
    writing("/records", record),
  ];

  test.each(ROUTES)("does not exist for %s (%o), which creates nothing", async (_, init, path) => {
    await expectProblem(await request(`/ledgers/nowhere${path}`, init), 404, "ledger-not-found");

    expect(await tablesOf("nowhere")).toEqual([]);
  });

  test.each(ROUTES)(
    "and whose name is invalid does not exist for %s (%o), and no object is called",
    async (_, init, path) => {
      for (const name of ["Class", "a".repeat(41), "a%2Fb", "%C3%A9"]) {
        const response = await request(`/ledgers/${name}${path}`, init, NO_OBJECTS);
        expect((await expectProblem(response, 404, "ledger-not-found")).detail).not.toContain(name);
      }
    },
  );
});

describe("GET /ledgers/<name>", () => {
  test("describes the ledger's current state, and its tip without the patient", async () => {
    await storeChain(VECTOR);
    const { index, timestamp, proof, hash } = VECTOR.at(-1) as Block;

    expect(await get("/ledgers/main")).toEqual({
      name: "main",
      puzzle: "squares",
      target: `0001${"0".repeat(60)}`,
      records: "plain",
      length: 6,
      tip: { index, timestamp, proof, hash },
    });
  });
});

describe("ledgers", () => {
  test("are independent: the same record is mined on each", async () => {
    await putLedger("a");
    await putLedger("b", BITS);
    for (const path of ["", "/ledgers/a", "/ledgers/b"]) {
      expect((await post(`${path}/mine_block`, patient(1))).status).toBe(201);
    }

    await post("/ledgers/a/mine_block", patient(2));

    const chains = await Promise.all(["", "/ledgers/a", "/ledgers/b"].map(chainOf));
    expect(chains.map(({ length }) => length)).toEqual([2, 3, 2]);
    expect(new Set(chains.map(([genesis]) => genesis?.hash)).size).toBe(chains.length);
  });

  test("answer with their own paths", async () => {
    await putLedger("class-7");
    const mined = await post("/ledgers/class-7/mine_block", patient(1));
    expect(mined.headers.get("Location")).toBe("/ledgers/class-7/blocks/2");
    expect(await get("/ledgers/class-7/blocks/2")).toMatchObject(patient(1));

    const page = await request("/ledgers/class-7/get_chain?limit=1");

    const next = "/ledgers/class-7/get_chain?from=2&limit=1";
    expect(page.headers.get("Link")).toBe(`<${next}>; rel="next"`);
    expect(await page.json()).toMatchObject({ next, length: 2 });
    expect(await get(next)).toMatchObject({ chain: [patient(1)], length: 2 });
  });

  test("named main is the one served under /", async () => {
    await mine(patient(1));

    expect(await chainOf("/ledgers/main")).toEqual(await chainOf(""));
    expect((await post("/ledgers/main/mine_block", patient(1))).status).toBe(200);
    const page = await get<{ next: string }>("/ledgers/main/get_chain?limit=1");
    expect(page.next).toBe("/ledgers/main/get_chain?from=2&limit=1");
  });
});
