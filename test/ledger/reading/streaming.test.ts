import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { Blocks } from "../../../src/ledger/store/blocks.ts";
import { request } from "../../support/worker/client.ts";
import { created, ledger, sql, storeChain } from "../../support/storage/main.ts";
import { imitation, VECTOR } from "../../support/worker/squares-chains.ts";

/** Every character that JSON escapes in its own way, and some that it does not escape. */
const CHARACTERS = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).join("");
const TEXTS = [CHARACTERS, "\u2028\u2029\ufeff\uffff", "𠮷字é", "", "\u0000", `"\\/`, "</script>"];

async function wholeChain(): Promise<Block[]> {
  return (await (await request("/get_chain")).json<{ chain: Block[] }>()).chain;
}

/** The object's blocks, read as text and as values. */
function bothForms(): Promise<{ texts: string[]; values: string[] }> {
  return runInDurableObject(ledger(), (_, { storage }) => {
    const blocks = new Blocks(storage.sql);
    return {
      texts: blocks.texts(1, 1000).map(([, text]) => text),
      values: blocks.range(1, 1000, 1000).map((block) => JSON.stringify(block)),
    };
  });
}

describe("the blocks as JSON text", () => {
  test("equal the output of JSON.stringify, whatever an operator wrote into them", async () => {
    await storeChain(imitation(TEXTS.length + 4));
    for (const [place, text] of TEXTS.entries()) {
      await sql(
        `UPDATE blocks SET patient_name = ?1, patient_ID = ?1, mined_by = ?1, timestamp = ?1, hash = ?1, previous_hash = ?1
         WHERE "index" = ?2`,
        text,
        place + 1,
      );
    }
    // Not well-formed UTF-8, and nothing that a block may hold.
    await sql(`UPDATE blocks SET patient_name = CAST(x'ff41eda080c3' AS TEXT) WHERE "index" = ?`, TEXTS.length + 1);
    await sql(`UPDATE blocks SET proof = -1, difficulty = 0 WHERE "index" = ?`, TEXTS.length + 2);
    await sql(`UPDATE blocks SET proof = 9007199254740991, difficulty = 12 WHERE "index" = ?`, TEXTS.length + 3);

    const { texts, values } = await bothForms();

    expect(texts).toHaveLength(TEXTS.length + 4);
    expect(texts).toEqual(values);
  });

  test("include the difficulty if the ledger's blocks have one, and only then", async () => {
    await created();
    await storeChain(VECTOR);
    const plain = await bothForms();
    await sql("UPDATE blocks SET difficulty = 12");
    const bound = await bothForms();

    expect(plain.texts).toEqual(VECTOR.map((block) => JSON.stringify(block)));
    expect(bound.texts).toEqual(bound.values);
    for (const text of bound.texts) expect(text).toMatch(/"mined_by":"[^"]*","difficulty":12,"proof":\d/);
  });
});

describe("a chain that is read in several pieces", () => {
  test.each([499, 500, 501, 999, 1000, 1001])("has all of its %i blocks, once and in order", async (length) => {
    const chain = imitation(length);
    await storeChain(chain);

    expect(await wholeChain()).toEqual(chain);
    const lines = await (await request("/get_chain", { headers: { Accept: "application/x-ndjson" } })).text();
    expect(lines).toBe(chain.map((block) => `${JSON.stringify(block)}\n`).join(""));
  });

  test.each([
    { what: "within a piece", gone: [100, 101] },
    { what: "at the end of a piece", gone: [500] },
    { what: "at the beginning of a piece", gone: [501, 502] },
    { what: "over a whole piece", gone: Array.from({ length: 700 }, (_, place) => 300 + place) },
  ])("shows a gap $what as it is", async ({ gone }) => {
    const chain = imitation(1300);
    await storeChain(chain.filter(({ index }) => !gone.includes(index)));

    expect(await wholeChain()).toEqual(chain.filter(({ index }) => !gone.includes(index)));
  });
});
