import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fetchTool, npx } from "./npx.ts";

const NEWMAN = "newman@6.2.2";

/** The part of newman's JSON report that tests read. */
export interface Run {
  readonly stats: Record<"requests" | "assertions" | "testScripts", { total: number; pending: number; failed: number }>;
  readonly failures: readonly { source: { name: string }; error: { test: string; message: string } }[];
  readonly executions: readonly { item: { name: string }; response?: { code: number } }[];
}

/** Fetches newman with {@link fetchTool}. */
export function fetchNewman(): Promise<void> {
  return fetchTool(NEWMAN, ["newman", "--version"]);
}

/**
 * Runs a Postman collection, as a student does who has chosen an environment and set these variables in it.
 *
 * @param environment the environment's file
 * @param folder where the report is written
 */
export async function runCollection(
  file: string,
  environment: string,
  variables: Record<string, string>,
  folder: string,
): Promise<Run> {
  const report = join(folder, "newman.json");
  const set = Object.entries(variables).flatMap(([name, value]) => ["--env-var", `${name}=${value}`]);
  const reporting = ["--reporters", "json", "--reporter-json-export", report];
  // newman exits with 1 when a test failed, and the report says which. Without a report, reading it fails.
  await npx(NEWMAN, ["newman", "run", file, "--environment", environment, ...set, ...reporting]).catch(() => undefined);
  return (JSON.parse(readFileSync(report, "utf8")) as { run: Run }).run;
}
