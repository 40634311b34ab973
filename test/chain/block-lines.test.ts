import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, canonicalBlock, sealBlock, type UnhashedBlock } from "../../src/chain/block.ts";
import type { BlockLines } from "../../src/chain/block-lines.ts";
import { recordTextFault } from "../../src/chain/records/record-rules.ts";
import { ChainValidator } from "../../src/chain/validation.ts";
import {
  ANY_TIME,
  blockAt,
  blockHashChain,
  chains,
  correctionsChains,
  mineBlockHash,
  nextSquaresProof,
  relink,
  reseal,
  squaresChain,
  tipOf,
} from "../support/chain/chains.ts";

const encoder = new TextEncoder();

/** Blocks as a database writes them. */
function linesOf(blocks: readonly Block[]): string {
  return blocks.map((block) => block.hash + canonicalBlock(block)).join("\n");
}

function bytesOf(lines: string): BlockLines {
  return encoder.encode(lines);
}

/** Whether the lines, up to the block at an index, follow the preceding block. */
async function follows(before: Block, lines: string | BlockLines, last: number): Promise<boolean> {
  return ChainValidator.after(before, ANY_TIME).follow(typeof lines === "string" ? bytesOf(lines) : lines, last);
}

/** Whether the chain, from its second block on, has no fault: as lines, and block by block. */
async function bothWays(chain: readonly Block[]): Promise<[asLines: boolean, byBlocks: boolean]> {
  const [genesis, ...rest] = chain as [Block, ...Block[]];
  return [
    await follows(genesis, linesOf(rest), chain.length),
    !(await ChainValidator.after(genesis, ANY_TIME).check(rest)),
  ];
}

describe.each(chains)("the lines of a $puzzle chain", ({ chain }) => {
  const [genesis, ...rest] = chain as [Block, ...Block[]];

  test("are accepted up to its tip, and onwards from there", async () => {
    const validator = ChainValidator.after(genesis, ANY_TIME);

    expect(await validator.follow(bytesOf(linesOf(rest.slice(0, 2))), 3)).toBe(true);
    expect(validator.tip).toEqual(blockAt(chain, 3));
    expect(await validator.follow(bytesOf(linesOf(rest.slice(2))), 6)).toBe(true);
    expect(validator.tip).toEqual(tipOf(chain));
    expect(validator.length).toBe(6);
  });

  test("are not accepted before any block was checked", async () => {
    expect(await new ChainValidator(ANY_TIME).follow(bytesOf(linesOf(chain)), 6)).toBe(false);
  });

  test("leave the validator unchanged if one of them may have a fault", async () => {
    const validator = ChainValidator.after(genesis, ANY_TIME);
    const broken = rest.with(3, { ...(rest[3] as Block), patient_name: "Mallory" });

    expect(await validator.follow(bytesOf(linesOf(broken)), 6)).toBe(false);
    expect(validator.tip).toBe(genesis);
    expect(await validator.check(broken)).toMatchObject({ rule: "hash", index: 5 });
  });

  test.each([
    ["nothing", ""],
    ["an empty line", "\n"],
    ["an empty line after them", `${linesOf(rest)}\n`],
    ["preceded by their predecessor", linesOf(chain)],
    ["missing a block", linesOf(rest.toSpliced(1, 1))],
    ["repeating a block", linesOf(rest.toSpliced(1, 0, rest[1] as Block))],
    ["two of them swapped", linesOf([rest[1] as Block, rest[0] as Block])],
    ["not a line of a block", "genesis"],
    ["too few", linesOf(rest.slice(0, -1))],
    ["truncated within the last one", linesOf(rest).slice(0, -1)],
  ])("are not accepted if they are %s", async (_, lines) => {
    expect(await follows(genesis, lines, 6)).toBe(false);
  });
});

describe.each([...chains, ...correctionsChains])("the first two lines of a $puzzle chain", ({ chain }) => {
  const [genesis, ...rest] = chain as [Block, ...Block[]];

  test("are accepted unchanged, but not with any byte changed, added or removed", async () => {
    const lines = bytesOf(linesOf(rest.slice(0, 2)));
    expect(await follows(genesis, lines, 3)).toBe(true);
    for (let at = 0; at < lines.length; at++) {
      const byte = lines[at] as number;
      // Other bytes can yield another line, a digit, a longer text or a text that ends early.
      for (const other of [byte ^ 1, 0x0a, 0x22, 0x30, 0x39].filter((value) => value !== byte)) {
        expect(await follows(genesis, lines.with(at, other), 3), `byte ${at} as ${other}`).toBe(false);
      }
      expect(await follows(genesis, Uint8Array.of(...lines.slice(0, at), ...lines.slice(at + 1)), 3)).toBe(false);
      expect(await follows(genesis, Uint8Array.of(...lines.slice(0, at), byte, ...lines.slice(at)), 3)).toBe(false);
    }
  });
});

