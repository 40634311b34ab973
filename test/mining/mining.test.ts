import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Block, candidateBlock, hashBlock, sealBlock } from "../../src/chain/block.ts";
import { mineBlock, mineCandidate, mineGenesis, type MiningContext } from "../../src/mining/mine-block.ts";
import { subtleSearch } from "../../src/mining/subtle-search.ts";
import { hasLeadingZeroBits } from "../../src/chain/proof-of-work.ts";
import { HASHES_PER_PAUSE } from "../../src/mining/subtle-search.ts";
import { validateChain } from "../../src/chain/validator.ts";
import {
  blockAt,
  blockHashChain,
  LOW_DIFFICULTY,
  squaresChain,
  squaresGenesis,
  tipOf,
} from "../support/chain/chains.ts";

/** A spy on the search. A test may make it find nothing, as after trying all 2^32 nonces. */
const findNonce = vi.fn<typeof subtleSearch.nonce>(subtleSearch.nonce);
beforeEach(() => {
  findNonce.mockClear();
});

// A block-hash block of the vectors takes some thousand hashes, each a round trip to Node's thread pool.
vi.setConfig({ testTimeout: 60_000 });

const NEW_YEAR = Date.UTC(2026, 0, 1);
const genesis = blockAt(blockHashChain, 1);
const record = { patient_name: "Alice", patient_ID: "P-1001", Reg_no: "REG-2024-0001" };

/** A MiningContext whose clock returns one time after another, and then repeats the last. */
function clock(...times: readonly number[]): MiningContext {
  const rest = [...times];
  return {
    now: () => (rest.length > 1 ? rest.shift() : rest[0]) ?? 0,
    pause: () => Promise.resolve(true),
    search: { ...subtleSearch, nonce: findNonce },
  };
}

function ms(timestamp: string): number {
  return Date.parse(timestamp);
}

async function mined(block: Promise<Block | undefined>): Promise<Block> {
  const found = await block;
  if (!found) throw new Error("nobody ended the mining");
  return found;
}

/** The timestamps of the candidates whose nonces were searched, in order. */
function searched(): string[] {
  return findNonce.mock.calls.map(([candidate]) => candidate.timestamp);
}

describe("mining the block-hash puzzle", () => {
  test("mines the vector chain again from only its records and times", async () => {
    const rebuilt = [await mined(mineGenesis({ puzzle: "block-hash", difficulty: 12 }, clock(ms(genesis.timestamp))))];
    for (const block of blockHashChain.slice(1)) {
      rebuilt.push(await mined(mineBlock(tipOf(rebuilt), block, block.mined_by, clock(ms(block.timestamp)))));
    }
    expect(rebuilt).toEqual(blockHashChain);
    expect(rebuilt.map((block) => JSON.stringify(block))).toEqual(blockHashChain.map((block) => JSON.stringify(block)));
  });

  test("takes the tip's difficulty, and makes a valid chain", async () => {
    const puzzle = { puzzle: "block-hash", difficulty: LOW_DIFFICULTY } as const;
    const first = await mined(mineGenesis(puzzle, clock(NEW_YEAR)));
    const second = await mined(mineBlock(first, record, "dr-rao", clock(NEW_YEAR)));
    expect(second).toMatchObject({ ...record, index: 2, mined_by: "dr-rao", difficulty: LOW_DIFFICULTY });
    expect(await validateChain([first, second])).toEqual({ valid: true, length: 2, head: second.hash });
  });

  test("stops at the pause that tells it to, even for genesis", async () => {
    const pauses: number[] = [];
    const context = {
      now: () => NEW_YEAR,
      pause: async (tried: number) => pauses.push(tried) < 3,
      search: { ...subtleSearch, nonce: findNonce },
    };
    const hard = { puzzle: "block-hash", difficulty: 32 } as const;
    expect(await mineGenesis(hard, context)).toBeUndefined();
    expect(pauses).toEqual([1, 2, 3].map((pause) => pause * HASHES_PER_PAUSE));
    const candidate = { ...candidateBlock(genesis, record, "dr-rao", NEW_YEAR), difficulty: 32 };
    expect(await mineCandidate(candidate, genesis.proof, { ...context, pause: async () => false })).toBe(undefined);
  });
});

