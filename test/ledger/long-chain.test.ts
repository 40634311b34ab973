import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { request } from "../support/worker/client.ts";
import { valueOf } from "../support/ledger/answers.ts";
import { editMain, ledger, storeChain } from "../support/storage/main.ts";
import { validChain } from "../support/worker/squares-chains.ts";
import { expectFault, verdict } from "../support/ledger/verdicts.ts";
import { deleteBlock, editBlock } from "../support/storage/edits.ts";

const LENGTH = 450;
const chain = await validChain(LENGTH);

describe("a chain that is read in several pieces", () => {
  test("is valid to its end", async () => {
    await storeChain(chain);

    expect(await verdict()).toMatchObject({ valid: true, length: LENGTH, head: chain.at(-1)?.hash });
  });

  test.each([1, 199, 200, 201, 202, 400, 401, LENGTH])("is invalid with a fault in block %i", async (index) => {
    await storeChain(chain);
    await editMain(editBlock(index, { mined_by: "dr-bose" }));

    expect(await expectFault(index, "hash")).toMatchObject({ actual: chain[index - 1]?.hash });
  });

  test.each([200, 201, 202])("is invalid with a gap at block %i", async (index) => {
    await storeChain(chain);
    await editMain(deleteBlock(index));

    expect(await expectFault(index, "index")).toMatchObject({ expected: `${index}`, actual: `${index + 1}` });
  });

  test("is continued without a search, since all proofs are known", async () => {
    await storeChain(chain);

    const result = await valueOf(ledger().mine({ patient_name: "Alice", patient_ID: "1", Reg_no: "1" }, "dr-rao"));

    // The 451st proof equals the 135th: 158 proofs repeat from the 68th on.
    expect(result).toMatchObject({ outcome: "mined", block: { index: 451, proof: chain[134]?.proof } });
    expect(await verdict()).toMatchObject({ valid: true, length: 451 });
  });

  test("is judged as it was when the check began, although blocks are added meanwhile", async () => {
    await storeChain(chain);

    const [found] = await Promise.all([
      verdict(),
      ledger().mine({ patient_name: "Alice", patient_ID: "1", Reg_no: "1" }, "dr-rao"),
    ]);

    expect(found.valid).toBe(true);
    expect(found.head).toBe((await request(`/blocks/${found.length}`).then((response) => response.json<Block>())).hash);
  });
});
