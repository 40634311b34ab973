import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { blockAt, relink } from "../support/chain/chains.ts";
import { Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { ndjson } from "../support/cli/commands.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { Store } from "../support/storage/on-disk.ts";
import { type Visitor, visitorsAlone } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";
import { tokenFor } from "../support/page/tokens.ts";
import { replaceBlocks } from "../support/storage/edits.ts";

const { server, visit } = visitorsAlone();

/** About 256 hashes a block. */
const DIFFICULTY = 8;

let ledger: RemoteLedger;
let visitor: Visitor;

beforeAll(async () => {
  ledger = await RemoteLedger.create(server, "audited", DIFFICULTY);
  await ledger.mine(patients(5));
});

/** Opens the view of a ledger, as a person with the ledger's key does. */
async function open(of: RemoteLedger = ledger, options: Parameters<typeof visit>[0] = {}): Promise<void> {
  await openWithoutKey(of, options);
  await keyField().fill((await (await of.get("/vkey")).text()).trim());
}

async function openWithoutKey(of: RemoteLedger = ledger, options: Parameters<typeof visit>[0] = {}): Promise<void> {
  visitor = await visit({ ...options, fragment: `#/${of.path.split("/").at(-1)}/verify` });
  await visitor.page.getByRole("button", { name: "Use the ledger's own key" }).waitFor();
}

function keyField() {
  return visitor.page.getByLabel("The ledger's verifier key");
}

/** Drops files, as far as the page can tell. */
async function drop(...files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  const dropped = files.map(([name, text]) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) }));
  await visitor.page.getByLabel("Drop files here, or choose them").setInputFiles(dropped);
  await visitor.page.getByText(files.at(-1)?.[0] ?? "").waitFor();
}

async function verify(): Promise<void> {
  await visitor.page.getByRole("button", { name: /^Verify/ }).click();
}

/** Saves the newest checkpoint, as a person does, and returns the file. */
async function keep(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const { page } = visitor;
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the newest checkpoint" }).click(),
  ]);
  const buffer = await readFile(await download.path());
  return { name: download.suggestedFilename(), mimeType: "text/plain", buffer };
}

/** A finding of the report, by what it is called. */
function finding(word: "Correct" | "Not checked" | "Fault", text: string | RegExp) {
  return visitor.page.getByRole("listitem").filter({ hasText: word }).getByText(text);
}

/** Replaces the stored blocks, as anybody with write access to the storage could. */
async function rewrite(of: RemoteLedger, edit: (chain: Block[]) => Block[] | Promise<Block[]>): Promise<void> {
  const rewritten = await edit(await of.chain());
  await server.stop();
  new Store(server, of.path).edit(replaceBlocks(rewritten));
  await server.start();
}

test("everything is checked in the browser, and what has no saved evidence is reported as not checked", async () => {
  await open();
  await verify();

  await visitor.page.getByText("All checks passed").waitFor();
  await finding("Correct", "6 blocks: every hash, link, timestamp, proof of work and record").waitFor();
  await finding("Correct", "The newest checkpoint, of 6 blocks").waitFor();
  await finding(
    "Not checked",
    "Whether the past was rewritten: no saved checkpoint of this ledger was given",
  ).waitFor();
  await visitor.page.getByText(blockAt(await ledger.chain(), 6).hash).waitFor();
});

