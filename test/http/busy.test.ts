import { expect, test } from "vitest";
import { request } from "../client.ts";
import { expectProblem } from "./problems.ts";

test("a ledger that is busy with other validations is a 503 that says when to come back", async () => {
  const LEDGER = { getByName: () => ({ validate: () => Promise.resolve("busy") }) };

  const response = await request("/is_valid", {}, { LEDGER });

  expect(response.headers.get("Retry-After")).toBe("10");
  await expectProblem(response, 503, "ledger-unavailable");
});
