// @module-tag long
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { classRun } from "../support/e2e/class-run.ts";
import { childrenOf, membersOf, signal } from "../support/e2e/process-group.ts";
import { until } from "../support/e2e/until.ts";

// Long, because it starts four servers.

const run = classRun();

/** How systems call a process of Node: Linux by its main thread. */
const NODE = ["node", "MainThread"];

/** The process of the command itself: npm runs a shell, which runs it. The guard of the group is a shell, too. */
function command(): number {
  const [node] = childrenOf(run.group, "sh").flatMap((shell) => NODE.flatMap((name) => childrenOf(shell, name)));
  if (node === undefined) throw new Error("the command's process was not found");
  return node;
}

test("a killed command ends its server, is resumed, is kept if asked to, and is a new class only after it was deleted", async () => {
  await run.start("--students", "2", "--difficulty", "8");
  const codes = await run.codes();
  const serving = new Set(["workerd", ...NODE]);

  signal(command(), "SIGKILL");
  await until(
    () =>
      `the server ends with the command: ${membersOf(run.group)
        .map((member) => member.command)
        .join(", ")}`,
    () => membersOf(run.group).every((member) => !serving.has(member.command)),
  );
  await run.kill();

  await run.start("--keep");
  expect(await run.codes()).toEqual(codes);
  await run.interrupt();
  expect(run.output).toContain(`The class is kept in ${run.folder}. To resume it: npm run class`);

  await run.start("--students", "2");
  expect(await run.codes()).toEqual(codes);
  signal(-run.group, "SIGTERM");
  await run.end();
  expect(existsSync(run.folder)).toBe(false);

  await run.start("--students", "2", "--difficulty", "8");
  const later = await run.codes();
  expect(later.filter((code) => codes.includes(code))).toEqual([]);
  await run.interrupt();
  expect(existsSync(join(run.root, ".dev/class-certificate"))).toBe(true);
});
