import { beforeAll, describe, expect, test, vi } from "vitest";
import { type Block, canonicalBlock, sealBlock, type UnhashedBlock } from "../../src/chain/block.ts";
import { blockFaults } from "../../src/chain/block-faults.ts";
import type { Fault } from "../../src/chain/fault.ts";
import { ChainValidator, type ValidationOptions } from "../../src/chain/validation.ts";
import { ANY_TIME, blockAt, chains, mineBlockHash, reseal, squaresChain, tipOf } from "../support/chain/chains.ts";

// Mining a block-hash block again takes some hundred hashes.
vi.setConfig({ testTimeout: 60_000 });

const encoder = new TextEncoder();
const LOW_DIFFICULTY = 8;

/** The chain with a block edited, and this block and all later ones mined again. */
async function remined(chain: readonly Block[], index: number, edit: Partial<UnhashedBlock>): Promise<Block[]> {
  const blocks = chain.slice(0, index - 1);
  for (const block of chain.slice(index - 1)) {
    const link = { previous_hash: blocks.at(-1)?.hash ?? "0" };
    const { hash: _, proof, ...candidate } = { ...block, ...link, ...(block.index === index ? edit : {}) };
    blocks.push(
      candidate.difficulty === undefined ? await sealBlock({ ...candidate, proof }) : await mineBlockHash(candidate),
    );
  }
  return blocks;
}

/** The fault found block by block, and whether the lines after genesis are accepted. */
async function found(
  chain: readonly Block[],
  options: ValidationOptions = ANY_TIME,
): Promise<{ fault: Fault | undefined; isFollowed: boolean }> {
  const [genesis, ...rest] = chain as [Block, ...Block[]];
  const fault = await new ChainValidator(options).check(chain);
  expect((await blockFaults(chain, options.now())).find((each) => each !== undefined)).toEqual(fault);
  const lines = encoder.encode(rest.map((block) => block.hash + canonicalBlock(block)).join("\n"));
  const isFollowed = await ChainValidator.after(genesis, options).follow(lines, chain.length);
  return { fault, isFollowed };
}

const TEXTS: [string, Partial<UnhashedBlock>, string][] = [
  ["an empty name", { patient_name: "" }, "patient_name must not be empty"],
  ["a name that nobody can see", { patient_name: "\u200b\u00ad" }, "patient_name must not be empty"],
  ["a blank identifier", { patient_ID: " " }, "patient_ID must not be empty"],
  ["an empty registration number", { Reg_no: "" }, "Reg_no must not be empty"],
  ["a miner without a name", { mined_by: "" }, "mined_by must not be empty"],
  ["an author without a name", { author: "" }, "author must not be empty"],
  ["a line break", { patient_name: "Alice\nBob" }, "patient_name must not contain control characters"],
  ["a control character of two bytes", { patient_ID: "P\u0085" }, "patient_ID must not contain control characters"],
  ["a line separator", { Reg_no: "R\u2028" }, "Reg_no must not contain control characters"],
  ["a deleted character", { author: "dr\u007f" }, "author must not contain control characters"],
  ["a long name", { patient_name: "é".repeat(201) }, "patient_name must have at most 200 characters"],
  ["a very long name", { patient_name: "x".repeat(50_000) }, "patient_name must have at most 200 characters"],
  ["a long identifier", { patient_ID: "1".repeat(65) }, "patient_ID must have at most 64 characters"],
  ["a long registration number", { Reg_no: "𠮷".repeat(65) }, "Reg_no must have at most 64 characters"],
  ["a long author", { author: "x".repeat(201) }, "author must have at most 200 characters"],
];

