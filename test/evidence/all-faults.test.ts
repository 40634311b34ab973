import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { FAULT_LIMIT } from "../../src/evidence/checking/findings.ts";
import { openCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt } from "../../src/evidence/receipts/receipt.ts";
import type { Evidence as Given } from "../../src/evidence/evidence.ts";
import { type Report, verifyChain } from "../../src/evidence/checking/verification.ts";
import { placesOf } from "../support/chain/all-faults.ts";
import { ANY_TIME, blockAt, relink, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const policy = { ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))] };
const evidence = new Evidence(squaresChain, ledger);
const SIZES = [2, 3, 6];
const checkpoints = await Promise.all(
  SIZES.map(async (size) => ({ name: `${size}.note`, value: await openCheckpoint(evidence.checkpoint(size), policy) })),
);
const receipts = [2, 3, 5].map((index) => ({
  name: `${index}.json`,
  value: parseReceipt(JSON.stringify(evidence.receipt(index))),
}));

async function verified(blocks: Iterable<unknown>, given: Partial<Given> = {}): Promise<Report> {
  const all = { blocks: inTurn(blocks), newest: undefined, checkpoints, receipts, ...given };
  return verifyChain(all, policy, { ...ANY_TIME, onBlock: () => {} });
}

async function* inTurn(blocks: Iterable<unknown>): AsyncGenerator {
  yield* blocks;
}

const faultsOf = ({ fault, furtherFaults }: Report) => placesOf([...(fault ? [fault] : []), ...furtherFaults]);
const namesOf = (items: readonly object[]) => items.flatMap((item) => ("name" in item ? [item.name] : []));
const edited = (index: number, edit: Partial<Block>) =>
  (squaresChain as readonly unknown[]).with(index - 1, { ...blockAt(squaresChain, index), ...edit });

describe("after a fault in a block", () => {
  test("what does not rest on it is still checked, and what does is neither right nor a fault", async () => {
    const report = await verified(edited(3, { patient_name: "Eve" }), { genesis: blockAt(squaresChain, 1).hash });

    expect(faultsOf(report)).toEqual(["3 hash"]);
    expect(report.checked.map(({ check }) => check)).toEqual(["genesis", "kept-checkpoint", "receipt", "receipt"]);
    expect(namesOf(report.checked)).toEqual(["2.note", "2.json", "5.json"]);
    expect(report.skipped).toEqual(
      ["3.note", "6.note", "3.json"].map((name) => ({
        check: name.endsWith("note") ? "kept-checkpoint" : "receipt",
        name,
        reason: "block 3 is faulty",
      })),
    );
    expect(report).toMatchObject({ length: 2, head: blockAt(squaresChain, 2).hash, root: evidence.root(2) });
    expect(JSON.stringify(report)).not.toContain("Eve");
  });

  test("a missing block leaves open every tree that holds it, and no receipt of another block", async () => {
    const report = await verified(squaresChain.toSpliced(2, 1));

    expect(faultsOf(report)).toEqual(["3 index"]);
    expect(namesOf(report.checked)).toEqual(["2.note", "2.json", "5.json"]);
    expect(namesOf(report.skipped)).toEqual(["3.note", "6.note", "3.json"]);
    expect(report.skipped.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 3 }, () => "block 3 is missing, unreadable or out of place"),
    );
  });

  test("all that was signed and does not fit is listed behind the faults of the blocks", async () => {
    const rewritten = await relink(squaresChain, 3, { patient_name: "Eve" });
    const report = await verified(rewritten.with(4, { ...blockAt(rewritten, 5), mined_by: "eve" }));

    expect(faultsOf(report)).toEqual([
      "5 hash",
      "3 checkpoint",
      "6 checkpoint",
      "6 checkpoint",
      "3 receipt",
      "5 receipt",
    ]);
    expect(report.divergence).toEqual({ unchanged: 2, differs: 3 });
  });

  test("a block that is no block, and says that it belongs elsewhere, is not taken for the one in its place", async () => {
    for (const { index } of squaresChain.slice(1)) {
      for (const other of squaresChain) {
        if (other.index === index) continue;
        const report = await verified((squaresChain as readonly unknown[]).with(index - 1, { ...other, proof: "1" }), {
          copies: [{ name: "copy", value: inTurn(squaresChain) }],
        });
        expect(faultsOf(report)).toEqual([`${index} format`]);
        expect(report.divergence).toBeUndefined();
      }
    }
  });

  test("a receipt that was edited is still no fault of the ledger", async () => {
    const value = parseReceipt(JSON.stringify({ ...evidence.receipt(5), path: evidence.receipt(4).path }));
    for (const blocks of [edited(2, { proof: 5 }), squaresChain.toSpliced(1, 1)]) {
      const report = await verified(blocks, { checkpoints: [], receipts: [{ name: "edited", value }] });
      expect(faultsOf(report).filter((place) => place.includes("receipt"))).toEqual([]);
    }
  });

  test("nothing that a sealed chain says about keys is called right", async () => {
    const [genesis, second, ...rest] = sealedVectors.chain;
    const given = { checkpoints: [], receipts: [], pins: [{ name: "dr-rao", thumbprint: "a".repeat(43) }] };
    const report = await verified([genesis, { ...second, entries: [] }, ...rest], { ...given, author: "b".repeat(43) });

    expect(faultsOf(report)).toEqual(["2 merkle_root"]);
    expect(report.checked).toEqual([]);
    expect(report.skipped.map(({ check }) => check)).toEqual(["signatures", "pin", "author"]);
  });
});

