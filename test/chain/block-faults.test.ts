import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { blockFaults } from "../../src/chain/block-faults.ts";
import { validateChain } from "../../src/chain/validator.ts";
import { blockAt, blockHashChain, chains, relink, reseal, squaresChain, withValueAt } from "../support/chain/chains.ts";

/** The rule that each block breaks, or `-`. */
async function rules(blocks: readonly unknown[], before?: Block): Promise<string[]> {
  return (await blockFaults(blocks, Infinity, before)).map((fault) => fault?.rule ?? "-");
}

describe.each(chains)("checked block by block, a $puzzle chain", ({ chain }) => {
  test("without faults has none, and neither does its end after the preceding block", async () => {
    expect(await rules(chain)).toEqual(["-", "-", "-", "-", "-", "-"]);
    expect(await rules(chain.slice(3), blockAt(chain, 3))).toEqual(["-", "-", "-"]);
  });

  test("with an edited block has a fault in its hash only", async () => {
    const edited = withValueAt(chain, 3, { ...blockAt(chain, 3), patient_name: "Mallory" });
    expect(await rules(edited)).toEqual(["-", "-", "hash", "-", "-", "-"]);
  });

  test("with a dropped block has a fault in every place that is then wrong", async () => {
    expect(await rules(chain.toSpliced(2, 1))).toEqual(["-", "-", "index", "index", "index"]);
  });

  test("is checked on both sides of a value that is not a block", async () => {
    const odd = [null, "block", {}, { ...blockAt(chain, 3), proof: "many" }, { ...blockAt(chain, 3), hash: 7 }];
    const found = await Promise.all(odd.map((value) => rules(withValueAt(chain, 3, value))));
    expect(found.map((each) => each[2])).toEqual(odd.map(() => "format"));
    expect(found[0]?.[3]).toBe("previous_hash");
    expect(found.every((each) => each[4] === "-")).toBe(true);
  });

  test("has the same first fault as under validation", async () => {
    const third = blockAt(chain, 3);
    const broken = [
      chain.slice(1),
      chain.toReversed(),
      withValueAt(chain, 1, { ...blockAt(chain, 1), proof: 7 }),
      withValueAt(chain, 3, await reseal(third, { patient_name: "Mallory" })),
      withValueAt(chain, 3, await reseal(third, { difficulty: 9 })),
      withValueAt(chain, 3, await reseal(third, { timestamp: "2020-01-01T00:00:00.000Z" })),
      withValueAt(chain, 3, await reseal(third, { proof: 2 })),
      await relink(chain, 3, { proof: 2 }),
      withValueAt(chain, 6, undefined),
    ];
    for (const blocks of broken) {
      const verdict = await validateChain(blocks);
      const first = (await blockFaults(blocks, Infinity)).find((fault) => fault !== undefined);
      expect(verdict).toMatchObject({ valid: false, fault: first });
    }
    expect(await blockFaults([], Infinity)).toEqual([]);
  });
});

test("a chain's end is checked for its link to the preceding block and for its first proof", async () => {
  expect(await rules(squaresChain.slice(3), blockAt(squaresChain, 2))).toEqual(["index", "index", "index"]);
  const other = await reseal(blockAt(squaresChain, 3), { mined_by: "mallory" });
  expect(await rules(squaresChain.slice(3), other)).toEqual(["previous_hash", "-", "-"]);
  expect(await rules(squaresChain.slice(3), { ...blockAt(squaresChain, 3), proof: 5 })).toEqual(["proof", "-", "-"]);
});

test("a block with another difficulty does not make later blocks faulty", async () => {
  const edited = withValueAt(blockHashChain, 3, await reseal(blockAt(blockHashChain, 3), { difficulty: 20 }));
  expect(await rules(edited)).toEqual(["-", "-", "difficulty", "previous_hash", "-", "-"]);
});
