// @module-tag long

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { devServer } from "../support/e2e/dev-server.ts";
import { ROOT } from "../support/root.ts";
import { fetchNewman, runCollection } from "../support/long/newman.ts";

const FOLDER = join(ROOT, "test/postman");
const COLLECTION = join(FOLDER, "patient-ledger.postman_collection.json");
const STEPS = 11;

const dev = devServer();
beforeAll(async () => {
  await fetchNewman();
  await dev.start();
});

const run = (environment: string, variables: Record<string, string>) =>
  runCollection(COLLECTION, join(FOLDER, `${environment}.postman_environment.json`), variables, dev.data);

describe.each([
  ["main", ""],
  ["squares-sandbox", "/ledgers/sandbox-squares"],
  ["block-hash-sandbox", "/ledgers/sandbox-block-hash"],
])("with the environment %s the collection", (environment, prefix) => {
  it.each(["a new ledger", "the same ledger again", "a ledger on which others mined"])(
    "replays the paper's section 3.3 and figures 2 to 6 without a failure on %s",
    async () => {
      const { stats, failures } = await run(environment, { baseUrl: dev.url, token: dev.token });
      expect(failures.map(({ source, error }) => `${source.name}: ${error.test}: ${error.message}`)).toEqual([]);
      // A script that does not run has no failures either.
      expect(stats.requests).toEqual({ total: STEPS, pending: 0, failed: 0 });
      expect(stats.assertions.total).toBeGreaterThanOrEqual(30);

      // The record that README.md lets a reader mine by hand.
      const record = { patient_name: "Alice", patient_ID: "P-1001", Reg_no: "REG-2024-0001" };
      const headers = { "Content-Type": "application/json" };
      await dev.fetch(`${prefix}/mine_block`, { method: "POST", headers, body: JSON.stringify(record) });
      expect(await (await dev.fetch(`${prefix}/is_valid`)).json()).toMatchObject({ valid: true });
    },
  );
});

it("creates a sandbox on the first run, and finds it on the next", async () => {
  const sandbox = { ledger: "sandbox-new", prefix: "/ledgers/sandbox-new", baseUrl: dev.url, token: dev.token };
  const codes: (number | undefined)[] = [];
  for (let times = 0; times < 2; times++) {
    const { executions } = await run("squares-sandbox", sandbox);
    codes.push(executions[0]?.response?.code);
  }
  expect(codes).toEqual([201, 200]);
});

it("fails at every step that needs a token if the student has set none", async () => {
  const { failures } = await run("main", { baseUrl: dev.url });
  const steps = new Set(failures.map(({ source }) => Number.parseInt(source.name, 10)));
  expect([...steps]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 11]);
});
