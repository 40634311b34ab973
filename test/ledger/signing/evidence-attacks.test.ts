import { expect, test } from "vitest";
import { type Block, candidateBlock, sealBlock, withProof } from "../../../src/chain/block.ts";
import { completedNodes, leafHash } from "../../../src/evidence/merkle-tree.ts";
import { bytesOf } from "../../../src/evidence/receipt.ts";
import { patient } from "../../support/client.ts";
import {
  behindTheBackOf,
  createLedger,
  replaceBlocks,
  replaceRows,
  restart,
  sqlOn,
  storedChain,
  text,
} from "../../support/ledger/evidence.ts";
import { all, at, edited, LENGTH, onEachPuzzle, relinked, remined, verdicts } from "../../support/ledger/forgeries.ts";
import { proofAt } from "../../support/ledger/stored.ts";

onEachPuzzle(({ puzzle, ledger, saved }) => {
  const verdict = async () =>
    JSON.parse(await text(ledger, "/is_valid")) as { checkpoint?: unknown; fault?: { detail: string; actual: string } };

  /** The chain with a block edited and all behind it made to fit: valid by every rule of a chain. */
  const rewritten = async () => {
    const chain = await storedChain(ledger);
    return relinked(chain, edited(at(chain, 3)), remined);
  };

  /** Stores a tree that fits the blocks. */
  const storeTreeOf = async (blocks: readonly Block[]) => {
    const nodes = new Map<string, { level: number; index: number; hash: Uint8Array<ArrayBuffer> }>();
    const read = (level: number, index: number) => nodes.get(`${level}/${index}`)?.hash ?? new Uint8Array();
    for (const [place, { hash }] of blocks.entries()) {
      const completed = await completedNodes(place, await leafHash(bytesOf(hash)), read);
      for (const node of completed) nodes.set(`${node.level}/${node.index}`, node);
    }
    const rows = [...nodes.values()].map((node) => ({ ...node, hash: node.hash.buffer }));
    await behindTheBackOf(ledger, ({ sql }) => replaceRows(sql, "tree", rows));
  };

  /** Deletes the checkpoint, and notes that there never was one: all that is left to whoever cannot sign. */
  const forgetCheckpoint = (size: number) =>
    behindTheBackOf(ledger, ({ sql, kv }) => {
      sql.exec("DELETE FROM checkpoints");
      kv.put("unsigned", size);
    }).then(restart);

  test("a checkpoint that is gone is a fault: a ledger that never signed has a note of it", async () => {
    await sqlOn(ledger, "DELETE FROM checkpoints");

    const gone = "checkpoint at 6";
    expect(await verdicts(ledger, saved())).toEqual(all(gone));
    await restart();
    expect(await verdicts(ledger, saved())).toEqual(all(gone));
  });

  test("a checkpoint that is gone behind a forged note is missed in the verdict, and the chain still contains the saved one", async () => {
    await forgetCheckpoint(LENGTH);

    expect((await verdict()).checkpoint).toBeNull();
    expect(await verdicts(ledger, saved())).toEqual(all("valid"));
  });

  test("a chain rewritten together with its tree, its checkpoint and the note of it, is found by the saved one alone", async () => {
    const forged = await rewritten();
    await replaceBlocks(ledger, forged);
    await storeTreeOf(forged);
    await forgetCheckpoint(LENGTH);

    // What cannot be told from a ledger that never had a key is signed: whoever can write the storage can do that.
    expect((await text(ledger, "/checkpoint")).split("\n")[1]).toBe("6");
    expect(await verdicts(ledger, saved())).toEqual({ stored: "valid", rebuilt: "valid", saved: "checkpoint at 6" });
  });

  test("a chain rewritten together with its tree is found by the stored checkpoint", async () => {
    const forged = await rewritten();
    await replaceBlocks(ledger, forged);
    await storeTreeOf(forged);

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
  });

  test("a checkpoint with a flipped bit in its signature is found", async () => {
    const place = saved().lastIndexOf(" ") + 20;
    const flipped = saved().slice(0, place) + (saved()[place] === "A" ? "B" : "A") + saved().slice(place + 1);
    await sqlOn(ledger, "UPDATE checkpoints SET note = ?", flipped);

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
    expect((await verdict()).fault?.actual).toContain("is not right");
  });

  test.each([
    ["size", (note: string) => note.replace("\n6\n", "\n5\n")],
    ["root", (note: string) => note.replace(/\n6\n.*\n/, `\n6\n${"A".repeat(43)}=\n`)],
    ["all of its text", () => "no checkpoint"],
    ["every character", () => ""],
  ])("a checkpoint that was edited in %s is found", async (_, edit) => {
    expect(edit(saved())).not.toBe(saved());
    await sqlOn(ledger, "UPDATE checkpoints SET note = ?", edit(saved()));

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
  });

  test("an older checkpoint of the ledger in the newest one's place is found", async () => {
    const { checkpoint } = JSON.parse(await text(ledger, "/blocks/1/proof?size=4")) as { checkpoint: string };
    await sqlOn(ledger, "UPDATE checkpoints SET note = ?", checkpoint);

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 5"));
  });

  test("another ledger's checkpoint in the place of its own is found", async () => {
    await createLedger("another", puzzle);
    const another = await text("another", "/checkpoint");
    await sqlOn(ledger, "UPDATE checkpoints SET note = ?", another);

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 6"));
    expect((await verdict()).fault?.actual).toContain("another ledger");
  });

  test.each([
    ["a node that the newest block's path goes over", 2, 0],
    ["a leaf that it does not go over", 0, 0],
    ["an inner node that it does not go over", 1, 1],
    ["the newest block's own leaf", 0, 5],
  ])("of an edited tree, %s is found when it is rebuilt", async (_, level, index) => {
    await sqlOn(ledger, `UPDATE tree SET hash = zeroblob(32) WHERE level = ? AND "index" = ?`, level, index);

    expect((await verdicts(ledger, saved())).rebuilt).toMatch(/^checkpoint at \d$/);
  });

  test("an edited node on the newest block's path is found without rebuilding", async () => {
    await sqlOn(ledger, `UPDATE tree SET hash = zeroblob(32) WHERE level = 2 AND "index" = 0`);

    expect((await verdicts(ledger, saved())).stored).toBe("checkpoint at 6");
  });

  test("a tree that is gone is no evidence", async () => {
    await sqlOn(ledger, "DELETE FROM tree");

    expect((await verdicts(ledger, saved())).stored).toBe("checkpoint at 6");
  });

  test("blocks that were added behind the ledger's back are found, however well they fit", async () => {
    const chain = await storedChain(ledger);
    const tip = at(chain, LENGTH);
    const candidate = withProof(candidateBlock(tip, patient(7), "eve", Date.now()), proofAt(7));
    await replaceBlocks(ledger, [...chain, await remined(await sealBlock(candidate))]);

    expect(await verdicts(ledger, saved())).toEqual(all("checkpoint at 7"));
    expect((await verdict()).fault?.detail).toContain("behind the ledger's back");
  });
});
