import { describe, expect, test, vi } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { ChainValidator } from "../../src/chain/validation.ts";
import distinctProofs from "../support/chain/distinct-proofs.json" with { type: "json" };
import {
  ANY_TIME,
  blockAt,
  chains,
  mineSquaresChain,
  relink,
  reseal,
  squaresChain,
  tipOf,
  withValueAt,
} from "../support/chain/chains.ts";

/** The result of a validator for a chain that it reads from an index on. */
async function checkedFrom(first: number, chain: readonly unknown[]) {
  const validator = new ChainValidator(ANY_TIME, first);
  const fault = await validator.check(chain.slice(first - 1));
  return { fault, length: validator.length, tip: validator.tip };
}

describe.each(chains)("a validation of a $puzzle chain that begins in its middle", ({ chain }) => {
  test.each([1, 2, 3, 4, 5, 6])("accepts the blocks from %i on", async (first) => {
    expect(await checkedFrom(first, chain)).toEqual({ fault: undefined, length: 6, tip: tipOf(chain) });
  });

  test.each([4, 5, 6])("detects an edit of block %i, like a validation from genesis", async (index) => {
    const edited: unknown[] = withValueAt(chain, index, { ...blockAt(chain, index), mined_by: "dr-bose" });

    const { fault, length } = await checkedFrom(4, edited);

    expect(length).toBe(index - 1);
    expect(fault).toEqual((await checkedFrom(1, edited)).fault);
    expect(fault).toMatchObject({ index, rule: "hash" });
  });

  test("detects that its second block is not linked to its first", async () => {
    const resealed = withValueAt(chain, 4, await reseal(blockAt(chain, 4), { previous_hash: "f".repeat(64) }));
    const changed = (resealed[3] as Block).hash;

    const { fault, length } = await checkedFrom(4, resealed);

    // On block-hash the first block's new hash no longer has its proof.
    const proof = { index: 4, rule: "proof", actual: changed };
    const link = { index: 5, rule: "previous_hash", expected: changed };
    expect(fault).toMatchObject(chain === squaresChain ? link : proof);
    expect(length).toBe(chain === squaresChain ? 4 : 3);
  });

  test("detects that another block is at its beginning", async () => {
    const { fault } = await checkedFrom(4, chain.with(3, blockAt(chain, 5)));

    expect(fault).toMatchObject({ index: 4, rule: "index", expected: "4", actual: "5" });
  });
});

describe("a validation", () => {
  test("that begins in the middle trusts that its first block belongs there", async () => {
    const relinked = await relink(squaresChain, 4, { previous_hash: "f".repeat(64), proof: 7 });

    expect((await checkedFrom(4, relinked)).fault).toMatchObject({ index: 5, rule: "proof" });
    const linked = await relink(squaresChain, 4, { previous_hash: "f".repeat(64) });
    expect((await checkedFrom(4, linked)).fault).toBeUndefined();
    expect((await checkedFrom(3, linked)).fault).toMatchObject({ index: 4, rule: "previous_hash" });
  });

  test("stops at the first fault of several blocks, and continues after the last good one", async () => {
    const validator = new ChainValidator(ANY_TIME);
    const broken = squaresChain.with(3, { ...blockAt(squaresChain, 4), mined_by: "dr-bose" });

    expect(await validator.check(broken)).toMatchObject({ index: 4, rule: "hash" });
    expect(validator.length).toBe(3);
    expect(await validator.check(squaresChain.slice(3))).toBeUndefined();
    expect(validator.length).toBe(6);
  });

  test("hashes each block once, and each pair of adjacent proofs once", async () => {
    // The 225 distinct proofs, and then the cycle of the last 158 again.
    const repeated = [...distinctProofs, ...distinctProofs.slice(67), ...distinctProofs.slice(67)];
    const minings = repeated.slice(1).map((_, number) => ({
      record: { patient_name: "Alice", patient_ID: "1", Reg_no: `${number}` },
      minedBy: "dr-rao",
      now: number,
    }));
    const chain = await mineSquaresChain(minings, repeated);
    const digest = vi.spyOn(crypto.subtle, "digest");
    try {
      expect(await new ChainValidator(ANY_TIME).check(chain)).toBeUndefined();
      expect(digest).toHaveBeenCalledTimes(chain.length + distinctProofs.length);
    } finally {
      digest.mockRestore();
    }
  });
});