describe("a receipt whose checkpoint the chain contradicts", () => {
  const LAST = squaresChain.length;
  const read = (value: object) => [{ name: "given", value: parseReceipt(JSON.stringify(value)) }];

  test.each([2, 3, 4, 5, 6])("accuses block %i only if the signed root confirms that it was another", async (index) => {
    const rewritten = await relink(squaresChain, 4, { patient_name: "Eve" });
    const given = { checkpoints: [], receipts: read(evidence.receipt(index)) };
    const expected = index < 4 ? `${LAST} checkpoint` : `${index} receipt`;
    expect(faultsOf(await verified(rewritten, given))).toEqual([expected]);
  });

  test.each([
    ["the path of another block", { path: evidence.receipt(4).path }],
    ["another leaf", { leaf_hash: evidence.receipt(4).leaf_hash }],
    ["another index", { leaf_index: 3 }],
    ["an index that its tree does not have", { leaf_index: 1_000 }],
  ])("accuses no block if it was edited: %s", async (_, edit) => {
    const rewritten = await relink(squaresChain, 5, { patient_name: "Eve" });
    const receipt = read({ ...evidence.receipt(2), ...edit });
    const report = await verified(rewritten, { checkpoints: [], receipts: receipt });
    expect(faultsOf(report)).toEqual([`${LAST} checkpoint`]);
    const cut = await verified(squaresChain.slice(0, 4), { checkpoints: [], receipts: receipt });
    expect(faultsOf(cut)).toEqual(["5 checkpoint"]);
  });
});

test("blocks behind the last one that was signed are never said to be signed", async () => {
  const opened = (size: number) => openCheckpoint(evidence.checkpoint(size), policy);
  for (const [newest, size] of [
    [4, 3],
    [3, 4],
  ] as const) {
    const saved = [{ name: "saved", value: await opened(size) }];
    const given = { newest: await opened(newest), checkpoints: saved, receipts: [] };
    expect((await verified(squaresChain, given)).unchecked).toEqual(["checkpoint"]);
    expect((await verified(squaresChain.slice(0, 4), given)).unchecked).toEqual([]);
  }
});

describe("hostile blocks", () => {
  /** How many blocks a report's verification took. */
  async function read(block: unknown, more: number): Promise<{ report: Report; taken: number }> {
    let taken = 0;
    function* blocks(): Generator {
      for (; taken < more; taken++) yield block;
    }
    return { report: await verified(blocks(), { checkpoints: [], receipts: [] }), taken };
  }

  test.each<[string, unknown]>([
    ["null", null],
    ["text", "block"],
    ["a list", []],
    ["a number", 1e308],
    ["an object without attributes", {}],
    ["a block out of place", blockAt(squaresChain, 4)],
    ["a block with a huge index", { ...blockAt(squaresChain, 4), index: Number.MAX_SAFE_INTEGER }],
    ["an edited block", { ...blockAt(squaresChain, 1), mined_by: "eve" }],
    ["a sealed block out of place", sealedVectors.chain[2]],
    ["a sealed block with huge numbers", { ...sealedVectors.chain[0], first_entry: 2 ** 53 - 1, last_entry: 1 }],
  ])("end the check after a hundred faults, although a million follow: %s", async (_, block) => {
    const { report, taken } = await read(block, 1_000_000);

    expect(faultsOf(report)).toHaveLength(FAULT_LIMIT);
    expect(report.hasMoreFaults).toBe(true);
    expect(taken).toBe(FAULT_LIMIT);
    expect(report.skipped).toContainEqual({ check: "blocks", reason: "the check ends after 100 faults" });
  });

  test("leave room for what saved evidence proves, however many faults there are", async () => {
    const rewritten = await relink(squaresChain, 2, { patient_name: "Eve" });
    const junk = Array.from({ length: 10 * FAULT_LIMIT }, () => null);
    const report = await verified([...rewritten, ...junk]);

    const places = faultsOf(report);
    expect(places).toHaveLength(FAULT_LIMIT);
    expect(places.slice(-6)).toEqual([
      "2 checkpoint",
      "3 checkpoint",
      "6 checkpoint",
      "2 receipt",
      "3 receipt",
      "5 receipt",
    ]);
    expect(places[0]).toBe("7 format");
    expect(report.hasMoreFaults).toBe(true);
  });

  test("are listed at least once, however much evidence contradicts the blocks", async () => {
    const rewritten: readonly unknown[] = await relink(squaresChain, 2, { patient_name: "Eve" });
    const many = Array.from({ length: 200 }, () => checkpoints).flat();
    const report = await verified([...rewritten, null], { checkpoints: many });

    expect(faultsOf(report)).toHaveLength(FAULT_LIMIT);
    expect(faultsOf(report).filter((place) => place.includes("format"))).toEqual(["7 format"]);
    expect(report.hasMoreFaults).toBe(true);
  });

  test("that are exactly a hundred are all listed, and nothing more is claimed", async () => {
    const { report } = await read(null, FAULT_LIMIT);

    expect(faultsOf(report)).toHaveLength(FAULT_LIMIT);
    expect(report).not.toHaveProperty("hasMoreFaults");
    expect(report.skipped).toEqual([]);
  });

  test.each([
    ["plain", squaresChain],
    ["sealed", sealedVectors.chain],
  ])("before genesis do not hide of which kind a %s ledger is", async (_, chain) => {
    const report = await verified([null, ...chain.slice(1)], { checkpoints: [], receipts: [] });
    expect(faultsOf(report)).toEqual(["1 format"]);
  });
});
