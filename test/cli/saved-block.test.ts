import { describe, expect, test } from "vitest";
import { blockAt, chains, correctionsChains, relink, squaresChain } from "../support/chain/chains.ts";
import { MALLORY, otherBlocks } from "../support/chain/edited-blocks.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { ndjson, run, testFolder } from "../support/cli/commands.ts";

const { write } = testFolder();
const ledger = new Notary("clinic.example/ledgers/main");
const INDEX = 4;
const cases = await Promise.all(
  chains.map(async ({ puzzle, chain }) => ({ puzzle, chain, others: await otherBlocks(chain, INDEX) })),
);
let files = 0;
const file = (text: string) => write(`file-${(files += 1)}`, text);

/** Verifies a saved receipt and all else that `--strict` demands, without and with it. */
async function verify(chain: readonly unknown[], checkpoint: string, receipt: string) {
  const saved = ["--checkpoint", file(checkpoint), "--receipt", file(receipt)];
  const args = ["--file", file(ndjson(chain)), "--vkey", ledger.vkey(LOG_TYPE), ...saved];
  const [plain, strict] = await Promise.all([run("verify", args), run("verify", [...args, "--strict"])]);
  return { codes: [plain.code, strict.code], text: plain.stdout };
}

describe.each(cases)("on $puzzle, a receipt saved", ({ chain, others }) => {
  const evidence = new Evidence(chain, ledger);
  const receipt = evidence.receipt(INDEX);
  const block = blockAt(chain, INDEX);
  const check = (saved: object) => verify(chain, evidence.checkpoint(chain.length), JSON.stringify(saved, null, 1));

  test.each<[string, object]>([
    ["without a block", receipt],
    ["with its block", { message: "Mined.", block, receipt }],
    ["with its block in another order", { receipt, block: Object.fromEntries(Object.entries(block).toReversed()) }],
    ["as one object with its block", { ...receipt, block }],
  ])("%s proves that block, by index and hash", async (_, saved) => {
    const { codes, text } = await check(saved);

    expect(codes).toEqual([0, 0]);
    expect(text).toMatch(new RegExp(`^right .*: block ${INDEX} is in the ledger, with hash ${block.hash}$`, "m"));
  });

  test.each(others)("with %s proves nothing, and is no fault", async (_, other) => {
    for (const saved of [
      { message: "Mined.", block: other, receipt },
      { ...receipt, block: other },
      { block, receipt: { ...receipt, block: other } },
    ]) {
      const { codes, text } = await check(saved);

      expect(codes).toEqual([2, 2]);
      expect(text).toMatch(
        new RegExp(
          `^not checked .*: its block .*, but its receipt proves block ${INDEX}, with hash ${block.hash}$`,
          "m",
        ),
      );
      expect(text).not.toContain("is in the ledger");
      expect(text).not.toContain(MALLORY);
      expect(text).not.toContain("FAULT");
    }
  });
});

test.each(correctionsChains)("corrections and records with an author are proved too, on $puzzle", async ({ chain }) => {
  const evidence = new Evidence(chain, ledger);
  for (const block of chain) {
    const saved = JSON.stringify({ message: "Mined.", block, receipt: evidence.receipt(block.index) });
    expect((await verify(chain, evidence.checkpoint(chain.length), saved)).codes).toEqual([0, 0]);
  }
});

test("an edited block does not hide that the ledger contradicts the receipt's checkpoint", async () => {
  const evidence = new Evidence(squaresChain, ledger);
  const rewritten = await relink(squaresChain, INDEX, { patient_name: MALLORY });
  const block = { ...blockAt(squaresChain, INDEX), patient_name: MALLORY };

  for (const index of [2, INDEX]) {
    const saved = JSON.stringify({ message: "Mined.", block, receipt: evidence.receipt(index) });
    expect((await verify(rewritten, evidence.checkpoint(2), saved)).codes).toEqual([1, 1]);
  }
});
