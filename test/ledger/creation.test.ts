import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import type { Puzzle } from "../../src/chain/puzzle.ts";
import { migrate } from "../../src/ledger/store/migrations.ts";
import { mine, patient, request } from "../support/worker/client.ts";
import { NO_LEDGER, valueOf } from "../support/ledger/answers.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { deployedWith } from "../support/worker/deployment.ts";
import { editMain, created, ledger, sql, stored } from "../support/storage/main.ts";
import { VECTOR } from "../support/worker/squares-chains.ts";
import { cutBlocks } from "../support/storage/edits.ts";

// Allows difficulties at which a search takes hours.
deployedWith({ MAX_SEARCH_DIFFICULTY: "32" });

const SQUARES = { puzzle: "squares" } as const;
const BITS = { puzzle: "block-hash", difficulty: 8 } as const;

/** The first step of the schema, as the version before named ledgers left it: one puzzle, and no note of it. */
const FIRST_STEP = `
  CREATE TABLE blocks ("index" INTEGER PRIMARY KEY, timestamp TEXT NOT NULL, patient_name TEXT NOT NULL,
    patient_ID TEXT NOT NULL, Reg_no TEXT NOT NULL, mined_by TEXT NOT NULL, difficulty INTEGER, proof INTEGER NOT NULL,
    previous_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE UNIQUE INDEX blocks_by_Reg_no ON blocks (Reg_no) WHERE "index" > 1;
  CREATE INDEX blocks_by_proof ON blocks (proof);
  CREATE TABLE mempool (position INTEGER PRIMARY KEY AUTOINCREMENT, patient_name TEXT NOT NULL,
    patient_ID TEXT NOT NULL, Reg_no TEXT NOT NULL UNIQUE, mined_by TEXT NOT NULL) STRICT;
  CREATE TABLE migrations (id INTEGER PRIMARY KEY);
  INSERT INTO migrations (id) VALUES (1);`;

/** Writes a storage as another process would have left it, and starts the object on it. */
async function leave(write: (storage: DurableObjectStorage) => void | Promise<void>): Promise<void> {
  await runInDurableObject(ledger(), (_, { storage }) => write(storage));
  await evictDurableObject(ledger());
}

/** Stops a search that takes hours: `reset` does not empty the storage of an object that is not running. */
async function abandon(): Promise<void> {
  await abortAllDurableObjects();
  await leave((storage) => storage.deleteAll());
}

/** The storage of a creation that was interrupted before genesis was mined. */
const interrupted = (puzzle: Puzzle) =>
  leave((storage) => {
    migrate(storage);
    storage.kv.put("puzzle", puzzle);
  });

/** The storage of the previous version, with the vector chain and some pending records. */
const older = (pending: readonly number[]) =>
  leave((storage) => {
    storage.sql.exec(FIRST_STEP);
    for (const block of VECTOR) {
      const columns = Object.keys(block).map((name) => `"${name}"`);
      const marks = columns.map(() => "?").join(", ");
      storage.sql.exec(`INSERT INTO blocks (${columns.join(", ")}) VALUES (${marks})`, ...Object.values(block));
    }
    for (const { patient_name, patient_ID, Reg_no } of pending.map(patient)) {
      const columns = "patient_name, patient_ID, Reg_no, mined_by";
      const row = [patient_name, patient_ID, Reg_no, "dr-bose"];
      storage.sql.exec(`INSERT INTO mempool (${columns}) VALUES (?, ?, ?, ?)`, ...row);
    }
  });

const noted = () => runInDurableObject(ledger(), (_, { storage }) => storage.kv.get("puzzle"));
const genesisOf = async () => (await request("/blocks/1")).json<Block>();
const verdict = async () => (await request("/is_valid")).json();

describe("creating a ledger", () => {
  test("makes one genesis, however often and by however many callers it is requested", async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => ledger().create(BITS)));
    expect(outcomes.toSorted((a, b) => a.localeCompare(b))).toEqual(["created", "exists", "exists"]);
    const genesis = await genesisOf();

    expect(await ledger().create(BITS)).toBe("exists");
    await evictDurableObject(ledger());
    expect(await ledger().create(BITS)).toBe("exists");

    expect(await genesisOf()).toEqual(genesis);
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("fixes the puzzle permanently, before genesis is mined", async () => {
    // Mining this genesis would take hours.
    const endless = Promise.allSettled([ledger().create({ puzzle: "block-hash", difficulty: 32 })]);

    expect(await ledger().create(SQUARES)).toBe("conflict");
    expect(await ledger().create({ puzzle: "block-hash", difficulty: 31 })).toBe("conflict");
    await abortAllDurableObjects();
    await endless;
    expect(await ledger().create(SQUARES)).toBe("conflict");
    await abandon();
  });

  test("does not block other requests: until it is done, the ledger does not exist", async () => {
    const endless = Promise.allSettled([ledger().create({ puzzle: "block-hash", difficulty: 32 })]);

    expect(await ledger().describe()).toEqual(NO_LEDGER);
    expect(await ledger().accept([patient(1)], "dr-rao")).toEqual(NO_LEDGER);
    await expectProblem(await request("/ledgers/nowhere"), 404, "ledger-not-found");
    await abandon();
    await endless;
  });
});