describe.each(chains)("on a $puzzle chain, however well it was mined,", ({ puzzle, chain: vector }) => {
  let chain: readonly Block[] = vector;
  // At the vector's own difficulty each of the many chains here would take a second.
  beforeAll(async () => {
    if (puzzle === "squares") return;
    const [genesis, ...rest] = vector.map((block) => ({ ...block, difficulty: LOW_DIFFICULTY }));
    chain = await remined([genesis as Block, ...rest], 1, {});
  });

  test.each(TEXTS)("%s is a fault at the block that contains it, anywhere in the chain", async (_, edit, expected) => {
    for (const index of [2, 4, 6]) {
      const { fault, isFollowed } = await found(await remined(chain, index, edit));
      const [name = ""] = Object.keys(edit);
      const said = { index, rule: "record", actual: `${name}: something else` };
      expect(fault).toMatchObject({ ...said, expected: expect.stringMatching(`^${expected}`) as string });
      expect(JSON.stringify(fault)).not.toMatch(/Alice|xxxx|1111/);
      expect(isFollowed).toBe(false);
    }
  });

  test.each([
    [3, 2],
    [6, 2],
    [6, 5],
  ])("a registration number of block %i that block %i already has is a fault", async (index, holder) => {
    const { Reg_no } = blockAt(chain, holder);
    const { fault, isFollowed } = await found(await remined(chain, index, { Reg_no }));

    expect(fault).toEqual({
      index,
      rule: "record",
      expected: "a registration number that no earlier block has",
      actual: `the registration number of block ${holder}`,
      detail: `Block ${index} repeats the registration number of block ${holder} without correcting that block.`,
    });
    expect(isFollowed).toBe(false);
  });

  test("a registration number that differs in one character, or in its composition, is a different one", async () => {
    const { Reg_no } = blockAt(chain, 2);
    for (const other of [`${Reg_no}0`, Reg_no.toLowerCase(), `${Reg_no} `, "0"]) {
      expect(await found(await remined(chain, 5, { Reg_no: other }))).toEqual({ fault: undefined, isFollowed: true });
    }
    const twice = await remined(await remined(chain, 3, { Reg_no: "\u00e9" }), 5, { Reg_no: "e\u0301" });
    expect(await found(twice)).toEqual({ fault: undefined, isFollowed: true });
  });

  test("a correction of the newest block with its registration number is not a fault", async () => {
    const { Reg_no } = blockAt(chain, 2);
    const once = await remined(chain, 4, { Reg_no, corrects: 2 });
    expect(await found(once)).toEqual({ fault: undefined, isFollowed: true });
    const twice = await remined(once, 5, { Reg_no, corrects: 4 });
    expect(await found(twice)).toEqual({ fault: undefined, isFollowed: true });
  });

  test.each<[string, number, number | undefined, string]>([
    ["of a version that has been corrected since", 2, 2, "corrects: 4"],
    ["of a block with another registration number", 2, 3, "corrects: 4"],
    ["of such a version, even with an unused registration number,", 0, 2, "corrects: 4"],
    [
      "without a block to correct, which is a second registration,",
      2,
      undefined,
      "a registration number that no earlier block has",
    ],
  ])("a correction %s is a fault", async (_, holder, corrects, expected) => {
    const { Reg_no } = blockAt(chain, 2);
    const once = await remined(chain, 4, { Reg_no, corrects: 2 });
    const edit = { Reg_no: holder === 0 ? "REG-0" : Reg_no, ...(corrects === undefined ? {} : { corrects }) };
    const { fault, isFollowed } = await found(await remined(once, 5, edit));

    expect(fault).toMatchObject({ index: 5, rule: "record", expected });
    expect(isFollowed).toBe(false);
  });

  test("a block in the future is a fault, according to the clock, even genesis", async () => {
    const last = Date.parse(tipOf(chain).timestamp);
    const at = (now: number) => found(chain, { now: () => now });
    expect(await at(last - 120_000)).toEqual({ fault: undefined, isFollowed: true });
    expect(await at(last - 120_001)).toEqual({
      fault: {
        index: 6,
        rule: "timestamp",
        expected: `${new Date(last - 1).toISOString()} or earlier`,
        actual: tipOf(chain).timestamp,
        detail: "Block 6 has a timestamp in the future, unless the clock of the checking computer is slow.",
      },
      isFollowed: false,
    });
    expect((await at(0)).fault).toMatchObject({ index: 1, rule: "timestamp" });
    const late = await remined(chain, 6, { timestamp: "9999-12-31T23:59:59.999Z" });
    expect((await found(late, { now: () => last })).fault).toMatchObject({ index: 6, rule: "timestamp" });
    expect(await found(late, { now: () => Date.UTC(10_000, 0) })).toEqual({ fault: undefined, isFollowed: true });
  });

  test("an edit alone is still detected by the hash", async () => {
    const edited = [...TEXTS.map(([, edit]) => edit), { Reg_no: blockAt(chain, 2).Reg_no }, { corrects: 2 }];
    for (const edit of edited) {
      const { fault } = await found(chain.with(3, { ...blockAt(chain, 4), ...edit }));
      expect(fault).toMatchObject({ index: 4, rule: "hash" });
    }
  });
});

