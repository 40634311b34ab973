// @module-tag long

import { expect, test } from "vitest";
import { patient, request } from "../../support/worker/client.ts";
import { answers, batch, LIMIT, minedRegNos, numbers } from "../../support/http/batch.ts";
import { storeChain, untilMined } from "../../support/storage/main.ts";
import { validChain } from "../../support/worker/squares-chains.ts";

test("all 10,000 lines of a batch are mined in order", { timeout: 120_000 }, async () => {
  // Long enough that every proof is known.
  await storeChain(await validChain(250));
  const records = numbers(1001, 1000 + LIMIT.lines).map(patient);

  await answers(batch(records));

  await untilMined();
  expect(await minedRegNos(251)).toEqual(records.map(({ Reg_no }) => Reg_no));
  expect(await (await request("/is_valid")).json()).toMatchObject({ valid: true, length: 250 + LIMIT.lines });
});
