import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { parseReceipt, verifyReceipt } from "../../src/evidence/receipts/receipt.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { blockAt } from "../support/chain/chains.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { Store } from "../support/storage/on-disk.ts";
import { until } from "../support/e2e/until.ts";
import { type Visitor, visitorsAlone } from "../support/page/browser.ts";
import { editBlock } from "../support/storage/edits.ts";

const { server, visit } = visitorsAlone();

/** About 256 hashes a block: thousands are mined in seconds. */
const DIFFICULTY = 8;

/** The cards in the document: the visible ones and some more. */
const CARDS = "document.querySelectorAll('.card').length";

/** Opens a ledger's view, and waits until it is live. */
async function open(ledger: RemoteLedger, place = "blocks", options: Parameters<typeof visit>[0] = {}) {
  const visitor = await visit({ ...options, fragment: `#/${ledger.path.split("/").at(-1)}/${place}` });
  if (place === "blocks") await visitor.page.getByText("Live", { exact: true }).waitFor();
  return visitor;
}

/** The card of a block. */
function card({ page }: Visitor, index: string) {
  return page.getByRole("article", { name: `Block ${index}`, exact: true });
}

describe("a ledger of a few blocks", () => {
  let ledger: RemoteLedger;

  beforeAll(async () => {
    ledger = await RemoteLedger.create(server, "few");
    await ledger.mine(patients(3));
  });

  test("shows each block with its fields, linked to the previous one, and that the chain is valid", async () => {
    const visitor = await open(ledger);
    const newest = blockAt(await ledger.chain(), 4);

    const shown = card(visitor, "4");
    for (const text of ["Patient 3 ‒ अमृता", "P-Patient-3", "REG-Patient-3", "developer", newest.hash]) {
      await shown.getByText(text).waitFor();
    }
    await visitor.page.getByText("Linked to block 3").waitFor();
    await visitor.page.getByText("The chain is valid").waitFor();
    await visitor.page.getByText("4 blocks checked · matches the signed checkpoint of 4 blocks").waitFor();
  });

  test("shows a block that another client mines, announces it, and requests the verdict again", async () => {
    const visitor = await open(ledger);
    await visitor.page.getByText("4 blocks checked").waitFor();

    await ledger.mine(patients(1, "Live"));

    await card(visitor, "5").getByText("Live 1 ‒ अमृता").waitFor();
    await visitor.page.getByRole("status").getByText("Block 5 was added to the chain.").waitFor({ state: "attached" });
    await visitor.page.getByText("5 blocks checked").waitFor();
  });

  test("opens a block, recomputes its hash in the browser, and verifies its receipt", async () => {
    const visitor = await open(ledger);
    const { page } = visitor;
    await page.getByRole("link", { name: "Block 3", exact: true }).click();
    const { proof, timestamp, hash } = blockAt(await ledger.chain(), 3);

    await page.getByRole("heading", { level: 1, name: "Block 3" }).waitFor();
    await page.getByText("Equal: the content has not changed since it was hashed").waitFor();
    await page.getByText(`"proof":${proof},"timestamp":"${timestamp}"}`).waitFor();
    await page.getByText("Its previous hash is the hash of block 2").waitFor();
    await page.getByText(`${proof}² − 533²`).waitFor();
    await page.getByText("The proof solves the puzzle").waitFor();
    await page.getByText("Verified in your browser: the path leads to the root signed for").waitFor();
    await page.getByText("The path as a list").click();
    await page.getByText("Joined with its right sibling").first().waitFor();

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the receipt" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("few-3.receipt.json");
    const receipt = parseReceipt(await readFile(await download.path(), "utf8"));
    const vkey = await (await ledger.get("/vkey")).text();
    const policy = { ledger: [await parseVerifierKey(vkey.trim())] };
    expect((await verifyReceipt(receipt, hash, policy)).size).toBeGreaterThanOrEqual(4);
  });

  test("can be navigated from block to block and back to the cards with the keyboard", async () => {
    const visitor = await open(ledger, "blocks/2");
    const { page } = visitor;

    await page.getByRole("link", { name: "Block 3, the next block" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Block 3" }).waitFor();
    await page.getByRole("link", { name: "Block 2, the previous block" }).press("Enter");
    await page.getByRole("link", { name: "Block 1, the previous block" }).press("Enter");
    await page.getByText("This is the first block.").waitFor();
    await page.getByText("The proof of genesis is 1").waitFor();
    await page.getByRole("link", { name: "All blocks" }).press("Enter");
    await card(visitor, "3").waitFor();
  });

  test("shows the ledger's answer for a missing block, and the block once it is mined", async () => {
    const { length } = await ledger.chain();
    const visitor = await open(ledger, `blocks/${length + 1}`);
    await visitor.page.getByRole("alert").getByText("404").waitFor();

    await ledger.mine(patients(1, "Awaited"));

    await visitor.page.getByText("Awaited 1 ‒ अमृता", { exact: true }).waitFor();
  });

  test("shows that another block's receipt does not prove this one", async () => {
    const visitor = await open(ledger);
    const other = await (await ledger.get("/blocks/2/proof")).text();
    await visitor.page.route("**/blocks/3/proof", (request) => request.fulfill({ body: other }));

    await visitor.goTo("#/few/blocks/3");

    await visitor.page.getByText("The receipt does not prove that this block is in the ledger").waitFor();
    expect(await visitor.page.getByText("Verified in your browser").count()).toBe(0);
  });

  test("shows that a block was changed, even if its hash and the next block's previous hash were not", async () => {
    const bound = await RemoteLedger.create(server, "changed", DIFFICULTY);
    await bound.mine(patients(3));
    const visitor = await open(bound);
    // The ledger's answer is changed in transit, which only the browser's own hashing detects.
    await visitor.page.route("**/blocks/3", async (request) => {
      const block = (await (await request.fetch()).json()) as object;
      await request.fulfill({ json: { ...block, patient_name: "Mallory" } });
    });

    await visitor.goTo("#/changed/blocks/3");
    await visitor.page.getByText("Not equal: the content was changed after it was hashed").waitFor();
    await visitor.page.getByText("The proof does not solve the puzzle").waitFor();
    await visitor.goTo("#/changed/blocks/4");
    await visitor.page.getByText("that block was changed: its content does not match its hash").waitFor();
    await visitor.page.getByText("The proof solves the puzzle").waitFor();
  });

  /** A ledger's answer to a request that it cannot fulfil. */
  const problem = (type: string, detail: string) => ({
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: `urn:problem-type:patient-ledger:${type}`, detail }),
  });

  test("says so if it signs nothing", async () => {
    const visitor = await open(ledger);
    await visitor.page.route("**/vkey", (request) =>
      request.fulfill(problem("signing-not-configured", "Not configured.")),
    );

    await visitor.goTo("#/few/blocks/2");

    await visitor.page.getByText("This ledger signs nothing").waitFor();
  });

  test("shows what went wrong when blocks cannot be loaded, and loads them again", async () => {
    const visitor = await open(await RemoteLedger.create(server, "unlucky"));
    const { page } = visitor;
    await page.route("**/get_chain*", (request) => request.fulfill(problem("ledger-unavailable", "Restarting.")));
    await visitor.goTo("#/few/blocks");
    await page.getByRole("alert").getByText("503: Restarting.").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await page.unroute("**/get_chain*");
    await page.getByRole("button", { name: "Retry" }).click();

    await card(visitor, "4").waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
  });

  test("shows why a block cannot be opened while the ledger does not say what it is", async () => {
    const visitor = await open(await RemoteLedger.create(server, "silent"));
    const { page } = visitor;
    await page.route("**/ledgers/few", (request) => request.fulfill(problem("ledger-unavailable", "Restarting.")));
    await visitor.goTo("#/few/blocks/2");
    await page.getByRole("alert").getByText("503: Restarting.").waitFor();

    await page.unroute("**/ledgers/few");
    await page.getByText("The proof solves the puzzle").waitFor();
  });

  test("is accessible in every look, as cards and as a block", { tags: "long" }, async () => {
    const visitor = await open(ledger);
    await card(visitor, "4").waitFor();
    expect(await visitor.faultsInEveryLook()).toEqual([]);

    await visitor.goTo("#/few/blocks/3");
    await visitor.page.getByText("Verified in your browser").waitFor();
    await visitor.page.getByText("Show the bytes").click();
    await visitor.page.getByText("The path as a list").click();
    expect(await visitor.faultsInEveryLook()).toEqual([]);
  });
});

