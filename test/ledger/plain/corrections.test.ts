import { evictDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import {
  correct,
  named,
  prepare,
  READER,
  register,
  soundChain,
  together,
} from "../../support/ledger/plain-corrections.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { edit, sqlOn } from "../../support/storage/in-runtime.ts";
import { addPending } from "../../support/storage/edits.ts";
import { deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** The block that a request was answered with. */
async function blockOf(result: Promise<object>): Promise<Block> {
  const { outcome, block } = (await result) as { outcome: string; block: Block };
  expect(outcome).toBe("mined");
  return block;
}

describe.each(["squares", "block-hash"] as const)("corrections on a %s ledger", (puzzle) => {
  let first: number;
  beforeEach(async () => {
    first = await prepare(puzzle);
    await register(named("A"));
  });

  test("of one record, 100 at once, are mined once, and 99 are outdated", async () => {
    const requests = Array.from({ length: 100 }, (_, place) => ({ ...named(`N-${place}`), corrects: first }));

    const outcomes = await together(requests);

    expect(outcomes.filter((outcome) => outcome === "mined")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "outdated")).toHaveLength(99);
    const chain = await soundChain();
    expect(chain.filter(({ corrects }) => corrects !== undefined)).toHaveLength(1);
    expect(chain).toHaveLength(first + 1);
  });

  test("change all three fields, come with a receipt, and name who made them", async () => {
    const result = await correct(first, named("B", 2), "any", { ...READER, subject: "dr-bose" });

    expect(result).toMatchObject({
      outcome: "mined",
      block: { ...named("B", 2), index: first + 1, corrects: first, mined_by: "dr-bose" },
      receipt: { leaf_index: first },
    });
    await soundChain();
    const { miners } = await valueOf(faulty().miners());
    expect(miners).toContainEqual(expect.objectContaining({ miner: "dr-bose", blocks: 1 }));
  });

  test("are refused in this order: unknown, outdated, conflicting", async () => {
    const { hash } = await blockOf(register(named("X")));
    const current = await blockOf(correct(first, named("B", 2)));

    for (const number of [-1, 0, 1, first + 3, 2.5, Number.NaN])
      expect(await correct(number, named("X"))).toEqual({ outcome: "none" });
    const narrowed = { ...READER, patients: ["ID-1"] };
    expect(await correct(current.index, named("C"), "any", narrowed)).toEqual({ outcome: "none" });
    expect(await correct(first, named("X"))).toEqual({ outcome: "outdated" });
    for (const tags of [[], [hash], [`${current.hash}0`]])
      expect(await correct(current.index, named("X"), tags)).toEqual({ outcome: "outdated" });
    expect(await correct(current.index, named("X"), [hash, current.hash])).toEqual({
      outcome: "conflict",
      index: first + 1,
    });
    expect(await soundChain()).toHaveLength(first + 2);
  });

  test("leave a record its old numbers, which it may take back and nobody else may have", async () => {
    const second = await blockOf(correct(first, named("B")));
    const other = await blockOf(register(named("X")));

    expect(await register(named("A", 2))).toEqual({ outcome: "conflict", index: first });
    expect(await register(named("B", 2))).toEqual({ outcome: "conflict", index: second.index });
    expect(await correct(other.index, named("A"))).toEqual({ outcome: "conflict", index: first });
    expect(await correct(other.index, named("B"))).toEqual({ outcome: "conflict", index: second.index });
    const third = await blockOf(correct(second.index, named("A", 3)));
    expect(third).toMatchObject({ Reg_no: "A", corrects: second.index });
    expect(await soundChain()).toHaveLength(third.index);
  });

  test("show in every version what it replaces and is replaced by, and searches find the current one only", async () => {
    const second = await blockOf(correct(first, named("B", 2)));
    const third = await blockOf(correct(second.index, named("C", 1)));
    const record = async (number: number, reader = READER) => valueOf(faulty().record(number, reader));
    const shown = [
      { number: first, Reg_no: "A", corrected_by: second.index },
      { number: second.index, Reg_no: "B", corrects: first, corrected_by: third.index },
      { number: third.index, Reg_no: "C", corrects: second.index, tag: third.hash },
    ];

    for (const version of shown) {
      expect(await record(version.number)).toMatchObject({ outcome: "found", found: version });
      expect(await valueOf(faulty().versions(version.number, READER))).toMatchObject({ found: shown });
    }
    expect(await record(third.index)).not.toHaveProperty("found.corrected_by");
    const search = async (term: Parameters<ReturnType<typeof faulty>["search"]>[0]) => {
      const result = await valueOf(faulty().search(term, READER));
      return "found" in result ? result.found.records.map(({ number }) => number) : result;
    };
    for (const Reg_no of ["A", "B"]) expect(await search({ Reg_no })).toEqual([]);
    expect(await search({ Reg_no: "C" })).toEqual([third.index]);
    expect(await search({ patient_ID: "ID-2" })).toEqual([]);
    expect(await search({ patient_ID: "ID-1" })).toEqual([third.index]);

    const narrowed = { ...READER, patients: ["ID-1"] };
    expect(await valueOf(faulty().versions(second.index, narrowed))).toEqual({ outcome: "none" });
    const visible = (await valueOf(faulty().versions(first, narrowed))) as unknown as { found: { number: number }[] };
    expect(visible.found.map(({ number }) => number)).toEqual([first, third.index]);
    expect(await valueOf(faulty().versions(1, READER))).toEqual({ outcome: "none" });
    expect(await valueOf(faulty().versions(first, { ...READER, scopes: [] }))).toMatchObject({ outcome: "scope" });
  });

  test("that wait count: of the record, and of the numbers", async () => {
    const other = await blockOf(register(named("X")));
    const id = crypto.randomUUID();
    await edit(NAME, addPending(named("B"), "dr-bose", id, first));

    const outcomes = await together([
      { ...named("C"), corrects: first },
      { ...named("B"), corrects: other.index },
      named("B", 7),
    ]);

    expect(outcomes).toEqual(["outdated", "conflict", "conflict"]);
    const chain = await soundChain();
    expect(chain.at(-1)).toMatchObject({ ...named("B"), corrects: first, mined_by: "dr-bose" });
    expect(await valueOf(faulty().pending(id))).toEqual({ index: other.index + 1 });
  });

  test("are not for external miners: neither work nor a block of one takes the number of a correction that waits", async () => {
    await edit(NAME, addPending(named("B"), "dr-bose", "waiting", first));
    expect(await valueOf(faulty().work(named("B"), "miner-7"))).toEqual({ outcome: "conflict" });
    const submitted = await valueOf(faulty().submit(named("B"), "miner-7", { proof: 1 }));
    expect(["conflict", "refused"]).toContain(submitted.outcome);
  });

  test("that wait survive an eviction, and are mined by the alarm", async () => {
    await edit(NAME, addPending(named("B"), "dr-bose", "waiting", first));
    await evictDurableObject(faulty());

    // The request of somebody else brings the run that mines them.
    await register(named("Z"));

    expect(await valueOf(faulty().pending("waiting"))).toEqual({ index: first + 1 });
    expect((await soundChain())[first]).toMatchObject({ ...named("B"), corrects: first });
    expect(await correct(first, named("B"))).toEqual({ outcome: "outdated" });
  });

  test.each<[string, number]>([
    ["genesis", 1],
    ["a block that was corrected", 0],
    ["a block that does not exist", 1_000_000],
    ["nothing that is an index", -3],
  ])("that somebody wrote into the storage for %s are dropped, and those after them are mined", async (_, corrects) => {
    await correct(first, named("B"));
    await edit(NAME, addPending(named("Q"), "dr-bose", "forged", corrects || first));

    expect(await register(named("Z"))).toMatchObject({ outcome: "mined" });

    expect(await sqlOn(NAME, "SELECT COUNT(*) AS left FROM mempool")).toEqual([{ left: 0 }]);
    expect((await soundChain()).map(({ Reg_no }) => Reg_no)).not.toContain("Q");
  });

  test("that were edited on the chain are faults, and loops of them end", async () => {
    const second = await blockOf(correct(first, named("B", 2)));
    const edits: [string, number][] = [
      [`UPDATE blocks SET corrects = NULL WHERE "index" = ?`, second.index],
      [`UPDATE blocks SET corrects = "index" WHERE "index" = ?`, second.index],
      [`UPDATE blocks SET corrects = ${second.index} WHERE "index" = ?`, first],
      [`UPDATE blocks SET corrects = 3 WHERE "index" = ?`, second.index],
    ];
    for (const [statement, index] of edits) {
      await sqlOn(NAME, statement, index);
      await valueOf(faulty().versions(first, READER));
      await valueOf(faulty().record(second.index, READER));
      expect(await valueOf(faulty().validate())).toMatchObject({ valid: false, fault: { index } });
      await sqlOn(NAME, `UPDATE blocks SET corrects = NULL WHERE "index" = ?`, first);
      await sqlOn(NAME, `UPDATE blocks SET corrects = ? WHERE "index" = ?`, first, second.index);
    }
    expect(await valueOf(faulty().validate())).toMatchObject({ valid: true });
  });
});

test("a ledger that leaves the search to external miners refuses a correction, after all other reasons to", async () => {
  const first = 2;
  await faulty().create({ puzzle: "block-hash", difficulty: 9 });
  await register(named("A"));
  await register(named("B"));
  await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "8" });

  expect(await correct(1, named("C"))).toEqual({ outcome: "none" });
  expect(await correct(first, named("C"), [])).toEqual({ outcome: "outdated" });
  expect(await correct(first, named("B"))).toEqual({ outcome: "conflict", index: first + 1 });
  expect(await correct(first, named("C"))).toEqual({ outcome: "external-only", limit: 8 });
  expect(await soundChain()).toHaveLength(3);
});
