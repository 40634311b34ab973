import { describe, expect, test } from "vitest";
import { type Block, sealBlock } from "../../src/chain/block.ts";
import type { Rule } from "../../src/chain/fault.ts";
import { editMain, sql, storeChain } from "../support/storage/main.ts";
import { VECTOR } from "../support/worker/squares-chains.ts";
import { expectFault, verdict } from "../support/ledger/verdicts.ts";
import { cutBlocks, editBlock } from "../support/storage/edits.ts";

const at = (index: number) => VECTOR[index - 1] as Block;
const ZEROS = "0".repeat(64);
const COPY = `INSERT INTO blocks ("index", timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash) SELECT $index, timestamp, patient_name, patient_ID, 'another', mined_by, difficulty, proof, previous_hash, hash FROM blocks WHERE "index" = `;
const copy = (of: number, to: string) => COPY.replace("$index", to) + of;

test("a chain from another program validates from storage", async () => {
  await storeChain(VECTOR);

  expect(await verdict()).toEqual({
    message: "The blockchain is valid.",
    valid: true,
    length: 6,
    head: at(6).hash,
    checkpoint: null,
  });
});

describe("an edit of the stored chain is detected, with its block and rule", () => {
  test.each<[string, string, number, Rule]>([
    ["timestamp", `UPDATE blocks SET timestamp = '2026-01-03T00:00:00.001Z' WHERE "index" = 3`, 3, "hash"],
    [
      "timestamp, to text that is not a time",
      `UPDATE blocks SET timestamp = 'yesterday' WHERE "index" = 3`,
      3,
      "format",
    ],
    ["patient_name", `UPDATE blocks SET patient_name = patient_name || ' ' WHERE "index" = 3`, 3, "hash"],
    ["patient_ID", `UPDATE blocks SET patient_ID = 'P-9' WHERE "index" = 3`, 3, "hash"],
    ["Reg_no", `UPDATE blocks SET Reg_no = 'R-9' WHERE "index" = 3`, 3, "hash"],
    ["mined_by", `UPDATE blocks SET mined_by = 'dr-bose' WHERE "index" = 3`, 3, "hash"],
    ["difficulty", `UPDATE blocks SET difficulty = 8 WHERE "index" = 3`, 3, "hash"],
    ["proof", `UPDATE blocks SET proof = proof + 1 WHERE "index" = 3`, 3, "hash"],
    ["proof, to a negative number", `UPDATE blocks SET proof = -proof WHERE "index" = 3`, 3, "format"],
    ["previous_hash", `UPDATE blocks SET previous_hash = '${ZEROS}' WHERE "index" = 3`, 3, "hash"],
    ["hash", `UPDATE blocks SET hash = '${ZEROS}' WHERE "index" = 3`, 3, "hash"],
    ["hash, to upper case", `UPDATE blocks SET hash = upper(hash) WHERE "index" = 3`, 3, "format"],
    ["index", `UPDATE blocks SET "index" = 30 WHERE "index" = 3`, 3, "index"],
    ["the last block", `UPDATE blocks SET patient_name = 'Eve' WHERE "index" = 6`, 6, "hash"],
    ["genesis's name", `UPDATE blocks SET patient_name = 'Eve' WHERE "index" = 1`, 1, "hash"],
    ["genesis's proof", `UPDATE blocks SET proof = 2 WHERE "index" = 1`, 1, "hash"],
    ["genesis's timestamp", `UPDATE blocks SET timestamp = '2025-01-01T00:00:00.000Z' WHERE "index" = 1`, 1, "hash"],
    ["a deleted block", `DELETE FROM blocks WHERE "index" = 3`, 3, "index"],
    ["a deleted genesis", `DELETE FROM blocks WHERE "index" = 1`, 1, "index"],
    ["every block deleted", "DELETE FROM blocks", 1, "genesis"],
    ["a block at index 0", copy(2, "0"), 1, "format"],
    ["a block at index -5", copy(2, "-5"), 1, "format"],
    ["a block at the smallest SQLite integer as index", copy(2, "-9223372036854775807 - 1"), 1, "format"],
    ["a block after the last one", copy(6, "7"), 7, "hash"],
    ["a block at the largest SQLite integer as index", copy(2, "9223372036854775807"), 7, "format"],
    [
      "two swapped blocks",
      `UPDATE blocks SET "index" = CASE "index" WHEN 3 THEN -4 ELSE -3 END WHERE "index" IN (3, 4); UPDATE blocks SET "index" = -"index" WHERE "index" < 0`,
      3,
      "hash",
    ],
  ])("%s", async (_, edit, index, rule) => {
    await storeChain(VECTOR);

    await sql(edit);

    const fault = await expectFault(index, rule);
    // People who may not see patient data may still see a fault.
    for (const { patient_name, patient_ID } of VECTOR.slice(1)) {
      expect(JSON.stringify(fault)).not.toContain(patient_name);
      expect(JSON.stringify(fault)).not.toContain(patient_ID);
    }
  });

  test("is reported with the stored hash and the hash of the content", async () => {
    await storeChain(VECTOR);
    await editMain(editBlock(3, { patient_name: "Eve" }));
    const { hash } = await sealBlock({ ...at(3), patient_name: "Eve" });

    expect(await expectFault(3, "hash")).toMatchObject({ expected: hash, actual: at(3).hash });
  });

  test("is reported as the first fault when there are several", async () => {
    await storeChain(VECTOR);
    await sql(`UPDATE blocks SET patient_name = 'Eve' WHERE "index" IN (2, 4, 6)`);

    expect(await expectFault(2, "hash")).toMatchObject({ actual: at(2).hash });
  });

  test.each<[string, Partial<Block>, number, number, Rule]>([
    ["a block", { patient_name: "Eve" }, 3, 4, "previous_hash"],
    ["genesis", { patient_name: "Eve" }, 1, 1, "genesis"],
    ["genesis with a different time", { timestamp: "2025-01-01T00:00:00.000Z" }, 1, 2, "previous_hash"],
    ["a block with a different predecessor", { previous_hash: ZEROS }, 3, 3, "previous_hash"],
    ["a block with a different puzzle", { difficulty: 8 }, 3, 3, "difficulty"],
    ["a block older than its predecessor", { timestamp: "2025-01-01T00:00:00.000Z" }, 3, 3, "timestamp"],
    ["a block that was not mined", { proof: 45294 }, 3, 3, "proof"],
  ])("is detected even with a recomputed hash: %s", async (_, changes, edited, index, rule) => {
    await storeChain(VECTOR);
    const { hash, ...unhashed } = { ...at(edited), ...changes };
    const sealed = await sealBlock(unhashed);
    expect(sealed.hash).not.toBe(hash);

    for (const [column, value] of Object.entries({ ...changes, hash: sealed.hash })) {
      await sql(`UPDATE blocks SET ${column} = ? WHERE "index" = ?`, value, edited);
    }

    await expectFault(index, rule);
  });
});

describe("on the paper's puzzle, only a checkpoint saved elsewhere can reveal", () => {
  test("a truncated chain, which is a shorter valid chain", async () => {
    await storeChain(VECTOR);
    await editMain(cutBlocks(4));

    expect(await verdict()).toEqual({
      message: "The blockchain is valid.",
      valid: true,
      length: 4,
      head: at(4).hash,
      checkpoint: null,
    });
  });

  test("a chain that was edited and relinked to its end, which validates without any mining", async () => {
    const forged: Block[] = [];
    for (const block of VECTOR) {
      const { hash: _, ...unhashed } = block;
      const patient_name = block.index === 3 ? "Eve" : block.patient_name;
      forged.push(await sealBlock({ ...unhashed, patient_name, previous_hash: forged.at(-1)?.hash ?? "0" }));
    }
    await storeChain(forged);

    const found = await verdict();

    expect(found).toMatchObject({ valid: true, length: 6 });
    expect(found.head).not.toBe(at(6).hash);
  });
});
