import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { Copy } from "../../src/cli/follow/copy.ts";
import { parse } from "../../src/client/transport/lines.ts";
import { blockAt, chains, mineBlockHash, relink, reseal, squaresChain, tipOf } from "../support/chain/chains.ts";
import { emptyFolder } from "../support/cli/folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = emptyFolder();
const EDIT = { patient_name: "Mallory" };

let file: string;
beforeEach(() => {
  file = folder.file("chain.ndjson");
});

const linesOf = (blocks: readonly unknown[]) => blocks.map((block) => `${JSON.stringify(block)}\n`).join("");

/** The blocks as they arrive from a ledger. */
async function* served(blocks: readonly unknown[]): AsyncGenerator {
  for (const block of blocks) yield await Promise.resolve(block);
}

/** Runs with the folder's copy open. */
async function withCopy<Result>(run: (copy: Copy) => Promise<Result>): Promise<Result> {
  const copy = await Copy.open(folder.path);
  try {
    return await run(copy);
  } finally {
    await copy.close();
  }
}

const text = () => readFileSync(file, "utf8");
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe.each(chains)("a copy of a $puzzle ledger", ({ chain }) => {
  test("starts empty, accepts block after block, and is the same when it is reopened", async () => {
    await withCopy(async (copy) => {
      expect({ length: copy.length, tip: copy.tip }).toEqual({ length: 0, tip: undefined });
      for (const block of chain) {
        expect(await copy.add(block)).toBeUndefined();
        expect({ length: copy.length, tip: copy.tip }).toEqual({ length: block.index, tip: block });
      }
      await copy.flush();
    });
    expect(text()).toBe(linesOf(chain));
    await withCopy((copy) => Promise.resolve(expect(copy.tip).toEqual(tipOf(chain))));
    expect(text()).toBe(linesOf(chain));
  });

  test("refuses a block that does not fit, and still accepts the right one", async () => {
    await withCopy(async (copy) => {
      for (const block of chain.slice(0, 3)) await copy.add(block);
      const wrong: [unknown, string][] = [
        [undefined, "format"],
        [{ ...blockAt(chain, 4), note: "more" }, "format"],
        [blockAt(chain, 5), "index"],
        [{ ...blockAt(chain, 4), ...EDIT }, "hash"],
        [await reseal(blockAt(chain, 4), { previous_hash: blockAt(chain, 1).hash }), "previous_hash"],
        [await reseal(blockAt(chain, 4), { proof: 1 }), "proof"],
      ];
      for (const [block, rule] of wrong) expect(await copy.add(block)).toMatchObject({ index: 4, rule });
      expect(text()).toBe(linesOf(chain.slice(0, 3)));
      expect(await copy.add(blockAt(chain, 4))).toBeUndefined();
      expect(text()).toBe(linesOf(chain.slice(0, 4)));
    });
  });

  test("is compared from genesis on, and accepts the blocks that it lacked", async () => {
    for (const length of [1, 3, 3, 6, 6]) {
      await withCopy(async (copy) => {
        expect(await copy.compare(served(chain.slice(0, length)))).toBeUndefined();
        expect(copy.length).toBe(length);
      });
      expect(text()).toBe(linesOf(chain.slice(0, length)));
    }
  });

  test("finds the first fault in new blocks, and keeps the good ones before it", async () => {
    writeFileSync(file, linesOf(chain.slice(0, 2)));
    const faulty = chain.with(3, { ...blockAt(chain, 4), ...EDIT });
    await withCopy(async (copy) => {
      expect(await copy.compare(served(faulty))).toMatchObject({ index: 4, rule: "hash" });
    });
    expect(text()).toBe(linesOf(chain.slice(0, 3)));
  });

  test.each([1, 3, 6])("detects that block %i was replaced by another, and keeps its own", async (index) => {
    writeFileSync(file, linesOf(chain));
    const other = await relink(chain, index, { timestamp: "2026-06-01T00:00:00.000Z" });
    await withCopy(async (copy) => {
      expect(await copy.compare(served(other))).toEqual({
        index,
        rule: "fork",
        expected: blockAt(chain, index).hash,
        actual: blockAt(other, index).hash,
        detail: `Block ${index} was replaced: the ledger showed a different block before.`,
      });
    });
    expect(text()).toBe(linesOf(chain));
  });

  test.each([1, 3, 6])("detects that block %i has other content with the same hash", async (index) => {
    writeFileSync(file, linesOf(chain));
    const edited = chain.with(index - 1, { ...blockAt(chain, index), ...EDIT });
    const fault = await withCopy((copy) => copy.compare(served(edited)));
    expect(fault).toMatchObject({ index, rule: "fork", actual: "the same hash for different content" });
    expect(JSON.stringify(fault)).not.toContain("Mallory");
  });

  test.each([0, 1, 5])("detects that only %i blocks are left", async (length) => {
    writeFileSync(file, linesOf(chain));
    await withCopy(async (copy) => {
      expect(await copy.compare(served(chain.slice(0, length)))).toEqual({
        index: length + 1,
        rule: "truncation",
        expected: "6 blocks",
        actual: length === 1 ? "1 block" : `${length} blocks`,
        detail: `The ledger has lost blocks: it showed 6 blocks before, and shows ${length === 1 ? "1 block" : `${length} blocks`} now.`,
      });
    });
    expect(text()).toBe(linesOf(chain));
  });

  test("ignores the order of a served block's attributes", async () => {
    writeFileSync(file, linesOf(chain));
    const reversed = chain.map((block) => Object.fromEntries(Object.entries(block).toReversed()));
    expect(await withCopy((copy) => copy.compare(served(reversed)))).toBeUndefined();
  });

  test("refuses a block in another spelling, but does not call it a fork if it has that block", async () => {
    writeFileSync(file, linesOf(chain.slice(0, 4)));
    const lines = linesOf(chain).trimEnd().split("\n");
    for (const index of [3, 5]) {
      const twice = lines.with(index - 1, (lines[index - 1] ?? "").replace("{", '{"patient\\u005fname":"Mallory",'));
      const fault = await withCopy((copy) => copy.compare(served(twice.map(parse))));
      expect(fault).toMatchObject({ index, rule: "format", detail: `Block ${index} does not have a block's format.` });
      expect(JSON.stringify(fault)).not.toContain("Mallory");
      expect(text()).toBe(linesOf(chain.slice(0, 4)));
    }
  });

  test("detects a fork if any other value takes a block's place", async () => {
    writeFileSync(file, linesOf(chain));
    const { hash: _, ...unhashed } = blockAt(chain, 3);
    const lone = { ...blockAt(chain, 3), patient_name: "\ud800" };
    for (const value of [null, undefined, 7, "block", [], {}, unhashed, lone, { ...lone, hash: "\udc00" }]) {
      const fault = await withCopy((copy) => copy.compare(served((chain as readonly unknown[]).with(2, value))));
      expect(fault).toMatchObject({ index: 3, rule: "fork", expected: blockAt(chain, 3).hash });
    }
  });

  test.each([
    ["half of a block", (line: Buffer) => line.subarray(0, 40)],
    ["half of a character", () => Buffer.from('{"index":5,"patient_name":"अ').subarray(0, -1)],
    ["a block without its line feed", (line: Buffer) => line.subarray(0, -1)],
    ["a single byte of a character", () => Buffer.from("अ").subarray(0, 1)],
  ])("truncates an unfinished last line: %s", async (_, unfinished) => {
    writeFileSync(file, linesOf(chain.slice(0, 4)));
    appendFileSync(file, unfinished(Buffer.from(linesOf([blockAt(chain, 5)]))));
    await withCopy(async (copy) => {
      expect(copy.length).toBe(4);
      expect(text()).toBe(linesOf(chain.slice(0, 4)));
      expect(await copy.compare(served(chain))).toBeUndefined();
    });
    expect(text()).toBe(linesOf(chain));
  });

  test.each([
    ["an edited block", (blocks: Block[]) => linesOf(blocks.with(2, { ...blockAt(blocks, 3), ...EDIT }))],
    ["a missing block", (blocks: Block[]) => linesOf(blocks.toSpliced(2, 1))],
    ["a line that is not JSON", (blocks: Block[]) => `${linesOf(blocks.slice(0, 2))}{"index":3\n`],
    ["a repeated name", (blocks: Block[]) => linesOf(blocks).replace('{"index":3', '{"index":3,"index":3')],
    ["an empty line", (blocks: Block[]) => `${linesOf(blocks.slice(0, 2))}\n${linesOf(blocks.slice(2))}`],
  ])("is refused as damaged with %s, and left unchanged", async (_, damage) => {
    const damaged = damage([...chain]);
    writeFileSync(file, damaged);
    await expect(Copy.open(folder.path)).rejects.toThrow(
      /chain\.ndjson is damaged: Block 3 .*Delete it to start over\.$/,
    );
    expect(text()).toBe(damaged);
  });
});

