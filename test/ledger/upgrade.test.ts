import { beforeEach, describe, expect, test } from "vitest";
import { hex } from "../../src/chain/text/hex.ts";
import { openCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { parseReceipt, verifyReceipt } from "../../src/evidence/receipts/receipt.ts";
import roots from "../vectors/merkle-roots.json";
import { expectProblem } from "../support/worker/problems.ts";
import { behindTheBackOf, edit, sqlOn, storedChain } from "../support/storage/in-runtime.ts";
import { call, createLedger, mineOn, rootOf, text, verifierKeysOf } from "../support/worker/named-ledgers.ts";
import { deploy, deployedWith, ORIGIN, restart, SIGNING } from "../support/worker/deployment.ts";
import { VECTOR, validChain } from "../support/worker/squares-chains.ts";
import { replaceRows } from "../support/storage/edits.ts";

deployedWith(SIGNING);

const SQUARES = { puzzle: "squares" } as const;
const VECTOR_ROOTS = roots["squares-chain.json"];

/** Reverts a ledger's storage to the schema from before the tree, and fills it as the code of that version did. */
async function storeBeforeTrees(ledger: string, blocks: readonly object[]): Promise<void> {
  await createLedger(ledger, SQUARES);
  await behindTheBackOf(ledger, (storage) => {
    storage.sql.exec(`
      DROP INDEX corrections_by_Reg_no; DROP INDEX blocks_by_Reg_no; DROP INDEX corrections_by_corrects;
      DROP INDEX mempool_by_corrects; ALTER TABLE mempool DROP COLUMN corrects;
      ALTER TABLE blocks DROP COLUMN author; ALTER TABLE blocks DROP COLUMN corrects;
      CREATE UNIQUE INDEX blocks_by_Reg_no ON blocks (Reg_no) WHERE "index" > 1;
      ALTER TABLE mempool DROP COLUMN promised;
       DROP TABLE tiles; DROP TABLE checkpoints; DROP TABLE headers; DROP TABLE entries; DROP TABLE lookups;
      DROP TABLE versions; DROP TABLE erasures; DROP TABLE reads; DROP TABLE read_tiles; DROP TABLE read_checkpoints;
      DELETE FROM migrations WHERE id > 2`);
    storage.kv.delete("name");
  });
  await edit(ledger, replaceRows("blocks", blocks));
  await restart();
}

describe("a ledger from before the tree", () => {
  beforeEach(() => storeBeforeTrees("main", VECTOR));

  test("gets its tables when it starts, and is valid without any evidence", async () => {
    expect(JSON.parse(await text("main", "/is_valid"))).toMatchObject({ valid: true, length: 6, checkpoint: null });
    expect(await sqlOn("main", "SELECT id FROM migrations")).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((id) => ({ id })),
    );
  });

  test("builds its tree when the first checkpoint is requested", async () => {
    const note = await text("main", "/checkpoint");

    const { size, root } = await openCheckpoint(note, { ledger: await verifierKeysOf("main") });
    expect([size, hex(root)]).toEqual([6, VECTOR_ROOTS.at(-1)]);
    expect(JSON.parse(await text("main", "/is_valid?tree=rebuild"))).toMatchObject({ checkpoint: { size: 6 } });
  });

  test("builds its tree when the first block is mined", async () => {
    const { block, receipt } = await mineOn("main", 7, SQUARES);

    const policy = { ledger: await verifierKeysOf("main") };
    const { size, root } = await verifyReceipt(parseReceipt(JSON.stringify(receipt)), block.hash, policy);
    expect([size, hex(root)]).toEqual([7, hex(await rootOf(await storedChain("main")))]);
    expect(JSON.parse(await text("main", "/is_valid"))).toMatchObject({ valid: true, checkpoint: { size: 7 } });
  });

  test("builds its tree when the first proof is requested, of every size", async () => {
    for (const [place, root] of VECTOR_ROOTS.entries()) {
      const answer = JSON.parse(await text("main", `/consistency?from=${place + 1}&to=6`)) as { from_root: string };
      expect(answer.from_root).toBe(root);
    }
    expect((await call("main", "/tile/0/000.p/6")).status).toBe(200);
    await expectProblem(await call("main", "/tile/0/000.p/7"), 404, "evidence-not-found");
  });

  test("builds its tree once when many requests need it at once", async () => {
    const paths = ["/checkpoint", "/blocks/3/proof", "/consistency?from=2&to=6", "/tile/0/000.p/6"];
    const asked = Array.from({ length: 20 }, (_, place) => call("main", paths[place % paths.length] ?? ""));

    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 200));

    expect(await sqlOn("main", `SELECT level, "index", length(hashes) / 32 AS nodes FROM tiles`)).toEqual([
      { level: 0, index: 0, nodes: 6 + 3 + 1 },
    ]);
  });

  test("builds its tree without a key too, and gets a checkpoint once there is a key", async () => {
    await deploy({});
    await mineOn("main", 7, SQUARES);
    expect(await sqlOn("main", "SELECT length(hashes) / 32 AS nodes FROM tiles")).toEqual([{ nodes: 7 + 3 + 1 }]);

    await deploy(SIGNING);

    expect((await text("main", "/checkpoint")).split("\n")[1]).toBe("7");
  });
});

test("a long ledger from before the tree builds it while blocks are mined", async () => {
  const chain = await validChain(1000);
  await storeBeforeTrees("main", chain);

  const [checkpoint, { receipt }] = await Promise.all([text("main", "/checkpoint"), mineOn("main", 1001, SQUARES)]);

  const policy = { ledger: await verifierKeysOf("main") };
  const mined = await openCheckpoint(receipt?.checkpoint ?? "", policy);
  expect([mined.size, hex(mined.root)]).toEqual([1001, hex(await rootOf(await storedChain("main")))]);
  // Requested before the block was mined, so it may be signed before or after that.
  const asked = await openCheckpoint(checkpoint, policy);
  expect(hex(asked.root)).toBe(hex(await rootOf((await storedChain("main")).slice(0, asked.size))));
  expect(JSON.parse(await text("main", "/is_valid?tree=rebuild"))).toMatchObject({ valid: true, length: 1001 });
});

test("a ledger with its own name, from before the tree, signs under that name", async () => {
  await storeBeforeTrees("clinic", VECTOR);

  const note = await text("clinic", "/checkpoint");

  expect(note.split("\n")[0]).toBe(`${ORIGIN}/ledgers/clinic`);
  expect(await openCheckpoint(note, { ledger: await verifierKeysOf("clinic") })).toMatchObject({ size: 6 });
});
