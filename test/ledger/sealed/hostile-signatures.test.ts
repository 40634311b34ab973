import { expect, test } from "vitest";
import { misjudged } from "../../support/chain/hostile-signatures.ts";

test("hostile signatures and keys are refused and right ones accepted, in workerd", async () => {
  expect((await misjudged()).wrong).toEqual([]);
});
