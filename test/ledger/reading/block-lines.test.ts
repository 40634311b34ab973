import { runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, BLOCK_FIELDS, canonicalBlock, sealBlock } from "../../../src/chain/block.ts";
import { Blocks } from "../../../src/ledger/store/blocks.ts";
import corrections from "../../vectors/corrections-chains.json";
import { editMain, created, sql, storeChain } from "../../support/storage/main.ts";
import { validChain, VECTOR } from "../../support/worker/squares-chains.ts";
import { expectFault, verdict } from "../../support/ledger/verdicts.ts";
import { editBlock } from "../../support/storage/edits.ts";

const COLUMNS = BLOCK_FIELDS.map((name) => `"${name}"`).join();

/** A valid chain whose second block has an author, and whose third block corrects the second. */
const [CORRECTED, BOUND] = corrections as unknown as [readonly Block[], readonly Block[]];

/** The stored blocks as lines, and those that `range` reads. */
async function stored(from: number, to: number, difficulty?: number): Promise<[lines: string | undefined, Block[]]> {
  return runInDurableObject(await created(), (_, { storage }) => {
    const blocks = new Blocks(storage.sql);
    const lines = blocks.lines(from, to, difficulty);
    return [lines && new TextDecoder().decode(lines), blocks.range(from, to, 1000)] as const;
  }) as Promise<[string | undefined, Block[]]>;
}

function linesOf(blocks: readonly Block[]): string {
  return blocks.map((block) => block.hash + canonicalBlock(block)).join("\n");
}

/** Recreates the table without types or constraints, as an editor of the storage could. */
async function loosenTable(): Promise<void> {
  await sql(`CREATE TABLE loose AS SELECT ${COLUMNS} FROM blocks`);
  await sql(`DROP TABLE blocks`);
  await sql(`CREATE TABLE blocks (${COLUMNS})`);
  await sql(`INSERT INTO blocks SELECT * FROM loose`);
}

describe("blocks as lines from the database", () => {
  test("hold each block's hash, index and canonical text, in order", async () => {
    await storeChain(VECTOR);

    expect((await stored(2, 5))[0]).toBe(linesOf(VECTOR.slice(1, 5)));
  });

  test("hold the difficulty if it is requested", async () => {
    await storeChain(VECTOR);
    await sql("UPDATE blocks SET difficulty = 9");

    expect((await stored(2, 3, 9))[0]).toBe(linesOf(VECTOR.slice(1, 3).map((block) => ({ ...block, difficulty: 9 }))));
    expect((await stored(2, 3, 8))[0]).toBeUndefined();
    expect((await stored(2, 3))[0]).toBeUndefined();
  });

  test("hold author and correction if a block has them", async () => {
    await storeChain(CORRECTED);
    expect((await stored(2, 3))[0]).toBe(linesOf(CORRECTED.slice(1)));
    await storeChain(BOUND);
    expect((await stored(2, 3, 12))[0]).toBe(linesOf(BOUND.slice(1)));
  });

  test("hold the canonical text of whatever is stored", async () => {
    const controls = Array.from({ length: 33 }, (_, code) => String.fromCharCode(code));
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...controls, '"', "\\", "/", "'", "\u007f", "\u2028", "\ufeff", "é", "𠮷") }),
    );
    const texts = fc.record(
      {
        patient_name: text,
        patient_ID: text,
        Reg_no: text,
        author: text,
        mined_by: text,
        corrects: fc.nat(),
        timestamp: text,
      },
      { requiredKeys: ["patient_name", "patient_ID", "Reg_no", "mined_by", "timestamp"] },
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.nat({ max: Number.MAX_SAFE_INTEGER }), async (edit, proof) => {
        await storeChain([{ ...(VECTOR[1] as Block), ...edit, proof }]);
        const [lines, blocks] = await stored(2, 2);
        expect(lines).toBe(linesOf(blocks));
      }),
      { numRuns: 200 },
    );
  });

  test("are not written when a block is missing, nor past the last one", async () => {
    await storeChain(VECTOR.toSpliced(2, 1));

    expect((await stored(2, 4))[0]).toBeUndefined();
    expect((await stored(4, 7))[0]).toBeUndefined();
    expect((await stored(4, 6))[0]).toBe(linesOf(VECTOR.slice(3)));
  });

  test("cannot bypass the record rules by being megabytes long", async () => {
    const chain = VECTOR.slice(0, 1);
    for (const block of VECTOR.slice(1)) {
      const patient_name = "n".repeat(900_000);
      chain.push(await sealBlock({ ...block, patient_name, previous_hash: chain.at(-1)?.hash ?? "" }));
    }
    await storeChain(chain);

    expect(await expectFault(2, "record")).toMatchObject({ expected: "patient_name must have at most 200 characters" });
  });
});

