import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Classroom } from "../../../src/ledger/classroom/classroom.ts";
import type { ExchangeResult } from "../../../src/ledger/classroom/results.ts";
import { deployedWith } from "../../support/worker/deployment.ts";

const NAME = "class-7b";
const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60_000;

deployedWith({ CLASS_KEY: JSON.stringify({ kty: "EC", d: "AQEB".repeat(10) }), CLASS_NAME: NAME });
afterEach(() => void vi.useRealTimers());

const classroom = (): DurableObjectStub<Classroom> => env.CLASSROOM.getByName(NAME);

/** Opens a class of students with these names. @returns when it ends */
async function opened(...names: (string | null)[]): Promise<number> {
  const ends = Date.now() + DAY;
  await classroom().open({ names, ends });
  return ends;
}

async function codeOf(student: number): Promise<string> {
  const result = await classroom().codes();
  return (result.outcome === "codes" && result.codes.find(({ number }) => number === student)?.code) || "";
}

async function exchanged(code: string, secret = "", address = ""): Promise<ExchangeResult["outcome"]> {
  const { outcome } = await classroom().exchange(code, secret, address);
  return outcome;
}

const restart = (): Promise<void> => evictDurableObject(classroom());

/** Runs SQL as whoever can edit the storage. */
const sql = (statement: string): Promise<unknown[]> =>
  runInDurableObject(classroom(), (_, { storage }) => storage.sql.exec(statement).toArray());

/** Lets time pass, for all code in this isolate. */
const pass = (milliseconds: number): void => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + milliseconds });
};

describe("wrong codes", () => {
  test("are limited in total, whatever the address, and a restart does not reset the count", async () => {
    await opened(null);
    const code = await codeOf(1);
    const results = await Promise.all(
      Array.from({ length: 310 }, (_, place) => exchanged("0000-0000", "", `2001:db8::${place}`)),
    );
    expect(results.filter((outcome) => outcome === "wrong")).toHaveLength(300);
    expect(results.filter((outcome) => outcome === "limited")).toHaveLength(10);

    await restart();
    expect(await exchanged(code)).toBe("limited");
    pass(MINUTE);
    expect(await exchanged(code)).toBe("exchanged");
  });

  test("of one address leave no trace of it in the storage, and count for a minute", async () => {
    await opened(null);
    const code = await codeOf(1);
    for (let times = 0; times < 10; times++) await exchanged("0000-0000", "", "192.0.2.77");
    expect(await exchanged(code, "", "192.0.2.77")).toBe("limited");

    const stored = await runInDurableObject(classroom(), (_, { storage }) => [...storage.kv.list()]);
    expect(JSON.stringify(stored)).not.toContain("192");
    expect(stored).toContainEqual(["attempts", { since: expect.any(Number), count: 10 }]);
    pass(MINUTE);
    expect(await exchanged(code, "", "192.0.2.77")).toBe("exchanged");
  });

  test("are right ones again if the clock is set back", async () => {
    await opened(null);
    const code = await codeOf(1);
    pass(10 * MINUTE);
    for (let times = 0; times < 10; times++) await exchanged("0000-0000", "", "192.0.2.77");
    vi.useRealTimers();
    expect(await exchanged(code, "", "192.0.2.77")).toBe("exchanged");
  });
});

test("a restart keeps who used which code, what was withdrawn, and the names", async () => {
  await opened("Ana", "Bo", null);
  const codes = [await codeOf(1), await codeOf(2), await codeOf(3)] as const;
  await exchanged(codes[0], "device-a");
  await classroom().withdraw(2);
  await classroom().issue(3);
  await restart();

  expect(await exchanged(codes[0], "device-b")).toBe("spent");
  expect(await exchanged(codes[0], "device-a")).toBe("exchanged");
  expect(await exchanged(codes[1])).toBe("withdrawn");
  expect(await exchanged(codes[2])).toBe("wrong");
  expect(await exchanged(await codeOf(3))).toBe("exchanged");
  const view = await classroom().read();
  expect(view?.students.map(({ name, code }) => [name, code])).toEqual([
    ["Ana", "used"],
    ["Bo", "withdrawn"],
    [undefined, "used"],
  ]);
});