describe("the timestamp of a block-hash candidate", () => {
  /** A puzzle that no search solves within the few pauses of these tests. */
  const hard = { ...candidateBlock(genesis, record, "dr-rao", NEW_YEAR), difficulty: 32 };

  /** Searches with a clock that depends on the number of pauses, and stops after this many pauses. */
  async function search(pauses: number, time: (pause: number) => number): Promise<number[]> {
    const attempts: number[] = [];
    const block = await mineCandidate(hard, genesis.proof, {
      now: () => time(attempts.length),
      pause: async (tried) => attempts.push(tried) < pauses,
      search: { ...subtleSearch, nonce: findNonce },
    });
    expect(block).toBeUndefined();
    return attempts;
  }

  test("is updated to the current time after a second, and not before", async () => {
    await search(8, (pause) => NEW_YEAR + pause * 400);
    // At 400 ms and 800 ms it stays the same. It is updated at 1,200 ms, and again after three pauses.
    expect(searched()).toEqual(["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.200Z", "2026-01-01T00:00:02.400Z"]);
  });

  test("restarts the nonces when it changes, and the attempts are still counted in total", async () => {
    const attempts = await search(5, (pause) => NEW_YEAR + pause * 1000);
    expect(attempts).toEqual([1, 2, 3, 4, 5].map((pause) => pause * HASHES_PER_PAUSE));
    expect(searched()).toHaveLength(5);
  });

  test("begins the search at a first nonce that is drawn again for each timestamp", async () => {
    const drawn = [7, 4_294_967_295, 100];
    let draws = 0;
    let pauses = 0;
    await mineCandidate(hard, genesis.proof, {
      now: () => NEW_YEAR + pauses * 1000,
      pause: async () => ++pauses < drawn.length,
      search: { ...subtleSearch, nonce: findNonce },
      firstNonce: () => drawn[draws++] ?? 0,
    });
    expect(findNonce.mock.calls.map(([, , , first]) => first)).toEqual(drawn);
  });

  test("begins the search at nonce 0 unless the miner says otherwise", async () => {
    await search(3, (pause) => NEW_YEAR + pause * 1000);
    expect(findNonce.mock.calls.map(([, , , first]) => first)).toEqual([0, 0, 0]);
  });

  test("stays the same while the clock stands still", async () => {
    await search(20, () => NEW_YEAR);
    expect(searched()).toEqual(["2026-01-01T00:00:00.000Z"]);
  });

  test("advances by a millisecond if no nonce is left and the clock stands still", async () => {
    findNonce.mockResolvedValueOnce(undefined).mockResolvedValueOnce(undefined);
    const block = await mined(mineBlock(genesis, record, "dr-rao", clock(NEW_YEAR)));
    expect(searched()).toEqual(["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.001Z", "2026-01-01T00:00:00.002Z"]);
    expect(block.timestamp).toBe("2026-01-01T00:00:00.002Z");
    expect(await validateChain([genesis, block])).toMatchObject({ valid: true, length: 2 });
  });

  test("advances by a millisecond if no nonce is left and the clock went back", async () => {
    findNonce.mockResolvedValueOnce(undefined).mockResolvedValueOnce(undefined);
    const block = await mined(mineBlock(genesis, record, "dr-rao", clock(NEW_YEAR + 5000, NEW_YEAR - 60_000)));
    expect(searched()).toEqual(["2026-01-01T00:00:05.000Z", "2026-01-01T00:00:05.001Z", "2026-01-01T00:00:05.002Z"]);
    expect(await validateChain([genesis, block])).toMatchObject({ valid: true, length: 2 });
  });

  test("is the current time if no nonce is left and time has passed", async () => {
    findNonce.mockResolvedValueOnce(undefined);
    await mined(mineBlock(genesis, record, "dr-rao", clock(NEW_YEAR, NEW_YEAR, NEW_YEAR + 250)));
    expect(searched()).toEqual(["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.250Z"]);
  });

  test("is covered by the hash: another time needs another proof", async () => {
    const [first, second] = [NEW_YEAR, NEW_YEAR + 1];
    const blocks = await Promise.all(
      [first, second].map((now) => mined(mineBlock(genesis, record, "dr-rao", clock(now)))),
    );
    expect(new Set(blocks.map(({ hash }) => hash)).size).toBe(2);
    const moved = await hashBlock({ ...tipOf(blocks), timestamp: new Date(first).toISOString() });
    expect(hasLeadingZeroBits(moved, 12)).toBe(false);
  });
});

