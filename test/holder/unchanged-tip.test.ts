import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { Blocks } from "../../src/holder/blocks.ts";
import { mine, patient, request } from "../client.ts";
import { founded, imitation, ledger, sql, storeChain } from "./stored.ts";

/** The chain's entity tag, which names its newest block. */
async function tag(): Promise<string | null> {
  return (await request("/get_chain?limit=1", { method: "HEAD" })).headers.get("ETag");
}

/** How many rows the database read while the object was asked for what it describes itself with. */
async function rowsRead(): Promise<number> {
  await founded();
  return runInDurableObject(ledger(), (_, { storage: { sql: database } }) => {
    const blocks = new Blocks(database);
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
    const counted = new Blocks(counting);
    const tip = counted.unchangedTip();
    expect(tip).toEqual(blocks.tip());
    rows = 0;
    for (let times = 0; times < 10; times++) expect(counted.unchangedTip()).toEqual(tip);
    return rows;
  });
}

describe("the newest block, asked for again and again", () => {
  test("is read once while nothing is written", async () => {
    expect(await rowsRead()).toBe(0);
  });

  test("is never one that has been passed", async () => {
    await founded();
    for (let number = 1; number <= 3; number++) {
      const before = (await request("/get_chain?limit=1")).headers.get("ETag") ?? "";
      const { block } = await (await mine(patient(number))).json<{ block: { hash: string } }>();

      const after = await request("/get_chain?limit=1", { headers: { "If-None-Match": before } });

      expect(after.status).toBe(200);
      expect(after.headers.get("ETag")).toContain(block.hash);
      await after.arrayBuffer();
    }
  });

  test("is the one that an operator put there", async () => {
    await storeChain(imitation(5));
    const before = await tag();

    await sql(`DELETE FROM blocks WHERE "index" = 5`);
    const cut = await tag();
    await sql(`UPDATE blocks SET hash = ? WHERE "index" = 4`, "e".repeat(64));

    expect(cut).toContain(imitation(4).at(-1)?.hash);
    expect(await tag()).toContain("e".repeat(64));
    expect(before).not.toBe(cut);
  });
});
