import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** Not in package.json: its 150 packages would stand in the lockfile, with the advisories of what it brings. */
const NEWMAN = "newman@6.2.2";

const npx = async (...args: readonly string[]) =>
  promisify(execFile)("npx", ["--yes", NEWMAN, ...args], { shell: process.platform === "win32" });

/** What newman's JSON report says of a run. */
export interface Run {
  readonly stats: Record<"requests" | "assertions" | "testScripts", { total: number; pending: number; failed: number }>;
  readonly failures: readonly { source: { name: string }; error: { test: string; message: string } }[];
}

/**
 * Has npx fetch newman from the npm registry, if it has not yet.
 *
 * @throws Error that says what to do when npx cannot
 */
export async function fetchNewman(): Promise<void> {
  await npx("--version").catch((error: { stderr?: string; message: string }) => {
    const said = (error.stderr || error.message).trim().split("\n").slice(0, 3).join("\n");
    throw new Error(
      `npx could not run ${NEWMAN}: this suite needs the npm registry the first time. Connect, and run npm run test:long again.\n${said}`,
    );
  });
}

/**
 * Runs a Postman collection, as a student does who has set these variables.
 *
 * @param folder where the report is put
 */
export async function runCollection(file: string, variables: Record<string, string>, folder: string): Promise<Run> {
  const report = join(folder, "newman.json");
  const set = Object.entries(variables).flatMap(([name, value]) => ["--env-var", `${name}=${value}`]);
  // It ends with 1 when a test failed; the report says which. Without a report, reading it fails.
  await npx("run", file, ...set, "--reporters", "json", "--reporter-json-export", report).catch(() => undefined);
  return (JSON.parse(readFileSync(report, "utf8")) as { run: Run }).run;
}
