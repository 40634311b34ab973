import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectProblem } from "../http/problems.ts";
import { call, deployedWith, grow, replaceBlocks, restart, SIGNING, sqlOn, storedChain, text } from "./evidence.ts";
import { PUZZLES } from "./forgeries.ts";

deployedWith(SIGNING);

const LENGTH = 6;

describe.each(PUZZLES)("on a $puzzle ledger whose end was cut off", (puzzle) => {
  const ledger = puzzle.puzzle;
  let kept: string;

  beforeEach(async () => {
    await grow(ledger, puzzle, LENGTH);
    kept = await text(ledger, "/checkpoint");
    await replaceBlocks(ledger, (await storedChain(ledger)).slice(0, 4));
    await restart();
  });

  const checkpoints = () => sqlOn(ledger, "SELECT note FROM checkpoints");

  test("what waits for a contradicted ledger is kept, and tried again once a minute", async () => {
    const accepted = await call(ledger, "/mine_block", {
      method: "POST",
      headers: { "Content-Type": "application/json", Prefer: "respond-async" },
      body: JSON.stringify({ patient_name: "Bo", patient_ID: "B", Reg_no: "B-1" }),
    });
    expect(accepted.status).toBe(202);

    const object = env.LEDGER.getByName(ledger);
    await runDurableObjectAlarm(object);

    // The search may go on for a moment, and only then is it tried to sign.
    await vi.waitFor(async () => {
      const alarm = await runInDurableObject(object, (_, { storage }) => storage.getAlarm());
      expect(alarm).toBeGreaterThan(Date.now() + 30_000);
    }, 10_000);
    expect(JSON.parse(await text(ledger, "/mempool"))).toMatchObject({ size: 1 });
    expect(await storedChain(ledger)).toHaveLength(4);
  });

  test("the newest checkpoint of a contradicted ledger is not signed anew, and its user is told why", async () => {
    await sqlOn(ledger, `DELETE FROM tree WHERE ("index" + 1) << level > 4`);
    await restart();

    for (const path of ["/checkpoint", "/blocks/2/proof"]) {
      await expectProblem(await call(ledger, path), 409, "ledger-contradicted");
    }
    expect(await checkpoints()).toEqual([{ note: kept }]);
  });
});
