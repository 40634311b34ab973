import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { openCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import type { Evidence as Given } from "../../src/evidence/evidence.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt } from "../../src/evidence/receipts/receipt.ts";
import { type Report, verifyChain } from "../../src/evidence/checking/verification.ts";
import { placesOf } from "../support/chain/all-faults.ts";
import { ANY_TIME, blockAt, blockHashChain, relink, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary, noteOf, WITNESS_TYPE } from "../support/chain/notaries.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const policy = { ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))] };
const evidence = new Evidence(squaresChain, ledger);
const SIZE = squaresChain.length;

async function* inTurn(blocks: readonly unknown[]): AsyncGenerator {
  yield* blocks;
}

/** Verifies blocks against saved checkpoints of these sizes, receipts of these blocks, and copies. */
async function verified(
  blocks: readonly unknown[],
  saved: { sizes?: readonly number[]; receipts?: readonly number[]; copies?: readonly (readonly unknown[])[] },
  given: Partial<Given> = {},
): Promise<Report> {
  const { sizes = [], receipts = [], copies = [] } = saved;
  const opened = sizes.map(async (size) => ({
    name: `${size}.note`,
    value: await openCheckpoint(evidence.checkpoint(size), policy),
  }));
  const all: Given = {
    blocks: inTurn(blocks),
    newest: undefined,
    checkpoints: await Promise.all(opened),
    receipts: receipts.map((index) => ({
      name: `${index}.json`,
      value: parseReceipt(JSON.stringify(evidence.receipt(index))),
    })),
    copies: copies.map((copy, place) => ({ name: `copy ${place + 1}`, value: inTurn(copy) })),
    ...given,
  };
  return verifyChain(all, policy, { ...ANY_TIME, onBlock: () => {} });
}

const faultsOf = ({ fault, furtherFaults }: Report) => placesOf([...(fault ? [fault] : []), ...furtherFaults]);
const rewritten = (index: number) => relink(squaresChain, index, { patient_name: "Eve" });
const aboutCopies = ({ checked, skipped }: Report) => [
  ...checked.filter(({ check }) => check === "copy"),
  ...skipped.filter(({ check }) => check === "copy"),
];

describe("where a rewritten chain differs", () => {
  test("is between the newest checkpoint or receipt that agrees, and the oldest that does not", async () => {
    const some = fc.subarray([1, 2, 3, 4, 5, 6]);
    const property = fc.asyncProperty(fc.integer({ min: 2, max: SIZE }), some, some, async (index, sizes, receipts) => {
      const { divergence } = await verified(await rewritten(index), { sizes, receipts });
      // The checkpoint of a receipt covers all blocks.
      const points = [0, ...sizes, ...receipts, ...(receipts.length > 0 ? [SIZE] : [])];
      const different = points.filter((point) => point >= index);
      const [unchanged, differs] = [Math.max(...points.filter((point) => point < index)), Math.min(...different)];
      expect(divergence).toEqual(different.length > 0 ? { unchanged, differs } : undefined);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  test("is not told of a chain that was cut or is right, nor by evidence that the ledger did not sign", async () => {
    for (const blocks of [squaresChain, squaresChain.slice(0, 4)]) {
      expect((await verified(blocks, { sizes: [2, 6], receipts: [3] })).divergence).toBeUndefined();
    }
    expect((await verified(squaresChain, { copies: [await rewritten(3)] })).divergence).toBeUndefined();
  });

  test("is told of no block behind one that is faulty itself", async () => {
    const blocks = await rewritten(5);
    const edited = blocks.with(2, { ...blockAt(blocks, 3), mined_by: "eve" });
    const { divergence } = await verified(edited, { sizes: [2, 4, 6], receipts: [4] });
    expect(divergence).toEqual({ unchanged: 2, differs: 6 });
  });

  test.each([2, 3, 4, 5, 6])("is block %i exactly, given a copy whose blocks the ledger signed", async (index) => {
    for (const saved of [{ sizes: [SIZE] }, { receipts: [SIZE] }]) {
      const report = await verified(await rewritten(index), { ...saved, copies: [squaresChain] });
      expect(report.divergence).toEqual({ unchanged: index - 1, differs: index });
      expect(faultsOf(report)).toContain(`${index} fork`);
    }
  });
});

describe("a saved copy", () => {
  const EVE = "patient_name";

  test("that the chain continues is right, and so is one that ends with it", async () => {
    const report = await verified(squaresChain, { copies: [squaresChain.slice(0, 4), squaresChain] });
    expect(report.fault).toBeUndefined();
    expect(report.checked).toContainEqual({ check: "copy", name: "copy 1", length: 4 });
    expect(report.checked).toContainEqual({ check: "copy", name: "copy 2", length: 6 });
  });

  test("that differs is no fault unless the ledger signed it", async () => {
    const copy = await rewritten(4);
    const open = await verified(squaresChain, { copies: [copy] });
    const settled = await verified(squaresChain, { copies: [copy], sizes: [3, 5] });
    const before = await verified(squaresChain, { copies: [copy], sizes: [3] });
    const other = "no signature of the ledger says which of the two is right";
    const chains = "the ledger signed the chain that is shown here, and not the copy";

    for (const [report, why] of [
      [open, other],
      [settled, chains],
      [before, other],
    ] as const) {
      expect(report.fault).toBeUndefined();
      expect(aboutCopies(report)).toEqual([
        { check: "copy", name: "copy 1", reason: `it differs from block 4 on, and ${why}` },
      ]);
    }
  });

  test("of which the ledger signed only blocks before the first that differs is no fault", async () => {
    const report = await verified(await rewritten(5), { copies: [squaresChain], sizes: [4], receipts: [] });
    expect(report.fault).toBeUndefined();
    expect(aboutCopies(report)).toHaveLength(1);
  });

  test.each<[string, (blocks: readonly Block[]) => readonly unknown[]]>([
    ["was edited", (blocks) => (blocks as readonly unknown[]).with(3, { ...blockAt(blocks, 4), [EVE]: "Eve" })],
    ["lacks a block", (blocks) => blocks.toSpliced(3, 1)],
    ["holds a line that is no block", (blocks) => (blocks as readonly unknown[]).toSpliced(3, 0, "Eve")],
  ])("that %s is damaged, and no fault of the ledger", async (_, damage) => {
    const report = await verified(squaresChain, { copies: [damage(squaresChain)], sizes: [6] });
    expect(report.fault).toBeUndefined();
    expect(aboutCopies(report)).toMatchObject([
      { reason: expect.stringContaining("its block 4 breaks the rule") as string },
    ]);
    expect(JSON.stringify(report)).not.toContain("Eve");
  });

  test("that was damaged behind the first block that differs still proves what the ledger signed before", async () => {
    const copy = [...squaresChain.slice(0, 5), null];
    const report = await verified(await rewritten(3), { copies: [copy], sizes: [4] });
    expect(faultsOf(report)).toEqual(["4 checkpoint", "3 fork"]);
  });

  test("of more blocks than the chain is a fault only if the ledger signed them, or some of them", async () => {
    const cut = squaresChain.slice(0, 4);
    expect(faultsOf(await verified(cut, { copies: [squaresChain], sizes: [5] }))).toEqual([
      "5 checkpoint",
      "5 truncation",
    ]);
    const open = await verified(cut, { copies: [squaresChain], sizes: [4] });
    expect(open.fault).toBeUndefined();
    expect(aboutCopies(open)).toMatchObject([{ reason: expect.stringContaining("goes on after block 4") as string }]);
    const part = await verified(cut, { copies: [squaresChain] }, { isPart: true });
    expect(aboutCopies(part)).toMatchObject([{ reason: "only the first 4 blocks are available" }]);
  });

  test("accuses nobody where a block was put in between, since the chain shows the right one as well", async () => {
    for (const index of [2, 3, 4, 5, 6]) {
      const forged = { ...blockAt(squaresChain, index), [EVE]: "Eve", hash: "e".repeat(64) };
      const report = await verified((squaresChain as readonly unknown[]).toSpliced(index - 1, 0, forged), {
        copies: [squaresChain],
        sizes: [SIZE],
      });
      expect(faultsOf(report)).toEqual([`${index} hash`]);
      expect(report.divergence).toBeUndefined();
      expect(aboutCopies(report)).toMatchObject([{ reason: `block ${index} is missing, unreadable or out of place` }]);
    }
  });

  test("of another ledger, or without blocks, proves nothing", async () => {
    const report = await verified(squaresChain, { copies: [blockHashChain, []], sizes: [6] });
    expect(report.fault).toBeUndefined();
    expect(aboutCopies(report)).toMatchObject([{ name: "copy 1" }, { name: "copy 2", reason: "it has no blocks" }]);
  });

  test("is not called right where the chain that it is compared with is faulty", async () => {
    const edited = (squaresChain as readonly unknown[]).with(2, { ...blockAt(squaresChain, 3), mined_by: "eve" });
    const [short, long] = [squaresChain.slice(0, 2), squaresChain];
    const report = await verified(edited, { copies: [short, long] });
    expect(faultsOf(report)).toEqual(["3 hash"]);
    expect(aboutCopies(report)).toEqual([
      { check: "copy", name: "copy 1", length: 2 },
      { check: "copy", name: "copy 2", reason: "it claims the same hashes, but in the chain block 3 is faulty" },
    ]);
  });
});

describe("the cosignatures of checkpoints", () => {
  const witness = new Notary("witness.example");
  const other = new Notary("other.example");

  /** The report on a chain with a checkpoint that was cosigned at these times. */
  async function witnessed(blocks: readonly unknown[], times: readonly (number | bigint)[]): Promise<Report> {
    const text = evidence.text(4);
    const signers = [witness, other];
    const lines = times.map((time, place) => signers[place]?.cosignatureLine(text, time) ?? "");
    const witnesses = await Promise.all(signers.map((signer) => parseVerifierKey(signer.vkey(WITNESS_TYPE))));
    const note = noteOf(text, ledger.line(text), ...lines);
    const value = await openCheckpoint(note, { ...policy, witnesses });
    return verified(blocks, {}, { newest: value, checkpoints: [{ name: "saved", value }] });
  }

  test("are listed with the times that their witnesses gave, for the newest checkpoint and for saved ones", async () => {
    const at = { size: 4, at: "2026-11-12T10:00:00.000Z" };
    const { witnessed: found } = await witnessed(squaresChain, [1_794_477_600, 1_794_477_600]);
    expect(found).toEqual([
      { witness: "witness.example", ...at },
      { witness: "other.example", ...at },
      { witness: "witness.example", ...at, name: "saved" },
      { witness: "other.example", ...at, name: "saved" },
    ]);
  });

  test.each([0, 253_402_300_800n, 2n ** 63n - 1n])(
    "without a time that can be, such as %s, say nothing",
    async (time) => {
      const report = await witnessed(squaresChain, [time, 253_402_300_799]);
      expect(report.fault).toBeUndefined();
      expect(report.witnessed).toMatchObject([
        { witness: "other.example", at: "9999-12-31T23:59:59.000Z" },
        { witness: "other.example", name: "saved" },
      ]);
    },
  );

  test("are not listed where the chain does not agree with the checkpoint, or a block that it covers is faulty", async () => {
    const edited = (squaresChain as readonly unknown[]).with(2, { ...blockAt(squaresChain, 3), mined_by: "eve" });
    for (const blocks of [await rewritten(3), edited, squaresChain.slice(0, 3), squaresChain.toSpliced(1, 1)]) {
      expect((await witnessed(blocks, [1_794_477_600])).witnessed).toEqual([]);
    }
  });
});
