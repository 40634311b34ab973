import { expect, test } from "vitest";
import { type Block, candidateBlock, sealBlock, withProof } from "../../../src/chain/block.ts";
import { patient } from "../../support/worker/client.ts";
import { edit, storedChain } from "../../support/storage/in-runtime.ts";
import { createLedger, text } from "../../support/worker/named-ledgers.ts";
import {
  deleteCheckpoints,
  deleteTree,
  editNode,
  markUnsigned,
  replaceBlocks,
  replaceNote,
  replaceTree,
} from "../../support/storage/edits.ts";
import { restart } from "../../support/worker/deployment.ts";
import {
  all,
  at,
  edited,
  LENGTH,
  onEachPuzzle,
  relinked,
  remined,
  treeOf,
  verdicts,
} from "../../support/ledger/forgeries.ts";
import { proofAt } from "../../support/worker/squares-chains.ts";

onEachPuzzle(({ puzzle, ledger, saved }) => {
  const verdict = async () =>
    JSON.parse(await text(ledger, "/is_valid")) as { checkpoint?: unknown; fault?: { detail: string; actual: string } };

  /** The chain with one block edited and all later blocks adapted: valid by every rule of a chain. */
  const rewritten = async () => {
    const chain = await storedChain(ledger);
    return relinked(chain, edited(at(chain, 3)), remined);
  };

  /** Stores a tree that matches the blocks. */
  const storeTreeOf = async (blocks: readonly Block[]) => edit(ledger, replaceTree(await treeOf(blocks)));

  /** Deletes the checkpoint, and notes that there never was one: all that an attacker without the key can do. */
  const forgetCheckpoint = (size: number) => edit(ledger, deleteCheckpoints, markUnsigned(size)).then(restart);

  test("a deleted checkpoint is a fault: a ledger that never signed has a note that says so", async () => {
    await edit(ledger, deleteCheckpoints);

    const gone = "checkpoint at 6";
    expect(await verdicts(ledger, saved())).toEqual(all(gone));
    await restart();
    expect(await verdicts(ledger, saved())).toEqual(all(gone));
  });

  test("a deleted checkpoint behind a forged note is missing from the verdict, and the chain still contains the saved one", async () => {
    await forgetCheckpoint(LENGTH);

    expect((await verdict()).checkpoint).toBeNull();
    expect(await verdicts(ledger, saved())).toEqual(all("valid"));
  });

  test("a chain rewritten together with its tree, checkpoint and note is detected only by the saved checkpoint", async () => {
    const forged = await rewritten();
    await edit(ledger, replaceBlocks(forged));
    await storeTreeOf(forged);
    await forgetCheckpoint(LENGTH);

    // It looks like a ledger that never had a key, so it is signed: anybody who can write the storage can achieve that.
    expect((await text(ledger, "/checkpoint")).split("\n")[1]).toBe("6");
    expect(await verdicts(ledger, saved())).toEqual({ stored: "valid", rebuilt: "valid", saved: "checkpoint at 6" });
  });

  test("a chain rewritten together with its tree is detected by the stored checkpoint", async () => {
    const forged = await rewritten();
    await edit(ledger, replaceBlocks(forged));
    await storeTreeOf(forged);

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
  });

  test("a checkpoint with a flipped bit in its signature is detected", async () => {
    const place = saved().lastIndexOf(" ") + 20;
    const flipped = saved().slice(0, place) + (saved()[place] === "A" ? "B" : "A") + saved().slice(place + 1);
    await edit(ledger, replaceNote(flipped));

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
    expect((await verdict()).fault?.actual).toContain("is not valid");
  });

  test.each([
    ["size", (note: string) => note.replace("\n6\n", "\n5\n")],
    ["root", (note: string) => note.replace(/\n6\n.*\n/, `\n6\n${"A".repeat(43)}=\n`)],
    ["all of its text", () => "no checkpoint"],
    ["every character", () => ""],
  ])("a checkpoint that was edited in %s is detected", async (_, rewrite) => {
    expect(rewrite(saved())).not.toBe(saved());
    await edit(ledger, replaceNote(rewrite(saved())));

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
  });

  test("an older checkpoint of the ledger in place of the newest one is detected", async () => {
    const { checkpoint } = JSON.parse(await text(ledger, "/blocks/1/proof?size=4")) as { checkpoint: string };
    await edit(ledger, replaceNote(checkpoint));

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 5"));
  });

  test("another ledger's checkpoint in place of its own is detected", async () => {
    await createLedger("another", puzzle);
    const another = await text("another", "/checkpoint");
    await edit(ledger, replaceNote(another));

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
    expect((await verdict()).fault?.actual).toContain("another ledger");
  });

  test.each([
    ["a node on the newest block's path", 2, 0],
    ["a leaf off that path", 0, 0],
    ["an inner node off that path", 1, 1],
    ["the newest block's own leaf", 0, 5],
  ])("in an edited tree, %s is detected when the tree is rebuilt", async (_, level, index) => {
    await edit(ledger, editNode(level, index));

    expect((await verdicts(ledger, saved())).rebuilt).toMatch(/^checkpoint at \d$/);
  });

  test("an edited node on the newest block's path is detected without a rebuild", async () => {
    await edit(ledger, editNode(2, 0));

    expect((await verdicts(ledger, saved())).stored).toBe("checkpoint at 6");
  });

  test("a deleted tree is computed again from the blocks", async () => {
    await edit(ledger, deleteTree);

    expect(await verdicts(ledger, saved())).toEqual(all("valid"));
  });

  test("blocks added behind the ledger's back are detected, however well they fit", async () => {
    const chain = await storedChain(ledger);
    const tip = at(chain, LENGTH);
    const candidate = withProof(candidateBlock(tip, patient(7), "eve", Date.now()), proofAt(7));
    await edit(ledger, replaceBlocks([...chain, await remined(await sealBlock(candidate))]));

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 7"));
    expect((await verdict()).fault?.detail).toContain("added to the storage directly");
  });
});
