import { describe, expect, test } from "vitest";
import { ChainAudit } from "../../src/evidence/checking/audit.ts";
import type { Block } from "../../src/chain/block.ts";
import { type Checkpoint, parseCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import type { Fault } from "../../src/chain/fault.ts";
import { validateChain } from "../../src/chain/validator.ts";
import { ANY_TIME, blockAt, blockHashChain, chains, relink, squaresChain, tipOf } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { Notary } from "../support/chain/notaries.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const ALL = [1, 2, 3, 4, 5, 6];

/** The checkpoint of a chain's first blocks, saved and verified. */
function checkpointOf(chain: readonly Block[], size: number): Checkpoint {
  return parseCheckpoint(new Evidence(chain, ledger).text(size));
}

/** Audits a chain to its end, or to its first fault. */
async function audited(
  blocks: readonly unknown[],
  sizes = ALL,
): Promise<{ audit: ChainAudit; fault: Fault | undefined }> {
  const audit = new ChainAudit(sizes, ANY_TIME);
  for (const block of blocks) {
    const fault = await audit.next(block);
    if (fault) return { audit, fault };
  }
  return { audit, fault: undefined };
}

describe.each(chains)("an audit of a $puzzle chain", ({ chain }) => {
  test("confirms that it contains the history of each of its saved checkpoints", async () => {
    const { audit, fault } = await audited(chain);

    expect(fault).toBeUndefined();
    expect(audit.length).toBe(chain.length);
    expect(audit.tip).toEqual(tipOf(chain));
    expect(Buffer.from(await audit.root()).toString("hex")).toBe(new Evidence(chain, ledger).root(chain.length));
    for (const size of ALL) expect(audit.checkpointFault(checkpointOf(chain, size))).toBeUndefined();
  });

  test.each(ALL)("detects an edit of block %i like the validator, and stops before it", async (index) => {
    const edited = { ...blockAt(chain, index), mined_by: "dr-bose" };
    const { audit, fault } = await audited(chain.with(index - 1, edited));

    expect(fault).toMatchObject({ index, rule: "hash" });
    expect(audit.length).toBe(index - 1);
    const before = chain.slice(0, index - 1);
    expect(Buffer.from(await audit.root()).toString("hex")).toBe(new Evidence(before, ledger).root(index - 1));
  });

  test.each([0, 1, 3, 5])("detects by size that it was truncated after %i blocks", async (length) => {
    const { audit, fault } = await audited(chain.slice(0, length));

    expect(fault).toBeUndefined();
    for (const size of ALL.filter((saved) => saved <= length)) {
      expect(audit.checkpointFault(checkpointOf(chain, size))).toBeUndefined();
    }
    for (const size of ALL.filter((lost) => lost > length)) {
      const found = { index: length + 1, rule: "checkpoint", expected: `${size} blocks`, actual: `${length} blocks` };
      expect(audit.checkpointFault(checkpointOf(chain, size))).toMatchObject(found);
    }
  });

  test("detects that a checkpoint is from another chain", async () => {
    const other = chain === squaresChain ? blockHashChain : squaresChain;
    const { audit } = await audited(chain);

    for (const size of ALL) {
      expect(audit.checkpointFault(checkpointOf(other, size))).toMatchObject({
        index: size,
        rule: "checkpoint",
        expected: new Evidence(other, ledger).root(size),
        actual: new Evidence(chain, ledger).root(size),
      });
    }
  });
});

describe("a squares chain that was rewritten and relinked", () => {
  test.each([2, 3, 4, 5, 6])("from block %i on is detected only by checkpoints from there on", async (index) => {
    const rewritten = await relink(squaresChain, index, { patient_name: "Eve" });
    // The paper's puzzle binds nothing to a block's content: the chain itself is valid.
    expect(await validateChain(rewritten)).toMatchObject({ valid: true });

    const { audit, fault } = await audited(rewritten);

    expect(fault).toBeUndefined();
    const found = ALL.map((size) => audit.checkpointFault(checkpointOf(squaresChain, size)));
    expect(found.slice(0, index - 1)).toEqual(Array.from({ length: index - 1 }));
    expect(found.slice(index - 1)).toMatchObject(
      ALL.filter((size) => size >= index).map((size) => ({ index: size, rule: "checkpoint" })),
    );
    expect(JSON.stringify(audit.checkpointFault(checkpointOf(squaresChain, 6)))).not.toContain("Eve");
  });
});

test("an audit does not vouch for a checkpoint that it was not started with", async () => {
  const { audit } = await audited(squaresChain, [6]);

  expect(audit.checkpointFault(checkpointOf(squaresChain, 4))).toMatchObject({ index: 4, rule: "checkpoint" });
  expect(audit.checkpointFault(checkpointOf(squaresChain, 6))).toBeUndefined();
});

test("every chain contains the empty history, whose root is the hash of the empty string", async () => {
  const { audit } = await audited(squaresChain, [0]);

  expect(audit.checkpointFault(checkpointOf(squaresChain, 0))).toBeUndefined();
  const forged = { ...checkpointOf(squaresChain, 0), root: checkpointOf(squaresChain, 1).root };
  expect(audit.checkpointFault(forged)).toMatchObject({ rule: "checkpoint" });
});