describe("a stored value of a wrong type that yields the same JSON is a fault", () => {
  test.each([
    "patient_name",
    "patient_ID",
    "Reg_no",
    "author",
    "mined_by",
    "corrects",
    "timestamp",
    "previous_hash",
    "proof",
  ])("binary JSON in %s", async (name) => {
    await storeChain(CORRECTED);
    await loosenTable();

    await sql(`UPDATE blocks SET ${name} = jsonb(json_array(${name}) -> 0) WHERE "index" = 3`);

    expect(await expectFault(3, "format")).toMatchObject({ actual: expect.stringContaining(name) as string });
  });

  test.each(["patient_name", "patient_ID", "Reg_no", "author", "mined_by"])("a number in %s", async (name) => {
    const [genesis, second, third] = VECTOR as [Block, Block, Block];
    const numbered = await sealBlock({ ...third, [name]: 7 });
    await storeChain([genesis, second]);
    await loosenTable();

    await sql(
      `INSERT INTO blocks VALUES (${BLOCK_FIELDS.map(() => "?").join()})`,
      ...BLOCK_FIELDS.map((field) => numbered[field] ?? null),
    );

    expect(await expectFault(3, "format")).toMatchObject({ actual: expect.stringContaining(name) as string });
  });

  test.each([
    ["a hash with a character too many", "hash || '0'"],
    ["a hash with a character too few", "substr(hash, 1, 63)"],
    ["a binary hash", "CAST(hash AS BLOB)"],
  ])("%s", async (_, value) => {
    await storeChain(VECTOR);
    await loosenTable();

    await sql(`UPDATE blocks SET hash = ${value} WHERE "index" = 3`);

    expect(await expectFault(3, "format")).toMatchObject({ actual: "hash: something else" });
  });

  test.each([
    ["is missing", 3],
    ["exists too", 4],
  ])("a hash that contains the line of a block that %s", async (_, index) => {
    const third = VECTOR[2] as Block;
    await storeChain(VECTOR);
    await loosenTable();

    await sql(`UPDATE blocks SET hash = ? || char(10) || hash WHERE "index" = 4`, linesOf([third]));
    await sql(`DELETE FROM blocks WHERE "index" = 3 AND ? = 3`, index);

    expect(await expectFault(index, "format")).toMatchObject({ actual: "hash: something else" });
  });

  test("but a proof that is stored as the same number with a fraction is not", async () => {
    await storeChain(VECTOR);
    await loosenTable();

    await sql(`UPDATE blocks SET proof = proof + 0.0`);

    expect(await verdict()).toMatchObject({ valid: true, length: 6 });
  });

  test("a block that occurs twice and one that is missing in its place", async () => {
    await storeChain(VECTOR);
    await loosenTable();

    await sql(`UPDATE blocks SET "index" = 3 WHERE "index" = 4`);

    expect(await expectFault(4, "index")).toMatchObject({ expected: "4", actual: "3" });
  });
});

test("a long chain is read as lines across many stretches, and a fault in the last one is found", async () => {
  const chain = await validChain(2300);
  await storeChain(chain);

  expect(await verdict()).toMatchObject({ valid: true, length: 2300, head: chain.at(-1)?.hash });
  await editMain(editBlock(2299, { mined_by: "dr-bose" }));
  await expectFault(2299, "hash");
});
