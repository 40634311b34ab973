import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { lock } from "../../src/cli/lock.ts";
import { emptyFolder } from "../support/cli/folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = emptyFolder();
const LOCK = join(import.meta.dirname, "../../src/cli/lock.ts");

/** Starts a program that always ends with this process, since its standard input ends then. */
function run(program: string): ChildProcessByStdio<Writable, Readable, null> {
  const source = `
    import { lock } from ${JSON.stringify(LOCK)};
    const folder = ${JSON.stringify(folder.path)};
    process.stdin.on("end", () => process.exit());
    ${program}`;
  const args = ["--input-type=module", "--eval", source];
  return spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
}

/**
 * Starts a process that holds the lock of the folder until it is killed.
 *
 * @returns a function that kills it
 */
async function holder(): Promise<() => Promise<void>> {
  const child = run(`lock(folder); process.stdout.write("locked"); process.stdin.resume();`);
  await once(child.stdout, "data");
  return async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
}

/** Lets processes race for the folder's lock, and counts those that got it before any of them ends. */
async function winners(count: number): Promise<number> {
  const children = Array.from({ length: count }, () =>
    run(`
      process.stdin.on("data", (time) => {
        while (Date.now() < Number(time));
        try { lock(folder); process.stdout.write("locked"); } catch { process.stdout.write("refused"); }
      });
      process.stdout.write("ready");`),
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

describe("a folder's lock", () => {
  test("is in a folder that only its owner can read", () => {
    const path = folder.file("copies/main");
    const release = lock(path);
    expect((statSync(path).mode & 0o777).toString(8)).toBe("700");
    release();
    lock(path)();
  });

  test("is refused while another process holds it, and taken over from a killed one", async () => {
    const kill = await holder();
    try {
      expect(() => lock(folder.path)).toThrow(`Another process is already writing to ${folder.path}.`);
      // The attempt removed nothing.
      expect(() => lock(folder.path)).toThrow("Another process");
    } finally {
      await kill();
    }
    lock(folder.path)();
  });

  test("is refused a second time in the same process, until it is released", () => {
    const release = lock(folder.path);
    expect(() => lock(folder.path)).toThrow("Another process");
    release();
    lock(folder.path)();
  });

  test("goes to one of several simultaneous processes", async () => {
    expect(await winners(4)).toBe(1);
  });

  test("goes to one of several processes that simultaneously take it over from a killed one", async () => {
    for (let round = 1; round <= 4; round++) {
      rmSync(folder.file("lock"), { force: true });
      await (
        await holder()
      )();
      expect(await winners(4)).toBe(1);
    }
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
