import { beforeEach, describe, expect, test } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { mineGenesis } from "../../../src/mining/mine-block.ts";
import { subtleSearch } from "../../../src/mining/subtle-search.ts";
import type { Puzzle } from "../../../src/chain/puzzle.ts";
import corrections from "../../vectors/corrections-chains.json";
import { edit, storedChain } from "../../support/storage/in-runtime.ts";
import { call, createLedger, grow, text } from "../../support/worker/named-ledgers.ts";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";
import {
  deleteCheckpoints,
  deleteTree,
  dropUniqueness,
  markUnsigned,
  replaceBlocks,
} from "../../support/storage/edits.ts";
import { at, LENGTH, onEachPuzzle, relinked, remined } from "../../support/ledger/forgeries.ts";

const [SQUARES, BOUND] = corrections as unknown as [readonly Block[], readonly Block[]];

/** A short summary of the ledger's verdict. */
async function said(ledger: string, query = ""): Promise<string> {
  const { valid, fault } = JSON.parse(await text(ledger, `/is_valid${query}`)) as {
    valid: boolean;
    fault?: { index: number; rule: string };
  };
  return valid ? "valid" : `${fault?.rule} at ${fault?.index}`;
}

/** Replaces the blocks, and removes all signed evidence as if there had never been any. */
async function replaceAll(ledger: string, blocks: readonly Block[]): Promise<void> {
  await edit(ledger, dropUniqueness, replaceBlocks(blocks), deleteTree, deleteCheckpoints, markUnsigned(blocks.length));
  await restart();
}

onEachPuzzle(({ ledger }) => {
  test("a repeated registration number is found from every starting block, whether its first occurrence is checked or only looked up", async () => {
    const chain = await storedChain(ledger);
    await edit(
      ledger,
      dropUniqueness,
      replaceBlocks(await relinked(chain, { ...at(chain, 5), Reg_no: at(chain, 3).Reg_no }, remined)),
    );

    for (const since of [1, 2, 3, 4, 5]) expect(await said(ledger, `?since=${since}`)).toBe("record at 5");
    // The block before the first checked one is checked too, but only its own content.
    expect(await said(ledger, "?since=6")).toBe("record at 5");
    expect(await said(ledger)).toBe("record at 5");
  });

  test("a correction is accepted from every starting block, and a wrong one is found", async () => {
    const chain = await storedChain(ledger);
    const { Reg_no } = at(chain, 2);
    await replaceAll(ledger, await relinked(chain, { ...at(chain, 5), Reg_no, corrects: 2 }, remined));
    for (const since of [1, 3, 5, 6]) expect(await said(ledger, `?since=${since}`)).toBe("valid");

    await replaceAll(ledger, await relinked(chain, { ...at(chain, 5), Reg_no, corrects: 4 }, remined));
    for (const since of [1, 3, 5, 6]) expect(await said(ledger, `?since=${since}`)).toBe("record at 5");
  });
});

describe("a ledger whose chain has an author and a correction", () => {
  deployedWith(SIGNING);

  describe.each<[Puzzle["puzzle"], Puzzle, readonly Block[]]>([
    ["squares", { puzzle: "squares" }, SQUARES],
    ["block-hash", { puzzle: "block-hash", difficulty: 12 }, BOUND],
  ])("on %s", (ledger, puzzle, vector) => {
    beforeEach(async () => {
      await createLedger(ledger, puzzle);
      await replaceAll(ledger, vector);
    });

    test("is valid under every kind of check", async () => {
      // The checkpoint brings the tree that a rebuilt one is compared with.
      await text(ledger, "/checkpoint");
      for (const query of ["", "?tree=rebuild", "?since=2", "?since=3"])
        expect(await said(ledger, query)).toBe("valid");
    });

    test("serves them in the order of a block's attributes, and omits attributes that a block lacks", async () => {
      const order =
        "index timestamp patient_name patient_ID Reg_no author mined_by corrects difficulty proof previous_hash hash";
      const { chain } = JSON.parse(await text(ledger, "/get_chain")) as { chain: Block[] };
      expect(chain).toEqual(vector);
      for (const [place, block] of chain.entries()) {
        expect(Object.keys(block)).toEqual(order.split(" ").filter((name) => name in block));
        expect(JSON.parse(await text(ledger, `/blocks/${place + 1}`))).toEqual(block);
      }
    });

    test("takes the newest version as the record, and goes on", async () => {
      const { patient_name, patient_ID, Reg_no } = at(vector, 3);
      const current = { patient_name, patient_ID, Reg_no };
      const mine = (record: object) => {
        const headers = { "Content-Type": "application/json" };
        return call(ledger, "/mine_block", { method: "POST", headers, body: JSON.stringify(record) });
      };

      const again = await mine(current);
      expect([again.status, (await again.json<{ block: Block }>()).block.index]).toEqual([200, 3]);
      const old = await mine({ ...current, patient_name: at(vector, 2).patient_name });
      expect([old.status, (await old.json<{ index: number }>()).index]).toEqual([409, 3]);
      expect((await mine({ ...current, Reg_no: "REG-NEW" })).status).toBe(201);
      expect(await said(ledger)).toBe("valid");
    });
  });
});

/** The chain, mined again from genesis for another puzzle. */
async function minedFor(chain: readonly Block[], puzzle: Puzzle): Promise<Block[]> {
  const context = { now: () => Date.now(), pause: async () => true, search: subtleSearch };
  const genesis = await mineGenesis(puzzle, context);
  if (!genesis) throw new Error("the mining was ended");
  const blocks = [{ ...genesis, timestamp: at(chain, 1).timestamp }];
  blocks[0] = await remined(at(blocks, 1));
  for (const block of chain.slice(1)) {
    const { difficulty: _, ...content } = block;
    const difficulty = puzzle.puzzle === "block-hash" ? { difficulty: puzzle.difficulty } : {};
    blocks.push(await remined({ ...content, ...difficulty, previous_hash: at(blocks, block.index - 1).hash }));
  }
  return blocks;
}

describe("a chain that was mined again for an easier puzzle", () => {
  deployedWith(SIGNING);
  const HARD: Puzzle = { puzzle: "block-hash", difficulty: 10 };

  test("is valid on its own, but contradicts the puzzle that the ledger was created with", async () => {
    await grow("hard", HARD, LENGTH);
    await replaceAll("hard", await minedFor(await storedChain("hard"), { puzzle: "block-hash", difficulty: 8 }));

    for (const query of ["", "?tree=rebuild"]) expect(await said("hard", query)).toBe("difficulty at 1");
    const { fault } = JSON.parse(await text("hard", "/is_valid")) as { fault: object };
    expect(fault).toMatchObject({ expected: "10", actual: "8" });
    expect(await said("hard", "?since=4")).toBe("difficulty at 3");
  });

  test("is not detected if the puzzle is the same: genesis alone does not distinguish them", async () => {
    await grow("hard", HARD, 2);
    await replaceAll("hard", await minedFor(await storedChain("hard"), HARD));

    expect(await said("hard")).toBe("valid");
  });
});