describe("lines are accepted exactly when checking block by block finds no fault, for", () => {
  const timestamps = [
    "2026-01-02T00:00:09.000Z",
    "2026-01-01T00:00:00.000Z",
    "2028-02-29T00:00:00.000Z",
    "2026-02-29T00:00:00.000Z",
    "2026-12-31T23:59:59.999Z",
    "2026-04-31T00:00:00.000Z",
    "2026-00-02T00:00:00.000Z",
    "2026-13-02T00:00:00.000Z",
    "2026-01-00T00:00:00.000Z",
    "2026-01-32T00:00:00.000Z",
    "2026-01-28T24:00:00.000Z",
    "2026-01-28T00:60:00.000Z",
    "2026-01-28T00:00:60.000Z",
    "2026-01-28t00:00:00.000Z",
    "2026-01-28T00:00:00.000z",
    "2026-01-28T00:00:00.0000Z",
    "2026-01-28T00:00:00Z",
    "12026-01-28T00:00:00.00Z",
    "-026-01-28T00:00:00.000Z",
    "é026-01-28T00:00:00.000Z",
    "",
    `","timestamp":"2026-01-02T00:00:09.000Z`,
    `x","proof":533,"timestamp":"2026-01-02T00:00:09.000Z`,
  ];

  test.each(timestamps)("the time %j", async (timestamp) => {
    const [asLines, byBlocks] = await bothWays([blockAt(squaresChain, 1), await edited({ timestamp })]);
    expect(asLines).toBe(byBlocks);
  });

  test.each([
    ["another proof", { proof: 534 }],
    ["a negative proof", { proof: -533 }],
    ["a proof with a fraction", { proof: 533.5 }],
    ["a proof that is not a number", { proof: Number.NaN }],
    ["a proof beyond the exact integers", { proof: 2 ** 53 }],
    ["another index", { index: 3 }],
    ["an author who is the miner", { author: blockAt(squaresChain, 2).mined_by }],
    ["a correction of genesis", { corrects: 1 }],
    ["a correction of itself", { corrects: 2 }],
    ["a correction of no block", { corrects: 0 }],
    ["a correction with a fractional index", { corrects: 1.5 }],
    ["another previous hash", { previous_hash: "0".repeat(64) }],
    ["no previous hash", { previous_hash: "0" }],
    ["a previous hash with a trailing character", { previous_hash: `${blockAt(squaresChain, 1).hash}0` }],
    ["a previous hash in upper case", { previous_hash: blockAt(squaresChain, 1).hash.toUpperCase() }],
  ])("%s", async (_, edit) => {
    const [asLines, byBlocks] = await bothWays([blockAt(squaresChain, 1), await edited(edit)]);
    expect(asLines).toBe(false);
    expect(byBlocks).toBe(false);
  });

  test("an author whose name begins with the miner's, or the other way round", async () => {
    for (const [author, mined_by] of [
      ["dr", "dr-rao"],
      ["dr-rao", "dr"],
    ] as const) {
      expect(await bothWays([blockAt(squaresChain, 1), await edited({ author, mined_by })])).toEqual([true, true]);
    }
  });

  test("another proof that also solves the puzzle", async () => {
    const chain = [blockAt(squaresChain, 1), await edited({ proof: nextSquaresProof(1, 534) })];
    expect(await bothWays(chain)).toEqual([true, true]);
  });

  test("any texts in a block, including those that look like the end of a line", async () => {
    const text = fc.oneof(
      { weight: 4, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }) },
      { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...'"\\{},:é𠮷0'), minLength: 1 }) },
      fc.string({ unit: fc.constantFrom("\n", "\u0000", " ", "\u200b", "a") }),
      fc.constant(`","proof":533,"timestamp":"2026-01-02T00:00:01.000Z"}`),
      fc.constant(`","author":"x","corrects":2,"difficulty":8`),
    );
    const texts = fc.record(
      { patient_name: text, patient_ID: text, Reg_no: text, mined_by: text, author: text },
      { requiredKeys: ["patient_name", "patient_ID", "Reg_no", "mined_by"] },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (edit) => {
        const block = await edited(edit);
        const isRecord = recordTextFault(block) === undefined && block.author !== block.mined_by;
        expect(await bothWays([blockAt(squaresChain, 1), block])).toEqual([isRecord, isRecord]);
      }),
      { numRuns: 300 },
    );
  });

  test("a relinked chain: valid on squares, but with a faulty proof on block-hash", async () => {
    const edit = { patient_name: "Mallory" };
    expect(await bothWays(await relink(squaresChain, 3, edit))).toEqual([true, true]);
    // One in 4,096 hashes happens to solve the puzzle; four of them in a row practically never do.
    expect(await bothWays(await relink(blockHashChain, 3, edit))).toEqual([false, false]);
  });

  test("a block mined with a nonce of more than 32 bits", async () => {
    const { proof: _, hash: __, ...candidate } = blockAt(blockHashChain, 2);
    const difficulty = 8;
    const genesis = await mineBlockHash({ ...blockAt(blockHashChain, 1), difficulty });
    for (let proof = 2 ** 32; ; proof++) {
      const block = await sealBlock({ ...candidate, difficulty, proof, previous_hash: genesis.hash });
      if (!block.hash.startsWith("00")) continue;
      expect(await bothWays([genesis, block])).toEqual([false, false]);
      break;
    }
  });
});

/** The second block of the vector chain with some attributes edited and its hash recomputed. */
function edited(edit: Partial<UnhashedBlock>): Promise<Block> {
  return reseal(blockAt(squaresChain, 2), edit);
}
