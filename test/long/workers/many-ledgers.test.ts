// @module-tag long

import { expect, test } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { patient, putLedger, request } from "../../support/worker/client.ts";
import { answers, batch, numbers } from "../../support/http/batch.ts";

const LEDGERS = numbers(1, 100).map((number) => `ward-${number}`);
const RECORDS = numbers(1, 60).map(patient);

/** What every ledger must have mined when the first is done; some get their records a moment later than others. */
const FAIR_SHARE = RECORDS.length / 4;

const read = async <Body>(ledger: string, path: string) => (await request(`/ledgers/${ledger}${path}`)).json<Body>();

async function untilMined(ledger: string): Promise<void> {
  while ((await read<{ size: number }>(ledger, "/mempool")).size > 0) await scheduler.wait(100);
}

test("100 ledgers that mine concurrently progress evenly, and all finish", { timeout: 600_000 }, async () => {
  await Promise.all(LEDGERS.map((ledger) => putLedger(ledger, { puzzle: "block-hash", difficulty: 8 })));

  await Promise.all(LEDGERS.map((ledger) => answers(batch(RECORDS), `/ledgers/${ledger}/records`)));
  // In sequence: a hundred polls ten times a second would exceed the subject's rate limit.
  for (const ledger of LEDGERS) await untilMined(ledger);

  const chains = await Promise.all(
    LEDGERS.map(async (ledger) => (await read<{ chain: Block[] }>(ledger, "/get_chain")).chain),
  );
  expect(chains.map(({ length }) => length)).toEqual(LEDGERS.map(() => RECORDS.length + 1));
  // All objects share one clock, so the blocks' timestamps show how far each ledger was at any moment.
  const [firstDone = ""] = chains.map((chain) => chain.at(-1)?.timestamp ?? "").toSorted();
  const mined = chains.map((chain) => chain.filter(({ timestamp }) => timestamp <= firstDone).length - 1);
  expect(Math.max(...mined)).toBe(RECORDS.length);
  expect(Math.min(...mined)).toBeGreaterThanOrEqual(FAIR_SHARE);
  for (const ledger of LEDGERS) {
    expect(await read(ledger, "/is_valid")).toMatchObject({ valid: true, length: RECORDS.length + 1 });
  }
});
