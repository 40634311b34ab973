import { expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { patient } from "../support/worker/client.ts";
import { edit, readStored, storedChain } from "../support/storage/in-runtime.ts";
import { grow, mineOn, post, text } from "../support/worker/named-ledgers.ts";
import { cutBlocks, dropUniqueness, replaceBlocks, replaceRows } from "../support/storage/edits.ts";
import { restart } from "../support/worker/deployment.ts";
import {
  all,
  at,
  edited,
  LENGTH,
  onEachPuzzle,
  rehashed,
  relinked,
  remined,
  verdicts,
  withBlock,
} from "../support/ledger/forgeries.ts";

interface Attack {
  readonly name: string;
  /** How the attacker changes the chain. */
  readonly forge: (chain: readonly Block[]) => Block[] | Promise<Block[]>;
  /** The rule and the block at which the attack is detected, for each puzzle. */
  readonly squares: string;
  readonly blockHash: string;
}

const caught = (verdict: string) => ({ squares: verdict, blockHash: verdict });

/** The chain with blocks moved to other places: renumbered, with their hashes recomputed. */
const renumbered = (blocks: readonly Block[]) =>
  Promise.all(
    blocks.map(async (block, place) => (block.index === place + 1 ? block : remined({ ...block, index: place + 1 }))),
  );

const genesisOfAnother = (chain: readonly Block[]) =>
  remined({ ...at(chain, 1), timestamp: "2020-01-01T00:00:00.000Z" });

const ATTACKS: readonly Attack[] = [
  {
    name: "an edited block in the middle",
    forge: (chain) => withBlock(chain, edited(at(chain, 3))),
    ...caught("hash at 3"),
  },
  { name: "an edited last block", forge: (chain) => withBlock(chain, edited(at(chain, 6))), ...caught("hash at 6") },
  { name: "an edited genesis", forge: (chain) => withBlock(chain, edited(at(chain, 1))), ...caught("hash at 1") },
  {
    name: "an edited block with its own hash recomputed",
    forge: async (chain) => withBlock(chain, await rehashed(edited(at(chain, 3)))),
    squares: "previous_hash at 4",
    // Detected one block earlier than on `squares`: the new hash was not mined.
    blockHash: "proof at 3",
  },
  {
    name: "an edited block, mined again on its own",
    forge: async (chain) => withBlock(chain, await remined(edited(at(chain, 3)))),
    ...caught("previous_hash at 4"),
  },
  {
    name: "an edited last block with its own hash recomputed",
    forge: async (chain) => withBlock(chain, await rehashed(edited(at(chain, 6)))),
    squares: "checkpoint at 6",
    blockHash: "proof at 6",
  },
  {
    name: "an edited last block, mined again",
    forge: async (chain) => withBlock(chain, await remined(edited(at(chain, 6)))),
    ...caught("checkpoint at 6"),
  },
  {
    name: "an edited genesis with its own hash recomputed",
    forge: async (chain) => withBlock(chain, await rehashed(edited(at(chain, 1)))),
    ...caught("genesis at 1"),
  },
  {
    name: "a block edited and the chain relinked to its end, without mining",
    forge: (chain) => relinked(chain, edited(at(chain, 3)), rehashed),
    squares: "checkpoint at 6",
    blockHash: "proof at 3",
  },
  {
    name: "a block edited, and the chain mined and relinked to its end",
    forge: (chain) => relinked(chain, edited(at(chain, 3)), remined),
    ...caught("checkpoint at 6"),
  },
  {
    name: "another genesis time, and the chain mined and relinked to its end",
    forge: async (chain) => relinked(chain, await genesisOfAnother(chain), remined),
    ...caught("checkpoint at 6"),
  },
  {
    name: "another block's registration number, and the chain mined and relinked to its end",
    forge: (chain) => relinked(chain, { ...at(chain, 4), Reg_no: at(chain, 2).Reg_no }, remined),
    ...caught("record at 4"),
  },
  {
    name: "another block's registration number, passed off as a correction, mined and relinked",
    forge: (chain) => relinked(chain, { ...at(chain, 4), Reg_no: at(chain, 2).Reg_no, corrects: 3 }, remined),
    ...caught("record at 4"),
  },
  {
    name: "a correction that nobody made, mined and relinked",
    forge: (chain) => relinked(chain, { ...at(chain, 4), Reg_no: at(chain, 2).Reg_no, corrects: 2 }, remined),
    ...caught("checkpoint at 6"),
  },
  {
    name: "another author, and the chain mined and relinked to its end",
    forge: (chain) => relinked(chain, { ...at(chain, 4), author: "eve" }, remined),
    ...caught("checkpoint at 6"),
  },
  {
    name: "a name that no ledger accepts, mined and relinked",
    forge: (chain) => relinked(chain, { ...at(chain, 3), patient_name: "Eve\u0000" }, remined),
    ...caught("record at 3"),
  },
  {
    name: "a last block from the year 9999, mined again",
    forge: async (chain) => withBlock(chain, await remined({ ...at(chain, 6), timestamp: "9999-12-31T23:59:59.999Z" })),
    ...caught("timestamp at 6"),
  },
  { name: "a truncated chain", forge: (chain) => chain.slice(0, 4), ...caught("checkpoint at 5") },
  { name: "a chain cut down to its genesis", forge: (chain) => chain.slice(0, 1), ...caught("checkpoint at 2") },
  {
    name: "a dropped block",
    forge: (chain) => chain.filter(({ index }) => index !== 3),
    ...caught("index at 3"),
  },
  { name: "a dropped genesis", forge: (chain) => chain.slice(1), ...caught("index at 1") },
  {
    name: "a dropped block, with the later ones renumbered",
    forge: (chain) => renumbered(chain.filter(({ index }) => index !== 3)),
    ...caught("previous_hash at 3"),
  },
  {
    name: "two swapped blocks",
    forge: (chain) => chain.map((block) => ({ ...block, index: [1, 2, 4, 3, 5, 6][block.index - 1] ?? 0 })),
    // The index is part of the content, so without a new hash this is an edit like any other.
    ...caught("hash at 3"),
  },
  {
    name: "two swapped blocks, mined again in their new places",
    forge: (chain) => renumbered([1, 2, 4, 3, 5, 6].map((index) => at(chain, index))),
    ...caught("previous_hash at 3"),
  },
  {
    name: "a copy of a block after the last block",
    forge: (chain) => [...chain, { ...at(chain, 3), index: 7 }],
    ...caught("hash at 7"),
  },
  {
    name: "a copy of a block after itself, mined again there",
    forge: (chain) => renumbered([1, 2, 3, 3, 4, 5, 6].map((index) => at(chain, index))),
    ...caught("previous_hash at 4"),
  },
  {
    name: "another ledger's genesis",
    forge: async (chain) => withBlock(chain, await genesisOfAnother(chain)),
    ...caught("previous_hash at 2"),
  },
  {
    name: "a patient's block as genesis",
    forge: async (chain) => withBlock(chain, await remined({ ...at(chain, 1), Reg_no: "REG-1" })),
    ...caught("genesis at 1"),
  },
];

onEachPuzzle(({ puzzle, ledger, saved }) => {
  test("an untouched chain is valid, and contains what was signed before", async () => {
    expect(await verdicts(ledger, saved())).toEqual(all("valid"));
  });

  test.each(ATTACKS)("$name is detected", async ({ forge, squares, blockHash }) => {
    const chain = await storedChain(ledger);
    const forged = await forge(chain);
    expect(forged).not.toEqual(chain);

    await edit(ledger, dropUniqueness, replaceBlocks(forged));

    expect(await verdicts(ledger, saved())).toEqual(all(ledger === "squares" ? squares : blockHash));
  });

  test("for a truncated chain, the verdict against the checkpoint names both sizes", async () => {
    await edit(ledger, cutBlocks(4));

    const answer = JSON.parse(await text(ledger, "/is_valid")) as unknown;

    expect(answer).toMatchObject({ valid: false, length: 4, fault: { expected: "6 blocks", actual: "4 blocks" } });
  });

  /** Restores the state from some blocks ago, as the platform's point-in-time recovery does: the object restarts. */
  async function rolledBack(): Promise<string> {
    const tables = ["blocks", "mempool", "mined", "tiles", "checkpoints"];
    const before = await readStored(ledger, ({ query }) =>
      tables.map((table) => [table, query(`SELECT * FROM ${table}`)] as const),
    );
    await grow(ledger, puzzle, LENGTH + 2);
    const later = await text(ledger, "/checkpoint");
    await edit(ledger, ...before.map(([table, rows]) => replaceRows(table, rows)));
    await restart();
    return later;
  }

  test("a store that was rolled back as a whole is detected only by a checkpoint saved elsewhere", async () => {
    const later = await rolledBack();

    const lost = { stored: "valid", rebuilt: "valid", saved: "checkpoint at 7" };
    expect(await verdicts(ledger, later)).toEqual(lost);
    // The ledger has now seen that it signed more blocks than it holds. Every later check reports that.
    const seen = "checkpoint at 7";
    expect(await verdicts(ledger, saved())).toEqual({ stored: seen, rebuilt: seen, saved: seen });
    expect((await post(ledger, "/mine_block", JSON.stringify(patient(9)), "application/json")).status).toBe(409);
  });

  test("a store that was rolled back and mined to the same length is detected by a checkpoint saved elsewhere", async () => {
    const later = await rolledBack();
    for (const index of [LENGTH + 1, LENGTH + 2]) {
      await mineOn(ledger, index, puzzle, { patient_name: "Eve", patient_ID: "E", Reg_no: `E-${index}` });
    }

    expect(await verdicts(ledger, later)).toEqual({ stored: "valid", rebuilt: "valid", saved: "checkpoint at 8" });
  });
});
