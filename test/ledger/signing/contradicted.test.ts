import { env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, grow, text } from "../../support/worker/named-ledgers.ts";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";
import { cutTree, replaceBlocks } from "../../support/storage/edits.ts";
import { edit, sqlOn, storedChain } from "../../support/storage/in-runtime.ts";
import { PUZZLES } from "../../support/ledger/forgeries.ts";

deployedWith(SIGNING);

const LENGTH = 6;

describe.each(PUZZLES)("on a truncated $puzzle ledger", (puzzle) => {
  const ledger = puzzle.puzzle;
  let saved: string;

  beforeEach(async () => {
    await grow(ledger, puzzle, LENGTH);
    saved = await text(ledger, "/checkpoint");
  });

  const cutOff = async () => {
    await edit(ledger, replaceBlocks((await storedChain(ledger)).slice(0, 4)));
    await restart();
  };

  const checkpoints = () => sqlOn(ledger, "SELECT note FROM checkpoints");

  test("records that were accepted before are kept, and retried once a minute", async () => {
    await cutOff();
    // The storage of an object that was stopped before the record was mined.
    await sqlOn(
      ledger,
      `INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, mined_by, accepted_at)
       VALUES ('b', 'Bo', 'B', 'B-1', 'dr-rao', 0)`,
    );

    const object = env.LEDGER.getByName(ledger);
    await runDurableObjectAlarm(object);

    // The search may go on for a moment; only then does the ledger try to sign.
    await vi.waitFor(async () => {
      const alarm = await runInDurableObject(object, (_, { storage }) => storage.getAlarm());
      expect(alarm).toBeGreaterThan(Date.now() + 30_000);
    }, 10_000);
    expect(JSON.parse(await text(ledger, "/mempool"))).toMatchObject({ size: 1 });
    expect(await storedChain(ledger)).toHaveLength(4);
  });

  test("the newest checkpoint of a contradicted ledger is not re-signed, and the client is told why", async () => {
    await cutOff();
    await edit(ledger, cutTree(4));
    await restart();

    for (const path of ["/checkpoint", "/blocks/2/proof"]) {
      await expectProblem(await call(ledger, path), 409, "ledger-contradicted");
    }
    expect(await checkpoints()).toEqual([{ note: saved }]);
  });
});
