import { describe, expect, test, vi } from "vitest";
import { type Block, sealBlock, type UnhashedBlock } from "../../src/chain/block.ts";
import { hasLeadingZeroBits } from "../../src/chain/proof-of-work.ts";
import { validateChain } from "../../src/chain/validator.ts";
import { blockAt, blockHashChain, mineBlockHash, relink, squaresChain, tipOf } from "../support/chain/chains.ts";

// Mining the rest of a block-hash chain again takes about ten thousand hashes, each a round trip to Node's thread pool.
vi.setConfig({ testTimeout: 60_000 });

const EDITED = 3;
const edit = { patient_name: "Mallory" };

/** Whether a block was mined: on `block-hash`, its hash shows it. */
function isMined({ hash, difficulty = 0 }: Block): boolean {
  return hasLeadingZeroBits(hash, difficulty);
}

/**
 * The chain relinked from an index on as {@link relink} does it, but with a hash that does not happen to be a solution.
 */
async function relinkUnmined(index: number, change: Partial<UnhashedBlock>): Promise<Block[]> {
  // One in 4,096 hashes happens to solve the puzzle; then another edit is tried.
  for (let attempt = 0; ; attempt++) {
    const relinked = await relink(blockHashChain, index, { ...change, mined_by: `mallory-${attempt}` });
    if (!relinked.slice(index - 1).some(isMined)) return relinked;
  }
}

describe('"changing any block requires re-mining all of them" is false on a squares chain', () => {
  test.each([1, 2, 3, 5, 6])(
    "block %i, edited and relinked to the end with hashes only, leaves a valid chain",
    async (index) => {
      // Genesis names nobody, so only its time can be edited.
      const change = index === 1 ? { timestamp: "2025-12-31T00:00:00.000Z" } : edit;
      const forged = await relink(squaresChain, index, change);

      expect(blockAt(forged, index)).toMatchObject(change);
      expect(await validateChain(forged)).toEqual({ valid: true, length: 6, head: tipOf(forged).hash });
      // No block was mined again: all proofs are unchanged, although all hashes from the edit on differ.
      expect(forged.map(({ proof }) => proof)).toEqual(squaresChain.map(({ proof }) => proof));
      const changed = forged.map(({ hash }, place) => hash !== squaresChain[place]?.hash);
      expect(changed).toEqual(squaresChain.map((block) => block.index >= index));
    },
  );

  test("only a head saved elsewhere reveals it: the head differs", async () => {
    const forged = await relink(squaresChain, EDITED, edit);
    const [before, after] = [await validateChain(squaresChain), await validateChain(forged)];
    expect(after).toEqual({ ...before, head: expect.not.stringContaining(tipOf(squaresChain).hash) as string });
  });

  test("every record may be exchanged and every block relinked: the proofs fit any content", async () => {
    const forged: Block[] = [blockAt(squaresChain, 1)];
    for (const block of squaresChain.slice(1)) {
      const other = { ...block, patient_name: `Mallory ${block.index}`, previous_hash: tipOf(forged).hash };
      forged.push(await sealBlock(other));
    }
    expect(await validateChain(forged)).toMatchObject({ valid: true, length: 6 });
  });
});

describe('"changing any block requires re-mining all of them" is true on a block-hash chain', () => {
  test.each([1, 2, 3, 5, 6])(
    "block %i, edited and relinked to the end with hashes only, is detected by its proof",
    async (index) => {
      const change = index === 1 ? { timestamp: "2025-12-31T00:00:00.000Z" } : edit;
      // Genesis cannot name another miner, so it is edited separately.
      const forged = index === 1 ? await relink(blockHashChain, 1, change) : await relinkUnmined(index, change);
      expect(await validateChain(forged)).toMatchObject({ valid: false, fault: { index, rule: "proof" } });
    },
  );

  test("if not all blocks from the edited one on are mined again, the first unmined one is detected", async () => {
    const forged = await relinkUnmined(EDITED, edit);
    for (let next = EDITED; next <= forged.length; next++) {
      const mined = await mineAgain(forged, next);
      const rest = await relinkFrom(mined, forged.slice(next));
      forged.splice(0, forged.length, ...rest);
      if (next === forged.length) break;
      const verdict = await validateChain(forged);
      expect(verdict).toMatchObject({ valid: false, fault: { index: next + 1, rule: "proof" } });
    }
    expect(await validateChain(forged)).toEqual({ valid: true, length: 6, head: tipOf(forged).hash });
  });

  test("if all blocks from the edited one on are mined again, the chain is valid, and earlier blocks are unchanged", async () => {
    const [forged, replaced] = await mineFrom(EDITED, edit);

    expect(await validateChain(forged)).toEqual({ valid: true, length: 6, head: tipOf(forged).hash });
    expect(replaced).toEqual([3, 4, 5, 6]);
    expect(blockAt(forged, EDITED)).toMatchObject(edit);
    // The proofs are bound to the content: those of the old blocks solve none of the new ones.
    for (const index of replaced) {
      const unmined = await sealBlock({ ...blockAt(forged, index), proof: blockAt(blockHashChain, index).proof });
      expect(isMined(unmined)).toBe(false);
    }
  });

  test("even the edited last block alone must be mined again", async () => {
    const [forged, replaced] = await mineFrom(6, edit);
    expect(replaced).toEqual([6]);
    expect(await validateChain(forged)).toMatchObject({ valid: true, length: 6 });
  });
});

/** The chain up to a block, with that block mined again on its predecessor. */
async function mineAgain(chain: readonly Block[], index: number): Promise<Block[]> {
  const { hash: _, proof: __, ...candidate } = blockAt(chain, index);
  const before = chain.slice(0, index - 1);
  return [...before, await mineBlockHash({ ...candidate, previous_hash: tipOf(before).hash })];
}

/** The chain with more blocks appended, linked but not mined, by hashes that do not happen to be solutions. */
async function relinkFrom(chain: readonly Block[], rest: readonly Block[]): Promise<Block[]> {
  const relinked = [...chain];
  for (const block of rest) {
    for (let proof = 0; ; proof++) {
      const resealed = await sealBlock({ ...block, proof, previous_hash: tipOf(relinked).hash });
      if (isMined(resealed)) continue;
      relinked.push(resealed);
      break;
    }
  }
  return relinked;
}

/**
 * The vector chain with a block edited and all blocks from there on mined again, and the indices of the changed blocks.
 */
async function mineFrom(index: number, change: Partial<UnhashedBlock>): Promise<[chain: Block[], replaced: number[]]> {
  let chain = await relink(blockHashChain, index, change);
  for (let next = index; next <= blockHashChain.length; next++) {
    chain = [...(await mineAgain(chain, next)), ...chain.slice(next)];
  }
  const replaced = chain.filter((block, place) => block.hash !== blockHashChain[place]?.hash);
  return [chain, replaced.map((block) => block.index)];
}
