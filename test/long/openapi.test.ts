// @module-tag long

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { devServer } from "../support/e2e/dev-server.ts";
import { fetchTool, npx } from "../support/long/npx.ts";

const REDOCLY = "@redocly/cli@2.77.0";
const SCHEMA_VALIDATOR = "@seriousme/openapi-schema-validator@2.11.0";

const dev = devServer();
beforeAll(async () => {
  await fetchTool(REDOCLY, ["redocly", "--version"]);
  await dev.start();
  const description = await fetch(`${dev.url}/openapi.json`);
  writeFileSync(join(dev.data, "openapi.json"), await description.text());
});

interface Report {
  readonly totals: { readonly errors: number; readonly ignored: number };
  readonly problems: readonly { readonly ruleId: string; readonly location: readonly { readonly pointer: string }[] }[];
}

it("the description passes Redocly's recommended rules, except for two that do not fit", async () => {
  const lint = ["redocly", "lint", "openapi.json", "--extends", "recommended", "--format", "json"];

  const { totals, problems } = JSON.parse(await npx(REDOCLY, lint, dev.data)) as Report;

  expect(totals).toMatchObject({ errors: 0, ignored: 0 });
  expect(problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`).toSorted()).toEqual([
    // A WebSocket opens with 101, and no request for /healthz is invalid.
    "operation-2xx-response #/paths/~1events/get/responses",
    "operation-2xx-response #/paths/~1ledgers~1{name}~1events/get/responses",
    "operation-4xx-response #/paths/~1healthz/get/responses",
  ]);
});

it("the description conforms to the schema of OpenAPI 3.1", async () => {
  const answer = await npx(SCHEMA_VALIDATOR, ["validate-api", "openapi.json"], dev.data);

  expect(JSON.parse(answer)).toEqual({ valid: true });
});
