import { expect, test } from "vitest";
import { misjudged } from "../../support/chain/hostile-signatures.ts";

test("hostile signatures and keys are refused and right ones accepted, in Node", async () => {
  const { cases, wrong } = await misjudged();
  expect(wrong).toEqual([]);
  expect(cases).toBeGreaterThan(250);
});