test("a code that is replaced while it is exchanged lets nobody in with the new one's rights", async () => {
  await opened(null);
  const code = await codeOf(1);
  const [result] = await Promise.all([classroom().exchange(code, "device", ""), classroom().issue(1)]);

  const valid = await classroom().validIssues();
  expect(valid?.get(1)).toBe(2);
  // If it was exchanged first, its token names the issue that is void now.
  expect(["exchanged 1", "wrong"]).toContain(
    result.outcome === "exchanged" ? `exchanged ${result.issue}` : result.outcome,
  );
  expect(await exchanged(await codeOf(1), "another device")).toBe("exchanged");
});

describe("a class", () => {
  test("is deleted a day after it ended, and not before", async () => {
    const ends = await opened("Ana", "Bo");
    await classroom().report(1, { step: "by-hand", done: [], tries: null, hash_rate: null });
    pass(ends + DAY - 1 - Date.now());
    expect(await runDurableObjectAlarm(classroom())).toBe(true);
    expect((await classroom().read())?.students).toHaveLength(2);

    pass(1);
    expect(await runDurableObjectAlarm(classroom())).toBe(true);
    expect(await classroom().read()).toBeUndefined();
    expect(await sql("SELECT * FROM students")).toEqual([]);
    expect(await sql("SELECT number FROM names")).toEqual([{ number: 0 }]);
    expect(await runDurableObjectAlarm(classroom())).toBe(false);
  });

  test("repeats no code and no sandbox of one that was closed", async () => {
    await opened(null);
    await classroom().issue(1);
    const codes = [await codeOf(1)];
    for (let times = 0; times < 3; times++) {
      await classroom().close();
      await restart();
      await opened(null);
      codes.push(await codeOf(1));
    }
    expect(new Set(codes).size).toBe(4);
    expect((await classroom().read())?.students).toMatchObject([{ sandbox: `${NAME}-01-4` }]);
  });

  test("that was never opened has nothing, and stores nothing but the count of wrong codes", async () => {
    expect(await classroom().read()).toBeUndefined();
    expect(await classroom().validIssues()).toBeUndefined();
    expect(await classroom().place(1)).toEqual({ outcome: "no-class" });
    expect(await classroom().startAgain(1, `${NAME}-01-1`)).toEqual({ outcome: "no-class" });
    expect(await classroom().codes()).toEqual({ outcome: "none" });
    expect(await classroom().issue(1)).toEqual({ outcome: "none" });
    expect(await classroom().withdraw(1)).toEqual({ outcome: "none" });
    await classroom().close();
    expect(await sql("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")).toEqual([]);
    expect(await exchanged("0000-0000")).toBe("wrong");
  });
});

describe("whoever edits the storage", () => {
  test.each([
    "UPDATE students SET number = 150",
    "UPDATE students SET number = -1",
    "UPDATE students SET number = 4294967297",
    "DELETE FROM names",
  ])("lets nobody in whom the class cannot have: %s", async (edit) => {
    await opened(null);
    const code = await codeOf(1);
    await sql(edit);
    await restart();
    expect(await exchanged(code)).toBe("wrong");
    expect((await classroom().read())?.students).toEqual([]);
  });

  test("moves a student to no other class: the name is the object's own", async () => {
    await opened("Ana");
    await runInDurableObject(classroom(), (_, { storage }) => {
      storage.kv.put("name", "main");
      storage.kv.put("class", "main");
    });
    await sql("UPDATE students SET sandbox = 3");
    await restart();
    const result = await classroom().place(1);
    expect(result).toMatchObject({ place: { class: NAME, subject: "student-01", sandbox: `${NAME}-01-3` } });
  });
});

test("names of any length are overwritten in place, so that no old one stays beside the new", async () => {
  const names = Array.from({ length: 99 }, (_, place) => `${"名".repeat(place % 80)}x`);
  await opened(...names);
  for (const next of [names.toReversed(), names.map(() => null), names]) {
    expect(await classroom().open({ names: next, ends: Date.now() + DAY })).toMatchObject({ outcome: "changed" });
    const view = await classroom().read();
    expect(view?.students.map(({ name }) => name ?? null)).toEqual(next);
    expect(await sql("SELECT DISTINCT length(name) AS length FROM names WHERE number > 0")).toEqual([{ length: 240 }]);
  }
});
