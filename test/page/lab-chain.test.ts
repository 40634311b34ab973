import { effect } from "@preact/signals";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { mineCandidate } from "../../src/mining/mine-block.ts";
import { subtleSearch } from "../../src/mining/subtle-search.ts";
import { differingBits } from "../../src/page/views/lab/bits.ts";
import { edited, type Field, moved } from "../../src/page/views/lab/edits.ts";
import { advance, begin, redo, undo } from "../../src/page/views/lab/edit-history.ts";
import { LabChain } from "../../src/page/views/lab/lab-chain.ts";
import { newRecord, sandboxChain } from "../../src/page/views/lab/sandbox.ts";
import type { BeginSearch } from "../../src/page/views/lab/lab-mining.ts";
import { blockAt, blockHashChain, squaresChain } from "../support/chain/chains.ts";
import { until } from "../support/e2e/until.ts";

/** Node has no browser-style Web Worker. */
const searchHere: BeginSearch = (onAttempts, signal) => (candidate, previousProof) =>
  mineCandidate(candidate, previousProof, {
    now: () => 0,
    search: subtleSearch,
    pause: (attempts) => {
      onAttempts(attempts);
      return Promise.resolve(!signal.aborted);
    },
  });

/** The rules that the lab's blocks break, after a check. */
async function rules(lab: LabChain): Promise<string[]> {
  await until(
    () => "the blocks are checked",
    () => lab.isChecked.value,
  );
  return lab.findings.value.faults.map((fault) => fault?.rule ?? "-");
}

describe("a history", () => {
  test("goes back and forth, and forgets what was undone once something else is done", () => {
    const three = advance(advance(begin(1), 2), 3);
    expect(undo(undo(undo(three))).present).toBe(1);
    expect(redo(redo(undo(undo(three)))).present).toBe(3);
    expect(redo(three)).toBe(three);
    expect(advance(undo(three), 4).future).toEqual([]);
  });

  test("undoes typing in one field at once, but not the typing after an undo", () => {
    const typed = advance(advance(begin("A"), "Al", "name"), "Ali", "name");
    expect(undo(typed).present).toBe("A");
    expect(undo(advance(typed, "Ali 7", "number")).present).toBe("Ali");
    expect(undo(advance(undo(typed), "B", "name")).present).toBe("A");
  });
});

describe("text typed into a block", () => {
  const block = blockAt(blockHashChain, 2);
  const read = (field: Field, text: string) => edited(block, field, text)[field];

  test("becomes a number if it is one, and otherwise stays text, which no block may have", () => {
    expect(read("proof", "17")).toBe(17);
    expect(read("proof", "017")).toBe("017");
    expect(read("index", "-1")).toBe("-1");
    expect(read("proof", "9007199254740993")).toBe("9007199254740993");
    expect(read("corrects", "17")).toBe(17);
    expect(read("corrects", "seventeen")).toBe("seventeen");
    expect(read("patient_ID", "17")).toBe("17");
    expect(read("patient_ID", "\ud800")).toBe("\ufffd");
  });

  test.each(["author", "corrects", "difficulty"] as const)("removes %s if it is empty", (field) => {
    expect(edited({ ...block, author: "dr-bose", corrects: 2 }, field, "")).not.toHaveProperty(field);
  });
});

test("blocks move by one place, within the chain", () => {
  const [first, second, third] = squaresChain.slice(0, 3) as [Block, Block, Block];
  expect(moved([first, second, third], 1, 1)).toEqual([first, third, second]);
  expect(moved([first, second, third], 0, -1)).toEqual([first, second, third]);
});

test("the differing bits are counted one by one", () => {
  expect(differingBits("0f", "1e")).toEqual([false, false, false, true, false, false, false, true]);
});

