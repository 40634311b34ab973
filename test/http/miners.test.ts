import { describe, expect, test } from "vitest";
import { bearer, putLedger, mine, patient, post, request } from "../support/worker/client.ts";
import { editMain, created, storeChain, storePending } from "../support/storage/main.ts";
import { imitation } from "../support/worker/squares-chains.ts";
import { submit } from "../support/http/external-miner.ts";
import { editBlock } from "../support/storage/edits.ts";

const miners = async (prefix = "") => (await request(`${prefix}/miners`)).json<object>();

/** Stores a chain whose blocks after genesis were mined by these miners. */
async function minedBy(...names: string[]): Promise<void> {
  await storeChain(
    imitation(names.length + 1).map((block, place) => ({ ...block, mined_by: names[place - 1] ?? "genesis" })),
  );
}

describe("GET /miners", () => {
  test("credits nobody with genesis", async () => {
    expect(await miners()).toEqual({ length: 1, miners: [] });
  });

  test("credits a block to the subject whose record was mined here, or to its external miner", async () => {
    await post("/mine_block", patient(1), await bearer({ sub: "dr-rao" }));
    await submit(patient(2), { proof: 45293 }, "", "dr-bose");
    await mine(patient(3));

    expect(await miners()).toEqual({
      length: 4,
      miners: [
        { miner: "dr-rao", blocks: 2, share: 2 / 3, last_block: 4 },
        { miner: "dr-bose", blocks: 1, share: 1 / 3, last_block: 3 },
      ],
    });
  });

  test("credits nobody with a record that is pending or was already on the chain", async () => {
    await mine(patient(1));
    await post("/mine_block", patient(1), await bearer({ sub: "dr-bose" }));
    await storePending([patient(2)], "dr-lim");

    expect(await miners()).toEqual({ length: 2, miners: [{ miner: "dr-rao", blocks: 1, share: 1, last_block: 2 }] });
  });

  test("lists miners with the most blocks first, and on a tie the one who reached the count first", async () => {
    await minedBy("a", "b", "c", "b", "c", "c", "d", "a");

    expect(await miners()).toEqual({
      length: 9,
      miners: [
        { miner: "c", blocks: 3, share: 3 / 8, last_block: 7 },
        { miner: "b", blocks: 2, share: 2 / 8, last_block: 5 },
        { miner: "a", blocks: 2, share: 2 / 8, last_block: 9 },
        { miner: "d", blocks: 1, share: 1 / 8, last_block: 8 },
      ],
    });
  });

  test("credits a miner with genesis's name only with blocks after genesis", async () => {
    await minedBy("genesis", "a", "genesis");

    expect(await miners()).toMatchObject({ miners: [{ miner: "genesis", blocks: 2 }, { miner: "a" }] });
  });

  test("distinguishes names that differ in any character", async () => {
    await minedBy("a", "A", "a ", "á", "__proto__", "constructor");

    const { miners: listed } = (await miners()) as { miners: { miner: string; blocks: number }[] };
    expect(listed.map(({ miner, blocks }) => [miner, blocks])).toEqual(
      ["a", "A", "a ", "á", "__proto__", "constructor"].map((miner) => [miner, 1]),
    );
  });

  test("counts a chain that is read in several pieces to its end", async () => {
    const names = Array.from({ length: 4_100 }, (_, place) => (place % 4 === 3 ? "b" : "a"));
    await minedBy(...names);

    expect(await miners()).toEqual({
      length: 4_101,
      miners: [
        { miner: "a", blocks: 3_075, share: 0.75, last_block: 4_100 },
        { miner: "b", blocks: 1_025, share: 0.25, last_block: 4_101 },
      ],
    });
  });

  test("depends only on the chain: another chain gives another count", async () => {
    await minedBy("a", "b");
    await editMain(editBlock(3, { mined_by: "c" }));

    expect(await miners()).toMatchObject({ miners: [{ miner: "a" }, { miner: "c" }] });
  });

  test("counts each ledger separately", async () => {
    await created();
    await putLedger("class-7");
    await post("/ledgers/class-7/mine_block", patient(1));

    expect(await miners()).toMatchObject({ miners: [] });
    expect(await miners("/ledgers/class-7")).toMatchObject({ length: 2, miners: [{ miner: "dr-rao", blocks: 1 }] });
  });
});