test("genesis may contain what no record may, and registers nobody", async () => {
  const { Reg_no } = blockAt(squaresChain, 1);
  const again = [blockAt(squaresChain, 1), await reseal(blockAt(squaresChain, 2), { Reg_no })];
  expect(await found(again)).toEqual({ fault: undefined, isFollowed: true });
});

test("the check of a chain's end reports no faults of earlier blocks", async () => {
  const { Reg_no } = blockAt(squaresChain, 4);
  const correction = await remined(squaresChain, 5, { Reg_no: "REG-EARLIER", corrects: 2 });
  expect(await ChainValidator.after(blockAt(squaresChain, 4), ANY_TIME).check(correction.slice(4))).toBeUndefined();
  expect(await blockFaults(correction.slice(4), Infinity, blockAt(squaresChain, 4))).toEqual([undefined, undefined]);

  const known = await remined(squaresChain, 5, { Reg_no, corrects: 2 });
  const fault = { index: 5, rule: "record", expected: "corrects: 4" };
  expect(await ChainValidator.after(blockAt(squaresChain, 4), ANY_TIME).check(known.slice(4))).toMatchObject(fault);
  expect((await blockFaults(known.slice(4), Infinity, blockAt(squaresChain, 4)))[0]).toMatchObject(fault);
});

describe("a chain whose puzzle and genesis are known", () => {
  const [{ chain: squares }, { chain: bound }] = chains;

  test.each<[string, readonly Block[], ValidationOptions["expected"]]>([
    ["by both", squares, { puzzle: { puzzle: "squares" }, genesis: blockAt(squares, 1).hash }],
    ["by both", bound, { puzzle: { puzzle: "block-hash", difficulty: 12 }, genesis: blockAt(bound, 1).hash }],
    ["by neither", squares, {}],
  ])("is valid if they match %s", async (_, chain, expected) => {
    expect(await new ChainValidator({ ...ANY_TIME, expected }).check(chain)).toBeUndefined();
  });

  test.each<[string, readonly Block[], ValidationOptions["expected"], object]>([
    ["an easier puzzle", bound, { puzzle: { puzzle: "block-hash", difficulty: 14 } }, { expected: "14", actual: "12" }],
    ["the other puzzle", bound, { puzzle: { puzzle: "squares" } }, { expected: "none", actual: "12" }],
    [
      "the squares puzzle",
      squares,
      { puzzle: { puzzle: "block-hash", difficulty: 8 } },
      { expected: "8", actual: "none" },
    ],
  ])("has a fault at its first block if it was mined for %s", async (_, chain, expected, said) => {
    const fault = { rule: "difficulty", ...said };
    expect(await new ChainValidator({ ...ANY_TIME, expected }).check(chain)).toMatchObject({ index: 1, ...fault });
    const from4 = new ChainValidator({ ...ANY_TIME, expected }, 4);
    expect(await from4.check(chain.slice(3))).toMatchObject({ index: 4, ...fault });
  });

  test("has a fault at genesis if it starts with another one", async () => {
    const expected = { genesis: blockAt(bound, 1).hash };
    expect(await new ChainValidator({ ...ANY_TIME, expected }).check(squares)).toEqual({
      index: 1,
      rule: "genesis",
      expected: expected.genesis,
      actual: blockAt(squares, 1).hash,
      detail:
        "The genesis block is not the one that was saved: the ledger was created again, or this is a different ledger.",
    });
  });
});