test("a ledger with only genesis says so, and leads to mining", async () => {
  const visitor = await open(await RemoteLedger.create(server, "new"));

  await visitor.page.getByText("So far there is only genesis").waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await visitor.page.getByRole("link", { name: "Mine a record" }).click();
  await visitor.page.getByRole("heading", { level: 1, name: "Mine" }).waitFor();
});

describe("a ledger of two thousand blocks", () => {
  const LENGTH = 2_001;
  let ledger: RemoteLedger;

  beforeAll(async () => {
    ledger = await RemoteLedger.create(server, "many", DIFFICULTY);
    await ledger.accept(patients(LENGTH - 1));
    const store = new Store(server, ledger.path);
    await until(
      () => `${store.sizes().blocks} of ${LENGTH} blocks`,
      () => store.sizes().blocks === LENGTH,
    );
  });

  test("can be scrolled to its end with few cards in the document", async () => {
    const visitor = await open(ledger);
    const { page } = visitor;
    await card(visitor, "2,001").waitFor();
    const counts = [Number(await page.evaluate(CARDS))];

    for (const share of [0.3, 0.6, 1]) {
      await page.evaluate(`scrollTo(0, document.documentElement.scrollHeight * ${share})`);
      await page.getByText("Linked to block").first().waitFor();
      counts.push(Number(await page.evaluate(CARDS)));
    }

    await card(visitor, "1").getByText("Genesis", { exact: true }).waitFor();
    expect(Math.max(...counts)).toBeLessThan(30);
    expect(Math.min(...counts)).toBeGreaterThan(1);
  });

  test("shows how many bits of a block's hash are zero", async () => {
    const { page } = await open(ledger, "blocks/1500");

    await page.getByRole("img", { name: "leading zero bits; 8 required" }).waitFor();
    await page.getByText("The proof solves the puzzle").waitFor();
    await page.getByRole("img", { name: "The path of block 1,500 in the tree of" }).waitFor();
  });

  test("highlights the zeros of hashes that were searched for, and not the previous hash of genesis", async () => {
    const { page } = await open(ledger, "blocks/1");
    await page.getByText("Equal: the content has not changed").waitFor();

    const shown = await page
      .locator(".hash")
      .evaluateAll((hashes) =>
        hashes.map((hash) => [hash.textContent, hash.querySelector(".hash-zeros")?.textContent]),
      );
    expect(shown.filter(([hash]) => hash === "0").map(([, zeros]) => zeros)).toEqual([""]);
    expect(shown.filter(([hash, zeros]) => hash?.startsWith("00") && zeros?.startsWith("00"))).not.toEqual([]);
  });

  test("can be searched by name, number and hash, among the loaded blocks and then among all", async () => {
    const visitor = await open(ledger);
    const { page } = visitor;
    const search = page.getByLabel("Search the loaded blocks");
    // The blocks in view are loaded, a moment after the newest one.
    await card(visitor, "2,000").waitFor();

    await search.fill("patient 7 ‒");
    await page.getByText(/^0 of \d+ loaded blocks found$/).waitFor();
    await page.getByRole("button", { name: "Load all" }).click();
    await page.getByText("1 of 2,001 loaded blocks found", { exact: true }).waitFor();
    await card(visitor, "8").getByText("Patient 7 ‒ अमृता").waitFor();
    expect(await page.evaluate(CARDS)).toBe(1);

    await search.fill(blockAt(await ledger.chain(), 100).hash.slice(0, 12));
    await card(visitor, "100").waitFor();
    await search.fill("77");
    await card(visitor, "77").waitFor();
    await search.fill("");
    await card(visitor, "2,001").waitFor();
  });

  test("does not move for a reader who has scrolled down, and leads to new blocks", async () => {
    const visitor = await open(ledger);
    const { page } = visitor;
    await page.evaluate("scrollTo(0, 20_000)");
    await page.waitForFunction("scrollY === 20_000 && !document.querySelector('.card-placeholder')");
    const inSight = `[...document.querySelectorAll(".card")]
      .map((card) => [card.querySelector("h3")?.textContent, Math.round(card.getBoundingClientRect().top)].join(" "))
      .find((place) => Number(place.split(" ").at(-1)) > 100)`;
    const before = await page.evaluate(inSight);

    await ledger.mine(patients(2, "Above"));

    const button = page.getByRole("button", { name: "2 new blocks" });
    await button.waitFor();
    expect(await page.evaluate(inSight)).toBe(before);
    await button.click();
    await card(visitor, "2,003").getByText("Above 2 ‒ अमृता").waitFor();
    await button.waitFor({ state: "hidden" });
  });

  test("is at the same position when the reader returns from a block", async () => {
    const visitor = await open(ledger);
    const { page } = visitor;
    await page.evaluate("scrollTo(0, 30_000)");
    await page.getByText("Linked to block").first().waitFor();
    const place = await page.evaluate("scrollY");

    await page.getByRole("article").nth(5).getByRole("link").click();
    await page.getByText("Verified in your browser").waitFor();
    expect(await page.evaluate("scrollY")).toBe(0);
    await page.getByRole("link", { name: "All blocks" }).click();

    await page.getByText("Linked to block").first().waitFor();
    expect(await page.evaluate("scrollY")).toBe(place);
  });
});

