import { env, runDurableObjectAlarm } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { patient } from "../../support/worker/client.ts";
import { call, grow, place, post, text } from "../../support/worker/named-ledgers.ts";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";
import { editBlock, editNode, nodeIn, replaceBlocks } from "../../support/storage/edits.ts";
import { edit, readStored, sqlOn, storedChain } from "../../support/storage/in-runtime.ts";
import { PUZZLES } from "../../support/ledger/forgeries.ts";

deployedWith(SIGNING);

const LENGTH = 6;
const JSON_TYPE = "application/json";

describe.each(PUZZLES)("on a $puzzle ledger with an edited block", (puzzle) => {
  const ledger = puzzle.puzzle;
  let chain: Block[];

  beforeEach(async () => {
    await grow(ledger, puzzle, LENGTH);
    chain = await storedChain(ledger);
    await edit(ledger, editBlock(3, { patient_name: "Mallory" }));
  });

  const mine = (number: number) => post(ledger, "/mine_block", JSON.stringify(patient(number)), JSON_TYPE);
  const check = async (query = "") => JSON.parse(await text(ledger, `/is_valid${query}`)) as { valid: boolean };
  const restore = () => edit(ledger, replaceBlocks(chain));
  const expectHalted = async () => {
    for (const path of ["/checkpoint", "/blocks/2/proof", "/blocks/2/proof?size=4"]) {
      await expectProblem(await call(ledger, path), 409, "ledger-contradicted");
    }
    await expectProblem(await mine(50), 409, "ledger-contradicted");
    await expectProblem(
      await post(ledger, "/work", JSON.stringify(patient(50)), JSON_TYPE),
      409,
      "ledger-contradicted",
    );
    const batch = await post(ledger, "/records", `${JSON.stringify(patient(50))}\n`, "application/x-ndjson");
    await expectProblem(batch, 409, "ledger-contradicted");
    expect(await storedChain(ledger)).toHaveLength(LENGTH);
  };

  test("a fault found by a partial check does not displace a fault known before", async () => {
    await restore();
    const node = await readStored(ledger, (storage) => nodeIn(storage, 0, 1));
    await edit(ledger, editNode(0, 1));
    expect(await check("?tree=rebuild")).toMatchObject({ valid: false });
    await edit(ledger, editBlock(4, { patient_name: "Eve" }));
    expect(await check("?since=4")).toMatchObject({ valid: false, fault: { index: 4, rule: "hash" } });
    await restore();

    expect(await check()).toMatchObject({ valid: false });
    await expectHalted();

    await edit(ledger, editNode(0, 1, node));
    expect(await check()).toMatchObject({ valid: true });
    expect((await mine(51)).status).toBe(201);
  });

  test.each(["", "?tree=rebuild", "?since=3"])(
    "a check by is_valid%s stops mining and signing, even after a restart",
    async (query) => {
      expect(await check(query)).toMatchObject({ valid: false, fault: { index: 3, rule: "hash" } });

      await expectHalted();
      await restart();
      await expectHalted();
    },
  );

  test("a check without a fault resumes the ledger, and refused records are not mined", async () => {
    await check();
    await expectHalted();
    await restore();
    await expectHalted();

    expect(await check()).toMatchObject({ valid: true });

    await runDurableObjectAlarm(env.LEDGER.getByName(ledger));
    expect(JSON.parse(await text(ledger, "/mempool"))).toMatchObject({ size: 0 });
    expect((await mine(51)).status).toBe(201);
    expect((await storedChain(ledger)).map(({ Reg_no }) => Reg_no)).not.toContain(patient(50).Reg_no);
  });

  test("a check of the newest blocks alone does not resume the ledger", async () => {
    await check();
    expect(await check("?since=5")).toMatchObject({ valid: true });

    await expectHalted();
  });

  test("reading still works", async () => {
    await check();

    for (const path of ["/get_chain", "/blocks/2", "/mempool", "/miners", "/vkey", ""]) {
      expect((await call(ledger, path)).status).toBe(200);
    }
  });

  test("records accepted before are mined once the chain is sound again", async () => {
    await sqlOn(
      ledger,
      `INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, mined_by, accepted_at)
       VALUES ('waits', 'Ana', 'A', 'A-1', 'dr-rao', 0)`,
    );
    await check();
    await runDurableObjectAlarm(env.LEDGER.getByName(ledger));
    expect(JSON.parse(await text(ledger, "/mempool"))).toMatchObject({ size: 1 });
    await restore();

    await check();

    await expect.poll(async () => (await storedChain(ledger)).at(-1)?.Reg_no).toBe("A-1");
  });
});

test("a fault that only a rebuild of the tree shows is not cleared by a check without one", async () => {
  const ledger = "clinic";
  await grow(ledger, { puzzle: "squares" }, LENGTH);
  const node = await readStored(ledger, (storage) => nodeIn(storage, 0, 0));
  await edit(ledger, editNode(0, 0));
  expect(JSON.parse(await text(ledger, "/is_valid"))).toMatchObject({ valid: true });
  expect(JSON.parse(await text(ledger, "/is_valid?tree=rebuild"))).toMatchObject({ valid: false });

  // From now on each full check rebuilds the tree.
  expect(JSON.parse(await text(ledger, "/is_valid"))).toMatchObject({ valid: false, fault: { rule: "checkpoint" } });
  await edit(ledger, editNode(0, 0, node));
  expect(JSON.parse(await text(ledger, "/is_valid"))).toMatchObject({ valid: true });
  expect((await post(ledger, "/mine_block", JSON.stringify(patient(9)), JSON_TYPE)).status).toBe(201);
});

test("a saved checkpoint that the chain does not continue stops the ledger until the chain continues it", async () => {
  const ledger = "clinic";
  await grow(ledger, { puzzle: "squares" }, LENGTH);
  const chain = await storedChain(ledger);
  const saved = await text(ledger, "/checkpoint");
  await place(ledger, chain.slice(0, 4));
  expect(JSON.parse(await text(ledger, "/is_valid"))).toMatchObject({ valid: true, length: 4 });

  const answer = await post(ledger, "/is_valid", saved);
  expect(await answer.json()).toMatchObject({ valid: false, fault: { rule: "checkpoint", index: 5 } });

  await expectProblem(await call(ledger, "/checkpoint"), 409, "ledger-contradicted");
  expect(JSON.parse(await text(ledger, "/is_valid"))).toMatchObject({ valid: false, fault: { index: 5 } });
  await place(ledger, chain);
  expect(JSON.parse(await text(ledger, "/is_valid"))).toMatchObject({ valid: true, length: LENGTH });
  expect(await text(ledger, "/checkpoint")).toBe(saved);
});
