import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { devServer, ROOT } from "../e2e/dev-server.ts";
import { fetchNewman, runCollection } from "./newman.ts";

const COLLECTION = join(ROOT, "test/postman/patient-ledger.postman_collection.json");

const dev = devServer();
beforeAll(async () => {
  await fetchNewman();
  await dev.start();
});

const run = (variables: Record<string, string>) => runCollection(COLLECTION, variables, dev.data);

it("replays the paper's section 3.3 and figures 2 to 6 on a fresh ledger without a failure", async () => {
  const { stats, failures } = await run({ baseUrl: dev.url, token: dev.token });
  expect(failures.map(({ source, error }) => `${source.name}: ${error.test}: ${error.message}`)).toEqual([]);
  // A script that does not run has no failures either.
  expect(stats.requests).toEqual({ total: 10, pending: 0, failed: 0 });
  expect(stats.testScripts).toEqual({ total: 10, pending: 0, failed: 0 });
  expect(stats.assertions.total).toBeGreaterThanOrEqual(30);
  expect(await (await dev.fetch("/is_valid")).json()).toMatchObject({ valid: true, length: 2 });
});

it("tells a student whose ledger is not fresh to start on a fresh one", async () => {
  const { failures } = await run({ baseUrl: dev.url, token: dev.token });
  const hints = failures.filter(({ error }) => error.test.includes("start it on a fresh ledger"));
  expect(hints.map(({ source }) => source.name.slice(0, 2))).toContain("2.");
});

it("fails at every step that needs a token when the student has set none", async () => {
  const { failures } = await run({ baseUrl: dev.url });
  const steps = new Set(failures.map(({ source }) => Number.parseInt(source.name, 10)));
  expect([...steps]).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10]);
});