describe("a ledger whose storage is edited", () => {
  test("is shown in red with the fault's place, and the block shows that its hash differs", async () => {
    const ledger = await RemoteLedger.create(server, "edited");
    const [, edited] = await ledger.mine(patients(4));
    await server.stop();
    new Store(server, ledger.path).edit(editBlock(edited?.index ?? 0, { patient_name: "Mallory" }));
    await server.start();

    const visitor = await open(ledger);
    const { page } = visitor;
    await page.getByText("The chain is not valid").waitFor();
    await page.getByText("Block 3 was changed after it was mined").waitFor();
    await page.getByText("hash: a block's hash is the hash of its content").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.getByRole("region", { name: "What the ledger says" }).getByRole("link", { name: "Block 3" }).click();

    await page.getByText("Not equal: the content was changed after it was hashed").waitFor();
    // A ledger that detects the fault itself gives no receipt.
    await page.getByRole("alert").getByText("409: The stored chain differs from what this ledger signed").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test("shows an interruption while it does not answer, and then continues on its own", { tags: "long" }, async () => {
    const ledger = await RemoteLedger.create(server, "stopped");
    const visitor = await open(ledger);

    await server.stop();
    await visitor.page.getByText("Connection lost, retrying…").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await server.start();
    await visitor.page.getByText("Live", { exact: true }).waitFor();
    await ledger.mine(patients(1));

    await card(visitor, "2").waitFor();
    // The browser reports each attempt that got no answer.
    expect(visitor.complaints.splice(0).filter((complaint) => !complaint.includes("WebSocket"))).toEqual([]);
  });
});
