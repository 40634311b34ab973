import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { lock } from "../../src/cli/lock.ts";
import { claimByProcess } from "../../src/cli/lock/process-lock.ts";
import { emptyFolder } from "../support/cli/folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = emptyFolder();
const LOCK = join(import.meta.dirname, "../../src/cli/lock.ts");

/** The flags of Node with which a lock is held in each of the two ways. */
const WAYS = [
  { way: "with SQLite", flags: [] },
  { way: "in a Node without SQLite", flags: ["--no-experimental-sqlite"] },
] as const;

/** Starts a program that always ends with this process, since its standard input ends then. */
function run(program: string, flags: readonly string[]): ChildProcessByStdio<Writable, Readable, null> {
  const source = `
    import { lock } from ${JSON.stringify(LOCK)};
    const folder = ${JSON.stringify(folder.path)};
    process.stdin.on("end", () => process.exit());
    ${program}`;
  const args = [...flags, "--input-type=module", "--eval", source];
  return spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
}

/**
 * Starts a process that holds the lock of the folder until it is killed.
 *
 * @returns a function that kills it
 */
async function holder(flags: readonly string[]): Promise<() => Promise<void>> {
  const child = run(`lock(folder); process.stdout.write("locked"); process.stdin.resume();`, flags);
  await once(child.stdout, "data");
  return async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
}

/** Lets processes race for the folder's lock, and counts those that got it before any of them ends. */
async function winners(count: number, flags: readonly string[]): Promise<number> {
  const children = Array.from({ length: count }, () =>
    run(
      `
      process.stdin.on("data", (time) => {
        while (Date.now() < Number(time));
        try { lock(folder); process.stdout.write("locked"); } catch { process.stdout.write("refused"); }
      });
      process.stdout.write("ready");`,
      flags,
    ),
  );
  const says = () =>
    Promise.all(children.map(async ({ stdout }) => String(((await once(stdout, "data")) as [Buffer])[0])));
  await says();
  const outcomes = says();
  for (const { stdin } of children) stdin.write(String(Date.now() + 50));
  const won = (await outcomes).filter((outcome) => outcome === "locked").length;
  await Promise.all(
    children.map(async (child) => {
      child.stdin.end();
      await once(child, "exit");
    }),
  );
  return won;
}

describe.each(WAYS)("a folder's lock, held by another process $way,", ({ flags }) => {
  /** Tries to lock the folder in a further process, which then ends. */
  async function attempt(): Promise<string> {
    const child = run(
      `try { lock(folder)(); process.stdout.write("locked"); } catch (error) { process.stdout.write(error.message); }
      process.stdin.resume();`,
      flags,
    );
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    child.stdin.end();
    await once(child, "exit");
    return said.toString();
  }

  test("is refused, and taken over when that one is killed", async () => {
    const kill = await holder(flags);
    const refusal = `Another process is already writing to ${folder.path}.`;
    try {
      expect(await attempt()).toContain(refusal);
      // The attempt removed nothing.
      expect(await attempt()).toContain(refusal);
    } finally {
      await kill();
    }
    expect(await attempt()).toBe("locked");
  });

  test("goes to one of several simultaneous processes", async () => {
    expect(await winners(4, flags)).toBe(1);
  });

  test("goes to one of several that simultaneously take it over from a killed one", async () => {
    for (let round = 1; round <= 4; round++) {
      for (const file of ["lock", "lock.pid"]) rmSync(folder.file(file), { force: true });
      const kill = await holder(flags);
      await kill();
      expect(await winners(4, flags)).toBe(1);
    }
  });
});

describe("a folder's lock without SQLite", () => {
  test("is refused a second time in the same process, until it is released, and leaves no file behind", () => {
    const path = folder.file("lock");
    const release = claimByProcess(path);
    expect(release).toBeTypeOf("function");
    expect(claimByProcess(path)).toBeUndefined();
    release?.();
    release?.();
    claimByProcess(path)?.();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test.each([
    ["an earlier process with the same ID", String(process.pid)],
    ["nobody, since a power loss left the file empty", ""],
    ["a process whose ID another program has by now", `${process.ppid} 1 an-earlier-claim`],
  ])("is taken over from %s", (_, text) => {
    writeFileSync(folder.file("lock.pid"), text);
    const release = claimByProcess(folder.file("lock"));
    expect(release).toBeTypeOf("function");
    expect(claimByProcess(folder.file("lock"))).toBeUndefined();
    release?.();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test("is not taken over from a process that runs, whoever tries it last", () => {
    writeFileSync(folder.file("lock.pid"), String(process.ppid));
    expect(claimByProcess(folder.file("lock"))).toBeUndefined();
    expect(readdirSync(folder.path)).toEqual(["lock.pid"]);
  });
});

describe("a folder's lock", () => {
  test("names its file if that cannot be written", () => {
    const path = folder.file("unwritable");
    mkdirSync(join(path, "lock"), { recursive: true });
    expect(() => lock(path)).toThrow(`${join(path, "lock")} cannot be written`);
  });

  test("is in a folder that only its owner can read", () => {
    const path = folder.file("copies/main");
    const release = lock(path);
    expect((statSync(path).mode & 0o777).toString(8)).toBe("700");
    release();
    lock(path)();
  });

  test("is refused a second time in the same process, until it is released", () => {
    const release = lock(folder.path);
    expect(() => lock(folder.path)).toThrow("Another process");
    release();
    lock(folder.path)();
  });

  test("can be released twice without harming the next holder", () => {
    const release = lock(folder.path);
    release();
    const next = lock(folder.path);
    release();
    expect(() => lock(folder.path)).toThrow("Another process");
    next();
  });

  test("is taken over if a power loss left its file empty", () => {
    writeFileSync(folder.file("lock"), "");
    const release = lock(folder.path);
    expect(() => lock(folder.path)).toThrow("Another process");
    release();
  });

  test("fails instead of waiting if nothing can be written", () => {
    writeFileSync(folder.file("file"), "");
    expect(() => lock(folder.file("file"))).toThrow(/EEXIST|ENOTDIR|not a directory/);
  });
});
