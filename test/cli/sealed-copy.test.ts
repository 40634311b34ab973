import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { headerOf, type SealedBlock } from "../../src/chain/sealed/header.ts";
import { Copy } from "../../src/cli/follow/copy.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { sealedChains } from "../support/chain/sealed-chains.ts";
import { ndjson } from "../support/cli/commands.ts";
import { emptyFolder } from "../support/cli/folder.ts";

const folder = emptyFolder();
let file: string;
beforeEach(() => {
  file = folder.file("chain.ndjson");
});

const text = () => readFileSync(file, "utf8");

/** The blocks as they arrive from a ledger. */
async function* served(blocks: readonly unknown[]): AsyncGenerator {
  for (const block of blocks) yield await Promise.resolve(block);
}

/** Runs with the folder's copy open. */
async function withCopy<Result>(use: (copy: Copy) => Promise<Result>): Promise<Result> {
  const copy = await Copy.open(folder.path);
  try {
    return await use(copy);
  } finally {
    await copy.close();
  }
}

const compare = (blocks: readonly unknown[]) => withCopy((copy) => copy.compare(served(blocks)));

/** The chain with a block replaced by another value. */
function withBlock(chain: readonly SealedBlock[], index: number, edit: (block: SealedBlock) => object): unknown[] {
  return chain.map((block) => (block.index === index ? edit(block) : block));
}

describe.each(sealedChains)("a copy of a sealed ledger, $name,", ({ chain }) => {
  test("holds whole blocks with their entries, and continues when it is reopened", async () => {
    for (const length of [1, 2, 2, chain.length]) {
      expect(await compare(chain.slice(0, length))).toBeUndefined();
      expect(text()).toBe(ndjson(chain.slice(0, length)));
      await withCopy(async (copy) => {
        const tip = headerOf(chain[length - 1] as SealedBlock);
        expect({ length: copy.length, tip: copy.tip }).toEqual({ length, tip });
      });
    }
  });

  test("refuses a block that does not fit, keeps the good ones, and still accepts the right one", async () => {
    const edits: [string, (block: SealedBlock) => object][] = [
      ["format", headerOf],
      ["hash", (block) => ({ ...block, mined_by: "0123456789abcdef" })],
      ["merkle_root", ({ entries, ...header }) => ({ ...header, entries: entries.toReversed() })],
    ];
    const last = chain.findLast(({ entries }) => entries.length > 1) as SealedBlock;
    for (const [rule, edit] of edits) {
      const before = chain.slice(0, last.index - 1);
      expect(await compare(withBlock(chain, last.index, edit))).toMatchObject({ index: last.index, rule });
      expect(text()).toBe(ndjson(before));
    }
    expect(await compare(chain)).toBeUndefined();
    expect(text()).toBe(ndjson(chain));
  });

  test.each([1, 2, 4])(
    "detects that block %i has another header, or other entries under the same one",
    async (index) => {
      writeFileSync(file, ndjson(chain));
      const replaced = withBlock(chain, index, (block) => ({ ...block, hash: "0".repeat(64) }));
      const edited = withBlock(chain, index, (block) => ({ ...block, entries: [...block.entries, ...block.entries] }));

      expect(await compare(replaced)).toMatchObject({ index, rule: "fork", actual: "0".repeat(64) });
      expect(await compare(edited)).toMatchObject({
        index,
        rule: "fork",
        actual: "the same hash for different content",
      });
      expect(text()).toBe(ndjson(chain));
    },
  );

  test.each([0, 1, 3])("detects that only %i blocks are left", async (length) => {
    writeFileSync(file, ndjson(chain));

    expect(await compare(chain.slice(0, length))).toMatchObject({ index: length + 1, rule: "truncation" });
  });

  test("cuts off a block that a crash left unfinished", async () => {
    writeFileSync(file, ndjson(chain.slice(0, 2)));
    appendFileSync(file, ndjson(chain.slice(2, 3)).slice(0, -20));

    expect(await compare(chain)).toBeUndefined();
    expect(text()).toBe(ndjson(chain));
  });

  test("is refused as damaged with an edited entry, and left unchanged", async () => {
    const damaged = ndjson(withBlock(chain, 2, ({ entries, ...header }) => ({ ...header, entries: entries.slice(1) })));
    writeFileSync(file, damaged);

    await expect(Copy.open(folder.path)).rejects.toThrow(/chain\.ndjson is damaged: .*Delete it to start over\.$/);
    expect(text()).toBe(damaged);
  });
});

test("a copy of one kind of ledger does not go on with blocks of the other", async () => {
  const sealed = sealedChains[0].chain;
  for (const [held, other] of [
    [sealed, squaresChain],
    [squaresChain, sealed],
  ] as const) {
    writeFileSync(file, ndjson(held.slice(0, 1)));
    expect(await compare([held[0], other[1]])).toMatchObject({ index: 2, rule: "format" });
    expect(await compare(other)).toMatchObject({ index: 1, rule: "fork" });
    expect(text()).toBe(ndjson(held.slice(0, 1)));
  }
});
