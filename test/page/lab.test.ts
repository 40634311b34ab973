import { expect, test } from "vitest";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { LabBench } from "../support/page/lab-bench.ts";

const { server, visit } = visitors();

/** Opens the lab on a fresh chain, as a visitor without a token does. */
async function openLab(): Promise<[LabBench, Visitor]> {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab" });
  const lab = new LabBench(visitor);
  await lab.isValid();
  return [lab, visitor];
}

test("an edited block turns red in the lab, names its fault, and is green again once the edit is undone", async () => {
  const [lab] = await openLab();
  const name = await lab.field(3, "patient_name").inputValue();

  await lab.field(3, "patient_name").fill("Mallory");
  await lab.isBroken("Changed");
  await lab.sees(3, "Changed");
  await lab.block(3).getByText("its hash does not match its content").waitFor();
  await lab.sees(4, "Valid");

  await lab.press("Undo");
  await lab.isValid();
  await lab.sees(3, "Valid");
  expect(await lab.field(3, "patient_name").inputValue()).toBe(name);

  await lab.press("Redo");
  await lab.isBroken("Changed");
});

test("the hash of a block's content is updated on each key press", async () => {
  const [lab] = await openLab();
  const hash = () => lab.block(2).locator("code").innerText();
  const hashes = [await hash()];
  for (const key of ["x", "y", "z"]) {
    await lab.field(2, "mined_by").press(key);
    await expect.poll(hash).not.toBe(hashes.at(-1));
    hashes.push(await hash());
  }
  expect(new Set(hashes).size).toBe(4);
});

test("every field of a block can be edited, and each edit is detected", { tags: "long" }, async () => {
  const [lab] = await openLab();
  await lab.make("block-hash");
  const edits = [
    ["index", "7", "Wrong position"],
    ["timestamp", "2020-01-01T00:00:00.000Z", "Changed"],
    ["timestamp", "yesterday", "Not a block"],
    ["patient_ID", "other", "Changed"],
    ["Reg_no", "other", "Changed"],
    ["mined_by", "other", "Changed"],
    ["difficulty", "9", "Changed"],
    ["difficulty", "99", "Not a block"],
    ["proof", "0", "Changed"],
    ["previous_hash", "f".repeat(64), "Changed"],
    ["hash", "f".repeat(64), "Changed"],
  ] as const;
  for (const [field, text, says] of edits) {
    await lab.field(3, field).fill(text);
    await lab.sees(3, says);
    await lab.press("Undo");
    await lab.isValid();
  }
});

test("an edited squares chain is valid again after relinking, without mining", async () => {
  const [lab] = await openLab();
  await lab.make("squares");
  const proofs = [await lab.field(2, "proof").inputValue(), await lab.field(5, "proof").inputValue()];
  await lab.field(2, "patient_name").fill("Mallory");
  await lab.isBroken("Changed");

  await lab.press("Relink the rest");

  await lab.isValid();
  expect([await lab.field(2, "proof").inputValue(), await lab.field(5, "proof").inputValue()]).toEqual(proofs);
});

test(
  "an edited block-hash chain that is relinked is not mined, until it is mined from there on",
  { tags: "long" },
  async () => {
    const [lab] = await openLab();
    await lab.make("block-hash");
    await lab.field(2, "patient_name").fill("Mallory");
    await lab.isBroken("Changed");

    await lab.press("Relink the rest");
    await lab.isBroken("Not mined");
    await lab.press("Mine the rest");

    await lab.isValid();
    await lab.page.getByText(/blocks? mined: [\d,]+ hashes, [\d,]+ per second/).waitFor();
  },
);

test("one block is mined again on its own, and a new one is added after the last", async () => {
  const [lab] = await openLab();
  await lab.make("block-hash");
  await lab.field(5, "patient_name").fill("Mallory");
  await lab.sees(5, "Changed");

  await lab.press("Mine", 5);
  await lab.isValid();
  expect(await lab.field(5, "hash").inputValue()).toMatch(/^000/);

  await lab.press("Add a block");
  await lab.sees(6, "Valid");
  await lab.isValid();
});

test("a rehashed block passes the fault on to the next block's link", async () => {
  const [lab] = await openLab();
  await lab.field(2, "patient_name").fill("Mallory");
  await lab.press("Rehash", 2);

  await lab.sees(2, "Valid");
  await lab.sees(3, "Link broken");
  await lab.page.getByText("Broken", { exact: true }).waitFor();
});

test("removed and moved blocks break the chain, and a reset restores it", async () => {
  const [lab] = await openLab();
  await lab.block(3).getByText("More", { exact: true }).click();
  await lab.press("Remove", 3);
  await lab.isBroken("Wrong position");
  await lab.press("Reset");
  await lab.isValid();

  await lab.press("Move forward", 3);
  await lab.isBroken("Wrong position");
  await lab.press("Reset");
  await lab.press("Cut off later blocks", 3);
  await lab.isValid();
  await expect.poll(() => lab.block(4).count()).toBe(0);
  await lab.press("Reset");
  await lab.block(5).waitFor();
});

test("the lab has a private copy of the ledger's newest blocks, linked to the block before them", async () => {
  const ledger = await RemoteLedger.create(server, "copied");
  await ledger.mine(patients(8));
  const visitor = await visit({ fragment: "#/copied/lab" });
  const lab = new LabBench(visitor);

  await lab.isValid();
  expect(await lab.field(9, "patient_name").inputValue()).toBe(patients(8).at(-1)?.patient_name);
  await lab.page.getByText("to block 3, not checked").waitFor();
  await lab.page.getByText("is_valid?since=4 says: valid.").waitFor();
  await lab.page.getByText("Block 3 and the blocks before it were not checked.").waitFor();
  expect(await lab.block(3).count()).toBe(0);

  await lab.page.getByLabel("Number of blocks").fill("2");
  await lab.press("Copy the blocks");
  await lab.page.getByText("to block 7, not checked").waitFor();
  await lab.field(8, "previous_hash").fill("f".repeat(64));
  await lab.press("Rehash", 8);
  await lab.isBroken("Link broken");
  // No change reached the ledger.
  expect(await ledger.json("/is_valid")).toMatchObject({ valid: true });

  await lab.press("Sign out");
  await lab.field(2, "patient_name").waitFor();
  expect(await lab.block(9).count()).toBe(0);
});

test("the lab is accessible in every look, whole and broken", { tags: "long" }, async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab" });
  const lab = new LabBench(visitor);
  await lab.isValid();
  expect(await visitor.faultsInEveryLook()).toEqual([]);

  await lab.block(3).getByText("More", { exact: true }).click();
  await lab.field(3, "patient_name").fill("Mallory");
  await lab.press("Rehash", 3);
  await lab.isBroken("Link broken");
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});