describe("a copy on a machine whose clock is slow", () => {
  const [before, last] = [blockAt(squaresChain, 5), blockAt(squaresChain, 6)];
  beforeEach(() => {
    // Fakes only the date, but no timers.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(before.timestamp) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("refuses a block from the future", async () => {
    await withCopy(async (copy) => {
      for (const block of squaresChain.slice(0, 5)) expect(await copy.add(block)).toBeUndefined();
      expect(await copy.add(last)).toMatchObject({ index: 6, rule: "timestamp" });
      vi.setSystemTime(Date.parse(last.timestamp));
      expect(await copy.add(last)).toBeUndefined();
    });
  });

  test("does not call its own blocks damaged", async () => {
    writeFileSync(file, linesOf(squaresChain));
    vi.setSystemTime(0);
    await withCopy((copy) => Promise.resolve(expect(copy.length).toBe(6)));
  });
});

describe("a copy's folder", () => {
  test("is created if it does not exist, with access for its owner only", async () => {
    const path = folder.file("copies/main");
    const copy = await Copy.open(path);
    await copy.add(blockAt(squaresChain, 1));
    await copy.close();
    expect([mode(path), mode(`${path}/chain.ndjson`)]).toEqual(["700", "600"]);
  });
});

describe("a copy of a ledger that was mined again from some block on", () => {
  test("detects the fork where it begins, even if the served chain is valid and longer", async () => {
    const [{ chain }] = chains.filter(({ puzzle }) => puzzle === "block-hash") as [(typeof chains)[number]];
    writeFileSync(file, linesOf(chain));
    const forged: Block[] = chain.slice(0, 4);
    for (const Reg_no of ["R-5", "R-6", "R-7"]) {
      const { hash: _, proof: __, ...candidate } = { ...blockAt(chain, 5), Reg_no };
      const [index, previous_hash] = [forged.length + 1, tipOf(forged).hash];
      forged.push(await mineBlockHash({ ...candidate, index, previous_hash }));
    }
    expect(await withCopy((copy) => copy.compare(served(forged)))).toMatchObject({ index: 5, rule: "fork" });
  });
});