describe.each([
  { puzzle: "squares", tip: blockAt(squaresChain, 1) },
  { puzzle: "block-hash", tip: blockAt(blockHashChain, 1) },
])("a block mined on a $puzzle tip", ({ tip }) => {
  test("has the tip's time if the clock is behind it", async () => {
    const behind = clock(ms(tip.timestamp) - 3_600_000);
    const block = await mined(mineBlock(tip, record, "dr-rao", behind));
    expect(block.timestamp).toBe(tip.timestamp);
    expect(await validateChain([tip, block])).toMatchObject({ valid: true, length: 2 });
  });

  test("contains the record's three fields and nothing else of the input", async () => {
    const given = { ...record, note: "not on the chain", hash: "ff", index: 99 };
    const block = await mined(mineBlock(tip, given, "dr-rao", clock(NEW_YEAR)));
    expect(Object.keys(block).toSorted()).toEqual(Object.keys(tip).toSorted());
    expect(block).toMatchObject({ ...record, index: 2, previous_hash: tip.hash });
  });
});

describe("mining the squares puzzle", () => {
  const never = {
    ...clock(NEW_YEAR),
    search: { ...subtleSearch, squaresProof: () => Promise.reject(new Error("no search is needed")) },
  };

  test("makes genesis without a search, with proof 1", async () => {
    const first = await mined(mineGenesis({ puzzle: "squares" }, never));
    expect(first).toEqual(await squaresGenesis(NEW_YEAR));
    expect(first).toMatchObject({ index: 1, timestamp: "2026-01-01T00:00:00.000Z", proof: 1, previous_hash: "0" });
    expect(first).not.toHaveProperty("difficulty");
  });

  test("uses a known proof instead of searching", async () => {
    const tip = blockAt(squaresChain, 2);
    const block = await mined(mineBlock(tip, record, "dr-rao", { ...never, now: () => ms(tip.timestamp) }, 45_293));
    expect(block).toEqual(
      await sealBlock({ ...candidateBlock(tip, record, "dr-rao", ms(tip.timestamp)), proof: 45_293 }),
    );
    expect(block.proof).toBe(blockAt(squaresChain, 3).proof);
  });

  test("searches if no proof is known, and finds the same proof", async () => {
    const tip = blockAt(squaresChain, 1);
    const here = clock(ms(tip.timestamp));
    const block = await mined(mineBlock(tip, record, "dr-rao", here));
    expect(block).toEqual(await mineBlock(tip, record, "dr-rao", here, 533));
  });

  test("stops at the pause that tells it to", async () => {
    const tip = blockAt(squaresChain, 2);
    const context = {
      now: () => NEW_YEAR,
      pause: (tried: number) => Promise.resolve(tried < 1000),
      search: { ...subtleSearch, nonce: findNonce },
    };
    expect(await mineBlock(tip, record, "dr-rao", context)).toBeUndefined();
  });
});
