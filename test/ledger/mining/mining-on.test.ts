import { expect, test } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, createLedger, post, text } from "../../support/worker/named-ledgers.ts";
import { cutTree, deleteTree, replaceBlocks, replaceNote, zeroLevel } from "../../support/storage/edits.ts";
import { restart } from "../../support/worker/deployment.ts";
import { edit, sqlOn, storedChain } from "../../support/storage/in-runtime.ts";
import {
  all,
  at,
  edited,
  LENGTH,
  onEachPuzzle,
  relinked,
  remined,
  verdicts,
  withBlock,
} from "../../support/ledger/forgeries.ts";
import { proofAt } from "../../support/worker/squares-chains.ts";

const NEXT: PatientRecord = { patient_name: "Bo", patient_ID: "B", Reg_no: "B-1" };

interface Attack {
  readonly name: string;
  readonly attack: (ledger: string, chain: readonly Block[]) => Promise<unknown>;
}

/** Attacks after which the stored tree or checkpoint contradicts the chain. */
const CONTRADICTIONS: readonly Attack[] = [
  {
    name: "the chain was rewritten to its end",
    attack: async (ledger, chain) => edit(ledger, replaceBlocks(await relinked(chain, edited(at(chain, 3)), remined))),
  },
  {
    name: "the last block was rewritten",
    attack: async (ledger, chain) =>
      edit(ledger, replaceBlocks(withBlock(chain, await remined(edited(at(chain, LENGTH)))))),
  },
  { name: "the chain was truncated", attack: (ledger, chain) => edit(ledger, replaceBlocks(chain.slice(0, 4))) },
  {
    name: "chain and tree were truncated",
    attack: async (ledger, chain) => {
      await edit(ledger, replaceBlocks(chain.slice(0, 4)));
      await edit(ledger, cutTree(4));
    },
  },
  {
    name: "the chain was rewritten and the tree with it",
    attack: async (ledger, chain) => {
      await edit(ledger, replaceBlocks(await relinked(chain, edited(at(chain, 3)), remined)));
      await edit(ledger, deleteTree);
    },
  },
  {
    name: "a node of the tree was edited",
    attack: (ledger) => edit(ledger, zeroLevel(2)),
  },
  {
    name: "another ledger's checkpoint was put in",
    attack: async (ledger) => {
      await createLedger("another", { puzzle: "squares" });
      await edit(ledger, replaceNote(await text("another", "/checkpoint")));
    },
  },
  { name: "the stored checkpoint is not a checkpoint", attack: (ledger) => edit(ledger, replaceNote("no")) },
];

onEachPuzzle(({ puzzle, ledger, saved }) => {
  const stored = () => sqlOn(ledger, "SELECT (SELECT COUNT(*) FROM blocks) AS blocks, size, note FROM checkpoints");

  const mineNext = async () => {
    const index = Number((await stored())[0]?.["blocks"]) + 1;
    const proof = puzzle.puzzle === "squares" ? { proof: proofAt(index) } : {};
    return post(ledger, "/mine_block", JSON.stringify({ ...NEXT, ...proof }), "application/json");
  };

  test.each(CONTRADICTIONS)("nothing more is mined or signed when $name", async ({ attack }) => {
    await attack(ledger, await storedChain(ledger));
    await restart();
    const before = await stored();

    const { detail } = await expectProblem(await mineNext(), 409, "ledger-contradicted");
    expect(detail).toContain("GET /is_valid");

    expect(await stored()).toEqual(before);
    expect((await verdicts(ledger, saved())).stored).toMatch(/^checkpoint at \d$/);
  });

  test("mining on a rewritten chain does not make it valid", async () => {
    const chain = await storedChain(ledger);
    await edit(ledger, replaceBlocks(await relinked(chain, edited(at(chain, 3)), remined)));
    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
    await restart();

    const response = await mineNext();
    await response.arrayBuffer();

    expect((await verdicts(ledger, saved())).stored).toMatch(/^checkpoint at \d$/);
  });

  test("the newest checkpoint of a rewritten chain does not vouch for it", async () => {
    const chain = await storedChain(ledger);
    await edit(ledger, replaceBlocks(await relinked(chain, edited(at(chain, 3)), remined)));
    await edit(ledger, deleteTree);
    await restart();

    // The old one, or none: in either case nothing new is signed.
    const response = await call(ledger, "/checkpoint");
    expect([saved(), ""]).toContain(response.status === 200 ? await response.text() : "");
    expect((await stored()).map(({ note }) => note)).toEqual([saved()]);
  });

  test("mining and checkpoints go on for an untouched ledger", async () => {
    expect((await mineNext()).status).toBe(201);

    expect(await stored()).toMatchObject([{ blocks: LENGTH + 1, size: LENGTH + 1 }]);
    expect(await verdicts(ledger, saved())).toEqual(all("valid"));
  });
});