describe("an object that was never created", () => {
  test("says so, and stores nothing", async () => {
    const stub = env.LEDGER.getByName("nowhere");

    expect(await stub.describe()).toEqual(NO_LEDGER);
    expect(await stub.blockText(1)).toEqual(NO_LEDGER);
    expect(await stub.validate()).toEqual(NO_LEDGER);
    expect(await stub.miners()).toEqual(NO_LEDGER);
    expect(await stub.mine(patient(1), "dr-rao")).toEqual(NO_LEDGER);
    expect(await stub.accept([patient(1)], "dr-rao")).toEqual(NO_LEDGER);
    expect(await stub.work(patient(1), "dr-rao")).toEqual(NO_LEDGER);
    expect(await stub.pending("x")).toEqual(NO_LEDGER);
    expect(await stub.mempool()).toEqual(NO_LEDGER);

    expect(await runDurableObjectAlarm(stub)).toBe(false);
    const left = await runInDurableObject(stub, (_, { storage }) => ({
      tables: storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
      notes: [...storage.kv.list()],
    }));
    expect(left).toEqual({ tables: [], notes: [] });
  });
});

describe("an interrupted creation", () => {
  test.each<Puzzle>([SQUARES, BITS])("is finished by the alarm: %j", async (puzzle) => {
    await interrupted(puzzle);
    expect(await ledger().describe()).toEqual(NO_LEDGER);
    await runInDurableObject(ledger(), (_, { storage }) => storage.setAlarm(Date.now() + 60_000));

    expect(await runDurableObjectAlarm(ledger())).toBe(true);

    expect(await valueOf(ledger().describe())).toMatchObject({ puzzle, tip: { index: 1 } });
    expect(await verdict()).toMatchObject({ valid: true, length: 1 });
  });

  test.each<Puzzle>([SQUARES, BITS])("is finished by the next creation request: %j", async (puzzle) => {
    await interrupted(puzzle);

    expect(await ledger().create(puzzle)).toBe("exists");

    expect(await valueOf(ledger().describe())).toMatchObject({ puzzle, tip: { index: 1 } });
    expect(await verdict()).toMatchObject({ valid: true, length: 1 });
  });

  test("cannot be finished with another puzzle", async () => {
    await interrupted(BITS);

    expect(await ledger().create(SQUARES)).toBe("conflict");
    expect(await ledger().describe()).toEqual(NO_LEDGER);
  });

  test("has an alarm set, which was stored with the puzzle", async () => {
    const cut = Promise.allSettled([ledger().create({ puzzle: "block-hash", difficulty: 32 })]);
    while ((await noted()) === undefined) await scheduler.wait(1);
    await abortAllDurableObjects();
    expect((await cut)[0]?.status).toBe("rejected");

    expect(await runInDurableObject(ledger(), (_, { storage }) => storage.getAlarm())).toEqual(expect.any(Number));
    await abandon();
  });
});

describe("a chain whose blocks were deleted", () => {
  test("does not get a new genesis: is_valid reports the fault, and nothing can be mined on it", async () => {
    await mine(patient(1));
    await editMain(cutBlocks(0));

    for (const _ of ["as it runs", "after a restart"]) {
      expect(await verdict()).toMatchObject({ valid: false, fault: { index: 1, rule: "genesis" } });
      await expectProblem(await mine(patient(2)), 409, "ledger-contradicted");
      await expectProblem(await request("/get_chain"), 409, "ledger-contradicted");
      expect(await stored()).toEqual({ blocks: 0, pending: 0 });
      await abortAllDurableObjects();
    }
    await abandon();
  });
});

describe("the storage of the previous version", () => {
  test("is taken over: its chain belongs to the ledger, with the paper's puzzle", async () => {
    await older([]);

    expect(await (await request("/get_chain")).json()).toEqual({ chain: VECTOR, length: VECTOR.length });
    expect(await (await request("/ledgers/main")).json()).toMatchObject({ puzzle: "squares", length: VECTOR.length });
    expect(await ledger().create(SQUARES)).toBe("exists");
    expect(await ledger().create(BITS)).toBe("conflict");
    expect((await mine(patient(1))).status).toBe(201);
    expect(await verdict()).toMatchObject({ valid: true, length: VECTOR.length + 1 });
  });

  test("keeps its pending records in order, each with its own id and its sender", async () => {
    await older([3, 1, 2]);

    const { pending } = await (await request("/mempool")).json<{ pending: { id: string; position: number }[] }>();

    expect(pending.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(new Set(pending.map(({ id }) => id)).size).toBe(3);
    for (const { id } of pending) expect(id).toMatch(/^[\da-f]{32}$/);
    const rows = await sql("SELECT Reg_no, mined_by FROM mempool ORDER BY position");
    expect(rows).toEqual(["REG-3", "REG-1", "REG-2"].map((Reg_no) => ({ Reg_no, mined_by: "dr-bose" })));
  });

  test("has its pending records mined by the alarm that was set for them", async () => {
    await older([1, 2]);
    const { pending } = await (await request("/mempool")).json<{ pending: { id: string }[] }>();
    await runInDurableObject(ledger(), (_, { storage }) => storage.setAlarm(Date.now() + 60_000));

    expect(await runDurableObjectAlarm(ledger())).toBe(true);

    expect(await stored()).toEqual({ blocks: VECTOR.length + 2, pending: 0 });
    const followed = await request(`/mempool/${pending[0]?.id}`);
    expect(followed.headers.get("Location")).toBe(`/blocks/${VECTOR.length + 1}`);
    expect(await verdict()).toMatchObject({ valid: true, length: VECTOR.length + 2 });
  });
});

test("a created ledger is the same after a restart", async () => {
  await created();
  const genesis = await genesisOf();

  await evictDurableObject(ledger());

  expect(await genesisOf()).toEqual(genesis);
});