test("no key is filled in, and without one only the blocks are checked, and everything else is listed as not checked", async () => {
  await openWithoutKey();
  expect(await keyField().inputValue()).toBe("");
  expect(await keyField().getAttribute("placeholder")).toBe("Paste the verifier key");
  const checkpoint = await (await ledger.get("/checkpoint")).text();
  const receipt = await (await ledger.get("/blocks/2/proof")).text();
  await drop(["my.checkpoint", checkpoint], ["my.receipt", receipt]);
  await visitor.page.getByText("Witnesses", { exact: true }).click();
  await visitor.page.getByLabel("Witnesses' verifier keys").fill(new Notary("witness.example").vkey(WITNESS_TYPE));
  await verify();

  await finding("Correct", /^\d+ blocks: every hash/).waitFor();
  for (const gap of [
    "Whether the ledger's key signed all of this: no key was given",
    "Whether the past was rewritten: no saved checkpoint of this ledger was given",
    "The witnesses' cosignatures of the newest checkpoint: without the ledger's key",
    "my.checkpoint: without the ledger's key its signature cannot be verified",
    "my.receipt: without the ledger's key its signature cannot be verified",
  ]) {
    await finding("Not checked", gap).waitFor();
  }
  expect(await visitor.page.getByRole("listitem").filter({ hasText: "Correct" }).count()).toBe(1);
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test("with the key that the ledger itself serves, its signature is listed as not checked", async () => {
  await openWithoutKey();
  const { page } = visitor;
  await page.getByRole("button", { name: "Use the ledger's own key" }).click();
  expect(await keyField().inputValue()).toBe((await (await ledger.get("/vkey")).text()).trim());
  expect(await keyField().isEditable()).toBe(false);
  await page.getByText("its signature proves nothing").waitFor();
  await verify();

  await finding(
    "Not checked",
    "Whether the ledger's key signed all of this: the key came from the ledger itself",
  ).waitFor();
  await page.getByText("no signature shows whose they are").waitFor();
  await finding("Correct", /^The newest checkpoint, of \d+ blocks: its root$/).waitFor();
  expect(await finding("Correct", "its signature").count()).toBe(0);
  expect(await visitor.accessibilityFaults()).toEqual([]);

  await page.getByRole("button", { name: "Paste a key instead" }).click();
  expect(await keyField().inputValue()).toBe("");
  await keyField().fill((await (await ledger.get("/vkey")).text()).trim());
  await verify();
  await finding("Correct", /^The newest checkpoint, of \d+ blocks: its signature/).waitFor();
  expect(await finding("Not checked", "Whether the ledger's key signed").count()).toBe(0);
});

test("a key that came from the ledger stays one in the report if another is to be pasted while the chain loads", async () => {
  await openWithoutKey();
  const { page } = visitor;
  await page.getByRole("button", { name: "Use the ledger's own key" }).click();
  const chain = await holdRequests(page, "**/get_chain*");
  await verify();
  await chain.asked;
  await page.getByRole("button", { name: "Paste a key instead" }).click();
  await chain.release();

  await page.getByText("no signature shows whose they are").waitFor();
  expect(await finding("Correct", "its signature").count()).toBe(0);
});

test("evidence from another ledger is a line of the report, and everything else is checked", async () => {
  const other = await RemoteLedger.create(server, "other", DIFFICULTY);
  await other.mine(patients(2, "Other"));
  await open();
  const [own, foreign, ownReceipt, foreignReceipt] = await Promise.all([
    ...[ledger, other].map(async (each) => (await each.get("/checkpoint")).text()),
    ...[ledger, other].map(async (each) => (await each.get("/blocks/2/proof")).text()),
  ]);
  const name = own?.split("\n")[0] ?? "";
  const text = `${name}\n3\n${Buffer.alloc(32).toString("base64")}\n`;
  const forger = new Notary(name, "forger");
  const altered = (own ?? "").replace(/\n\d+\n/, "\n5\n");
  await drop(
    ["of-another", foreign ?? ""],
    ["by-another-key", `${text}\n${forger.line(text)}`],
    ["altered", altered],
    ["receipt-of-another", foreignReceipt ?? ""],
    ["own", own ?? ""],
    ["own-receipt", ownReceipt ?? ""],
  );
  await verify();

  await visitor.page.getByText("All checks that ran passed, but some could not run").waitFor();
  await finding("Not checked", /^of-another: the checkpoint is from another ledger/).waitFor();
  await finding("Not checked", /^by-another-key: the checkpoint is not signed by the ledger's key/).waitFor();
  await finding("Not checked", /^altered: the signature of .* is not valid/).waitFor();
  await finding("Not checked", /^receipt-of-another: the checkpoint is from another ledger/).waitFor();
  await finding("Correct", "own: the ledger still contains the").waitFor();
  await finding("Correct", "own-receipt: block 2 is in the ledger").waitFor();
  await finding("Correct", /^\d+ blocks: every hash/).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test(
  "if all evidence is from another ledger, the past is not checked, and a fault is still found",
  { tags: "long" },
  async () => {
    const faulty = await RemoteLedger.create(server, "faulty", DIFFICULTY);
    await faulty.mine(patients(3));
    await open(faulty);
    await drop(["foreign", await (await ledger.get("/checkpoint")).text()]);
    await verify();
    await finding("Not checked", "foreign: ").waitFor();
    await finding(
      "Not checked",
      "Whether the past was rewritten: no saved checkpoint of this ledger was given",
    ).waitFor();

    await rewrite(faulty, (chain) =>
      chain.map((block) => (block.index === 2 ? { ...block, proof: block.proof + 1 } : block)),
    );
    await open(faulty);
    await drop(["foreign", await (await ledger.get("/checkpoint")).text()]);
    await verify();
    await finding("Fault", "Block 2 was changed after it was mined").waitFor();
    await finding("Not checked", "foreign: ").waitFor();
  },
);

test("a saved hash of genesis distinguishes the ledger from one that was recreated", async () => {
  await open();
  const { page } = visitor;
  const [genesis, second] = (await ledger.chain()) as [Block, Block];
  const saved = page.getByLabel("Saved hash of genesis");
  expect(await saved.inputValue()).toBe("");

  await saved.fill(` ${genesis.hash}\n`);
  await verify();
  await finding("Correct", "Genesis: its hash matches the saved one").waitFor();
  await page.getByText(`block-hash, difficulty ${DIFFICULTY}`, { exact: true }).waitFor();
  await page.getByText(genesis.hash, { exact: true }).waitFor();

  // Equivalent to a recreated ledger: the hash of another ledger's genesis.
  await saved.fill(second.hash);
  await verify();
  await finding("Fault", "The genesis block is not the one that was saved").waitFor();

  await saved.fill(second.hash.slice(1));
  await verify();
  await page
    .getByRole("alert")
    .getByText("the saved hash of genesis must be 64 lower-case hexadecimal digits")
    .waitFor();
});

test("an invalid key is refused with a reason, and with another ledger's key only the blocks are checked", async () => {
  await openWithoutKey();
  const key = keyField();
  await key.fill("my key");
  await verify();
  await visitor.page.getByRole("alert").getByText("The ledger could not be checked: not a verifier key").waitFor();

  const other = await (await server.fetch("/vkey")).text();
  await key.fill(other);
  await verify();
  await finding("Not checked", "The ledger's newest checkpoint: the checkpoint is from another ledger").waitFor();
  await visitor.page.getByText("All checks that ran passed, but some could not run").waitFor();
  await finding("Correct", /^\d+ blocks: every hash/).waitFor();
});

test("a quorum of witnesses that have not cosigned is reported as missing", async () => {
  await open();
  const { page } = visitor;
  await page.getByText("Witnesses", { exact: true }).click();
  await page.getByLabel("Witnesses' verifier keys").fill(new Notary("witness.example").vkey(WITNESS_TYPE));
  await verify();
  await finding(
    "Not checked",
    /cosignatures of the newest checkpoint: No checkpoint has 1 or more cosignatures yet/,
  ).waitFor();
  await finding("Correct", /^The newest checkpoint, of \d+ blocks: its signature/).waitFor();

  await page.getByLabel("How many of them must have cosigned").fill("0");
  await verify();
  await finding("Correct", "Cosigned by 0 of 1 witness").waitFor();
});

test("a saved checkpoint is valid after more blocks, and so is a dropped receipt", async () => {
  await open();
  const checkpoint = await keep();
  expect(checkpoint.name).toMatch(/^audited-\d+\.checkpoint$/);
  await visitor.page.getByText(`Downloaded as ${checkpoint.name}.`).waitFor();
  await ledger.mine(patients(2, "Later"));

  const receipt = Buffer.from(await (await ledger.get("/blocks/3/proof")).text());
  const broken = { name: "holiday.txt", mimeType: "text/plain", buffer: Buffer.from("sun and sea\n") };
  const files = [checkpoint, { name: "block-3.json", mimeType: "application/json", buffer: receipt }, broken];
  await visitor.page.getByLabel("Drop files here, or choose them").setInputFiles(files);
  await visitor.page.getByText("holiday.txt: will not be checked: it is neither an export").waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await verify();

  await finding("Not checked", "holiday.txt: it is neither an export").waitFor();
  await finding("Correct", `${checkpoint.name}: the ledger still contains the`).waitFor();
  await finding("Correct", "block-3.json: block 3 is in the ledger").waitFor();
  expect(
    await visitor.page
      .getByText("Whether the past was rewritten: no saved checkpoint of this ledger was given")
      .count(),
  ).toBe(0);

  await visitor.page.getByRole("button", { name: "Remove holiday.txt" }).click();
  await verify();
  await visitor.page.getByText("All checks passed").waitFor();
  expect(await visitor.page.getByText("holiday.txt").count()).toBe(0);
});

test("a checkpoint is saved under the name of its own ledger if another was opened meanwhile", async () => {
  await RemoteLedger.create(server, "opened-later", DIFFICULTY);
  await open();
  const { page } = visitor;
  const checkpoint = await holdRequests(page, "**/audited/checkpoint");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the newest checkpoint" }).click();
  await checkpoint.asked;
  await visitor.goTo("#/opened-later/verify");
  await expect.poll(() => keyField().inputValue()).toBe("");
  await checkpoint.release();

  expect((await download).suggestedFilename()).toMatch(/^audited-\d+\.checkpoint$/);
});

test("the report is saved as a file that needs no server, with the name of whoever verified", async () => {
  await open();
  const { page } = visitor;
  await drop(["<b>\u202enote.checkpoint", await (await ledger.get("/checkpoint")).text()]);
  await verify();
  await page.getByLabel("Who verifies (optional)").fill("A. Auditor & Co");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the report" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^verification-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.html$/);
  await page.getByText(`Saved as ${download.suggestedFilename()}.`).waitFor();
  const file = join(tmpdir(), download.suggestedFilename());
  await download.saveAs(file);

  const reader = await page.context().newPage();
  await reader.goto(pathToFileURL(file).href);
  await reader.getByRole("heading", { name: "Verification of a ledger" }).waitFor();
  await reader.getByText("All checks passed").waitFor();
  await reader.getByText("A. Auditor & Co").waitFor();
  await reader.getByText(`${server.url}/ledgers/audited`).waitFor();
  await reader.getByText(String.raw`<b>\u{202e}note.checkpoint: the ledger still contains`).waitFor();
  await reader.close();
  await rm(file);
});

test("a saved answer of mine_block is proved only with the block that its receipt proves", async () => {
  await open();
  const block = blockAt(await ledger.chain(), 3);
  const receipt = await ledger.json<object>("/blocks/3/proof");
  const forged = { ...block, index: 99, patient_name: "Mallory", hash: "0".repeat(64) };
  await drop(
    ["answer.json", JSON.stringify({ message: "Mined.", block, receipt })],
    ["forged.json", JSON.stringify({ message: "Mined.", block: forged, receipt })],
  );
  await verify();

  await visitor.page.getByText("All checks that ran passed, but some could not run").waitFor();
  await finding("Correct", `answer.json: block 3 is in the ledger, with hash ${block.hash}`).waitFor();
  await finding(
    "Not checked",
    `forged.json: its block has index 99, but its receipt proves block 3, with hash ${block.hash}`,
  ).waitFor();
  expect(await finding("Correct", "forged.json").count()).toBe(0);
});

test("a saved export is compared with the ledger, and a policy takes the place of the keys", async () => {
  await openWithoutKey();
  const { page } = visitor;
  const vkey = (await (await ledger.get("/vkey")).text()).trim();
  const saved = await ledger.chain();
  await drop(["earlier.ndjson", ndjson(saved.slice(0, 4))], ["keys.policy", `log ${vkey}\nquorum none\n`]);
  await page.getByText("keys.policy: policy with 1 key of the ledger and 0 witnesses").waitFor();
  await verify();

  await finding("Correct", /^The newest checkpoint, of \d+ blocks: its signature/).waitFor();
  await finding("Correct", /^earlier.ndjson: .*4 blocks/).waitFor();

  await keyField().fill(vkey);
  await verify();
  await page.getByText("the policy file has the keys and the quorum: clear the fields of the keys").waitFor();
});

test("a file can be dragged onto the page", async () => {
  await open();
  const text = await (await ledger.get("/checkpoint")).text();

  await visitor.page.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${JSON.stringify(text)}], "dragged.checkpoint"));
    document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }`);

  await visitor.page.getByText(/^dragged.checkpoint: checkpoint of \d+ blocks/).waitFor();
});

/** Has the page read files only once the returned function is called, which waits until it has read them. */
async function holdFiles(): Promise<() => Promise<void>> {
  await visitor.page.evaluate(`{
    const held = Promise.withResolvers();
    globalThis.readFiles = held.resolve;
    const read = File.prototype.stream;
    File.prototype.stream = function () {
      const { readable, writable } = new TransformStream();
      void held.promise.then(() => read.call(this).pipeTo(writable));
      return readable;
    };
  }`);
  return () => visitor.page.evaluate("readFiles(), new Promise((done) => setTimeout(done, 100))");
}

test("nothing is verified while a file is being read, unless it is removed", async () => {
  await open();
  const { page } = visitor;
  const start = page.getByRole("button", { name: /^Verify/ });
  const readFiles = await holdFiles();
  await drop(["slow.checkpoint", await (await ledger.get("/checkpoint")).text()], ["unwanted", "sun and sea"]);
  await page.getByText("slow.checkpoint: being read…").waitFor();
  expect(await start.isDisabled()).toBe(true);
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await page.getByRole("button", { name: "Remove unwanted" }).click();
  await readFiles();

  await page.getByText(/^slow.checkpoint: checkpoint of \d+ blocks/).waitFor();
  expect(await page.getByText("unwanted").count()).toBe(0);
  await start.click();
  await finding("Correct", "slow.checkpoint: the ledger still contains the").waitFor();
});

test("a file that is being read when somebody signs out is not among the next person's files", async () => {
  await open();
  const { page } = visitor;
  const readFiles = await holdFiles();
  await page
    .getByLabel("Drop files here, or choose them")
    .setInputFiles({ name: "hers.checkpoint", mimeType: "text/plain", buffer: Buffer.from("sun and sea") });
  await page.getByRole("button", { name: "Sign out" }).click();
  await visitor.goTo(`#token=${await tokenFor({ subject: "ben", ledgers: ["audited"] })}`);
  await visitor.goTo("#/audited/verify");
  await page.getByRole("button", { name: /^Verify/ }).waitFor();
  await readFiles();

  expect(await page.getByText("hers.checkpoint").count()).toBe(0);
  expect(await page.getByRole("button", { name: /^Verify/ }).isEnabled()).toBe(true);
});

test("an edited record is found with its place", { tags: "long" }, async () => {
  const edited = await RemoteLedger.create(server, "edited", DIFFICULTY);
  await edited.mine(patients(4));
  await rewrite(edited, (chain) =>
    chain.map((block) => (block.index === 3 ? { ...block, patient_name: "Mallory" } : block)),
  );

  await open(edited);
  await verify();

  await visitor.page.getByText("A fault was found").waitFor();
  await finding("Fault", "Block 3 was changed after it was mined").waitFor();
  await visitor.page.getByText("hash: a block's hash is the hash of its content").waitFor();
  await finding("Fault", blockAt(await edited.chain(), 3).hash).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await visitor.page.getByRole("link", { name: "Block 3", exact: true }).click();
  await visitor.page.getByText("Not equal: the content was changed").waitFor();
});

test(
  "a ledger that was rewritten or truncated after a saved checkpoint is faulty, whatever its newest checkpoint",
  { tags: "long" },
  async () => {
    // On the paper's puzzle relinking needs no mining, so the blocks alone are valid.
    const rewritten = await RemoteLedger.create(server, "rewritten");
    await rewritten.mine(patients(3));
    await open(rewritten);
    const checkpoint = await keep();
    expect(checkpoint.name).toBe("rewritten-4.checkpoint");

    await rewrite(rewritten, (chain) => relink(chain, 2, { patient_name: "Mallory" }));
    await open(rewritten);
    await verify();
    await finding("Fault", "The ledger itself says that its stored blocks contradict what it signed.").waitFor();
    await visitor.page.getByText("A fault was found").waitFor();
    await visitor.page.getByLabel("Drop files here, or choose them").setInputFiles([checkpoint]);
    await verify();
    await finding("Fault", "The first 4 blocks are not those that the checkpoint covers").waitFor();

    await rewrite(rewritten, (chain) => chain.slice(0, 2));
    await open(rewritten);
    await visitor.page.getByLabel("Drop files here, or choose them").setInputFiles([checkpoint]);
    await verify();
    await finding(
      "Fault",
      "Blocks are missing at the end of the chain: a checkpoint covers 4, the chain has 2.",
    ).waitFor();
  },
);

test("a cancelled verification says nothing about the chain", async () => {
  await open();
  const { page } = visitor;
  // Hold back the blocks, to leave time to cancel.
  await page.route("**/get_chain*", () => {});
  await verify();
  await page.getByRole("progressbar", { name: "Blocks checked" }).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);

  await page.getByRole("button", { name: "Cancel" }).click();

  await page.getByText("Cancelled: there is no verdict on the chain.").waitFor();
});

test("a ledger that signs nothing is verified by its blocks", async () => {
  visitor = await visit();
  const problem = {
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: "urn:problem-type:patient-ledger:signing-not-configured", detail: "Not configured." }),
  };
  await visitor.page.route("**/vkey", (request) => request.fulfill(problem));
  await visitor.goTo("#/audited/verify");
  await visitor.page.getByText("This ledger signs nothing").waitFor();
  expect(await visitor.page.getByRole("button", { name: "Use the ledger's own key" }).count()).toBe(0);
  await verify();

  await finding("Correct", /^\d+ blocks: every hash/).waitFor();
});

test("the view is accessible in every look, before and after", { tags: "long" }, async () => {
  await open(ledger);
  await visitor.page.getByText("Witnesses", { exact: true }).click();
  expect(await visitor.faultsInEveryLook()).toEqual([]);

  await verify();
  await visitor.page.getByText("All checks passed").waitFor();

  expect(await visitor.faultsInEveryLook()).toEqual([]);
});