describe("a chain in the lab", () => {
  const record = { patient_name: "Ana", patient_ID: "7", Reg_no: "7" };

  test.each<[string, (lab: LabChain) => unknown]>([
    ["typed into", (lab) => lab.edit(2, "patient_name", "Mallory")],
    ["rehashed", (lab) => (lab.edit(2, "mined_by", "m"), lab.rehash(2))],
    ["relinked", (lab) => (lab.edit(2, "mined_by", "m"), lab.relink(2))],
    ["mined", (lab) => (lab.edit(2, "mined_by", "m"), lab.mine(2))],
    ["lengthened", (lab) => lab.add(record, Date.parse("2030-01-01"))],
    ["shortened", (lab) => lab.remove(3)],
    ["cut", (lab) => lab.cut(3)],
    ["reordered", (lab) => lab.move(2, 1)],
    ["undone", (lab) => (lab.remove(3), lab.undo())],
    ["redone", (lab) => (lab.remove(3), lab.undo(), lab.redo())],
    ["reset", (lab) => (lab.edit(0, "patient_name", "x"), lab.reset())],
  ])("that is %s is judged, as valid or faulty, only after it was checked in its new state", async (_, change) => {
    const lab = new LabChain(blockHashChain, searchHere);
    expect(lab.verdict.value).toBeUndefined();
    expect(new Set(lab.states.value)).toEqual(new Set(["unknown"]));
    expect(lab.isWhole.value).toBe(false);
    await rules(lab);
    /** Every moment at which part of the chain is called valid or faulty without a check. */
    const unchecked: string[] = [];
    const stop = effect(() => {
      const { blocks, faults } = lab.findings.value;
      const present = lab.blocks.value;
      if (present !== blocks && (lab.verdict.value || lab.isWhole.value)) unchecked.push("the chain");
      for (const [place, state] of lab.states.value.entries()) {
        const isChecked = [place - 1, place].every((at) => at < 0 || present[at] === blocks[at]);
        if (state !== "unknown" && !isChecked) unchecked.push(`block at ${place}`);
        if (state === "valid" && faults[place]) unchecked.push(`valid in spite of a fault at ${place}`);
      }
    });
    await change(lab);
    const found = await rules(lab);
    stop();
    expect(unchecked).toEqual([]);
    expect(lab.states.value).toEqual(found.map((rule) => (rule === "-" ? "valid" : "faulty")));
    expect(lab.isWhole.value).toBe(found.every((rule) => rule === "-"));
  });

  test("that cannot be checked says so, and is neither valid nor faulty", async () => {
    vi.stubGlobal("crypto", {});
    onTestFinished(() => void vi.unstubAllGlobals());
    const lab = new LabChain(squaresChain, searchHere);
    await until(
      () => "the check has failed",
      () => lab.error.value !== undefined,
    );
    expect(lab.verdict.value).toBeUndefined();
    expect(new Set(lab.states.value)).toEqual(new Set(["unknown"]));
  });

  test("reports what each block breaks, and overall the same as validation", async () => {
    const lab = new LabChain(squaresChain, searchHere);
    expect(await rules(lab)).toEqual(["-", "-", "-", "-", "-", "-"]);
    expect(lab.verdict.value).toMatchObject({ valid: true, length: 6 });

    lab.edit(2, "patient_name", "Mallory");
    expect(await rules(lab)).toEqual(["-", "-", "hash", "-", "-", "-"]);
    await lab.rehash(2);
    expect(await rules(lab)).toEqual(["-", "-", "-", "previous_hash", "-", "-"]);
    expect(lab.verdict.value).toMatchObject({ valid: false, fault: { index: 4, rule: "previous_hash" } });
  });

  test("may neither reuse a registration number nor contain a block from the future", async () => {
    const lab = new LabChain(squaresChain, searchHere);
    lab.edit(4, "Reg_no", blockAt(squaresChain, 3).Reg_no);
    lab.edit(5, "timestamp", "9999-01-01T00:00:00.000Z");
    await lab.relink(4);
    expect(await rules(lab)).toEqual(["-", "-", "-", "-", "record", "timestamp"]);

    lab.edit(4, "corrects", "3");
    await lab.relink(4);
    expect(await rules(lab)).toEqual(["-", "-", "-", "-", "-", "timestamp"]);
  });

  test("gets a record that it does not contain yet, whatever was removed from it", async () => {
    const blocks = await sandboxChain(
      { puzzle: "squares" },
      5,
      0,
      searchHere(() => {}, AbortSignal.any([])),
    );
    const lab = new LabChain(blocks, searchHere);
    lab.remove(2);
    await lab.mineRest(2);
    await lab.add(newRecord(lab.blocks.value, 3), 0);
    expect(await rules(lab)).toEqual(["-", "-", "-", "-", "-"]);
  });

  test("begins in the middle of a ledger with the preceding block as given, and counts on from there", async () => {
    const lab = new LabChain(squaresChain.slice(3), searchHere, blockAt(squaresChain, 3));
    expect(await rules(lab)).toEqual(["-", "-", "-"]);
    expect(lab.verdict.value).toMatchObject({ valid: true, length: 6 });
    lab.edit(0, "previous_hash", "0".repeat(64));
    await lab.rehash(0);
    expect(await rules(lab)).toEqual(["previous_hash", "previous_hash", "-"]);
  });

  test("is relinked without mining: valid on squares, not mined on block-hash", async () => {
    const [squares, bound] = [new LabChain(squaresChain, searchHere), new LabChain(blockHashChain, searchHere)];
    for (const lab of [squares, bound]) {
      lab.edit(2, "patient_name", "Mallory");
      await lab.relink(2);
    }
    expect(await rules(squares)).toEqual(["-", "-", "-", "-", "-", "-"]);
    expect((await rules(bound)).slice(2)).toContain("proof");
  });

  test("is mined from a block on, and the cost is counted to the hash", async () => {
    const lab = new LabChain(blockHashChain, searchHere);
    lab.edit(4, "patient_name", "Mallory");
    await lab.mineRest(4);
    expect(await rules(lab)).toEqual(["-", "-", "-", "-", "-", "-"]);
    const [fifth, sixth] = lab.blocks.value.slice(4) as [Block, Block];
    expect(lab.mining.cost.value).toMatchObject({ mined: 2, unsearched: 0, attempts: fifth.proof + sixth.proof + 2 });
    expect(fifth.timestamp).toBe(blockAt(blockHashChain, 5).timestamp);

    lab.undo();
    expect(lab.blocks.value.slice(4).map(({ hash }) => hash)).toEqual(blockHashChain.slice(4).map(({ hash }) => hash));
  });

  test("is mined from a block on without a search if the proofs fit any content", async () => {
    const lab = new LabChain(squaresChain, searchHere);
    lab.edit(2, "patient_name", "Mallory");
    await lab.mineRest(2);
    expect(await rules(lab)).toEqual(["-", "-", "-", "-", "-", "-"]);
    expect(lab.mining.cost.value).toMatchObject({ mined: 0, unsearched: 4, attempts: 0 });
  });

  test("is renumbered and relinked after a block was removed", async () => {
    const lab = new LabChain(squaresChain, searchHere);
    lab.remove(5);
    lab.remove(1);
    await lab.relink(0);
    const [second] = lab.blocks.value.slice(1);
    expect(second).toMatchObject({ index: 2, previous_hash: lab.blocks.value[0]?.hash });
    expect(await rules(lab)).toEqual(["-", "proof", "-", "-"]);
  });

  test("cannot be mined at an invalid block, and a stopped search changes nothing", async () => {
    const lab = new LabChain(blockHashChain, searchHere);
    lab.edit(2, "difficulty", "99");
    expect(lab.canMine(2)).toBe(false);
    lab.edit(2, "difficulty", "32");
    const before = lab.blocks.value;
    const mining = lab.mine(2);
    await until(
      () => "the search has begun",
      () => (lab.mining.cost.value?.attempts ?? 0) > 0,
    );
    lab.mining.stop();
    await mining;
    expect(lab.blocks.value).toBe(before);
    expect(lab.mining.place.value).toBeUndefined();
  });

  test("grows by a block that fits, and is reset to its initial state", async () => {
    const lab = new LabChain(blockHashChain, searchHere);
    await lab.add({ patient_name: "Ana", patient_ID: "7", Reg_no: "7" }, Date.parse("2026-01-07"));
    expect(await rules(lab)).toEqual(["-", "-", "-", "-", "-", "-", "-"]);
    lab.cut(2);
    lab.reset();
    expect(lab.blocks.value).toBe(lab.start);
  });

  test.each([{ puzzle: "squares" }, { puzzle: "block-hash", difficulty: 8 }] as const)(
    "made fresh with %o, is valid",
    async (puzzle) => {
      const search = searchHere(() => {}, new AbortController().signal);
      const lab = new LabChain(await sandboxChain(puzzle, 4, 0, search), searchHere);
      expect(await rules(lab)).toEqual(["-", "-", "-", "-"]);
    },
  );
});
