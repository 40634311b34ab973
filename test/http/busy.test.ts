import { expect, test } from "vitest";
import type { Answer } from "../../src/ledger/answer.ts";
import { request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

test.each([
  ["the ledger has too much to do", "busy", 503, "ledger-unavailable"],
  ["its own share is used up", "share-used", 429, "rate-limited"],
] as const)("a check is refused with Retry-After when %s", async (_, outcome, status, problem) => {
  const refused: Answer<never> = { outcome, of: "checks" };
  const LEDGER = { getByName: () => ({ validate: () => Promise.resolve(refused) }) };

  const response = await request("/is_valid", {}, { LEDGER });

  expect(response.headers.get("Retry-After")).toBe("10");
  await expectProblem(response, status, problem);
});
