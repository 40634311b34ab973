import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { Blocks } from "../../../src/ledger/store/blocks.ts";
import { mine, patient, request } from "../../support/worker/client.ts";
import { editMain, created, ledger, storeChain } from "../../support/storage/main.ts";
import { imitation, VECTOR } from "../../support/worker/squares-chains.ts";
import { deleteBlock, editBlock } from "../../support/storage/edits.ts";

/** The chain's entity tag, which identifies its newest block. */
async function tag(): Promise<string | null> {
  return (await request("/get_chain?limit=1", { method: "HEAD" })).headers.get("ETag");
}

/** The number of rows that the database reads while the callback works with the chain's blocks. */
async function rowsRead(act: (blocks: Blocks) => void): Promise<number> {
  await created();
  return runInDurableObject(ledger(), (_, { storage: { sql: database } }) => {
    let rows = 0;
    const counting = new Proxy(database, {
      get: (target, name) =>
        name === "exec"
          ? (...args: Parameters<SqlStorage["exec"]>) => {
              const cursor = target.exec(...args);
              const values = [...cursor.raw()];
              rows += cursor.rowsRead;
              return { raw: () => values };
            }
          : Reflect.get(target, name),
    });
    const blocks = new Blocks(counting);
    expect(blocks.cachedTip()).toEqual(new Blocks(database).tip());
    rows = 0;
    act(blocks);
    return rows;
  });
}

describe("the newest block, when read repeatedly", () => {
  test("is read once while nothing is appended", async () => {
    const rows = await rowsRead((blocks) => {
      for (let times = 0; times < 10; times++) blocks.cachedTip();
    });

    expect(rows).toBe(0);
  });

  test("is read again after a block is appended, and after that is rolled back", async () => {
    const [genesis, second] = VECTOR as [(typeof VECTOR)[0], (typeof VECTOR)[0]];
    await storeChain([genesis]);
    await runInDurableObject(ledger(), (_, { storage }) => {
      const blocks = new Blocks(storage.sql);
      expect(blocks.cachedTip()).toEqual(genesis);
      expect(() =>
        storage.transactionSync(() => {
          blocks.append(second);
          throw new Error("undone");
        }),
      ).toThrow("undone");
      expect(blocks.cachedTip()).toEqual(genesis);
      blocks.append(second);
      expect(blocks.cachedTip()).toEqual(second);
      expect(() => blocks.append(second)).toThrow("UNIQUE");
      expect(blocks.cachedTip()).toEqual(second);
    });
  });

  test("is never a superseded one", async () => {
    await created();
    for (let number = 1; number <= 3; number++) {
      const before = (await request("/get_chain?limit=1")).headers.get("ETag") ?? "";
      const { block } = await (await mine(patient(number))).json<{ block: { hash: string } }>();

      const after = await request("/get_chain?limit=1", { headers: { "If-None-Match": before } });

      expect(after.status).toBe(200);
      expect(after.headers.get("ETag")).toContain(block.hash);
      await after.arrayBuffer();
    }
  });

  test("reflects an edit behind the ledger's back after a second", async () => {
    await storeChain(imitation(5));
    expect(await tag()).toContain(imitation(5).at(-1)?.hash);

    await editMain(deleteBlock(5));
    await scheduler.wait(1100);
    expect(await tag()).toContain(imitation(4).at(-1)?.hash);

    await editMain(editBlock(4, { hash: "e".repeat(64) }));
    await scheduler.wait(1100);
    expect(await tag()).toContain("e".repeat(64));
  });
});
