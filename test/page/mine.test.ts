import { expect, test } from "vitest";
import { DEVELOPMENT, KEY_FOLDER, openTokenKey, signToken } from "../../src/cli/keys/token-key.ts";
import { SQUARES_PROOFS } from "../../src/mining/squares-cycle.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";

const { server, visit } = visitors();

/** Creates a ledger, and opens its mine view. */
async function visitLedger(ledger: string, puzzle: object, options: Parameters<typeof visit>[0] = {}) {
  await server.fetch(`/ledgers/${ledger}`, { method: "PUT", ...json(puzzle) });
  const visitor = await visit({ fragment: `#/${ledger}/mine`, ...options });
  await visitor.page.getByRole("heading", { name: "What a miner does" }).waitFor();
  return visitor;
}

const SQUARES = { puzzle: "squares" };

function json(body: object): RequestInit {
  return { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** Mines a block as another client, with the server's search. */
async function mineElsewhere(ledger: string, Reg_no: string): Promise<void> {
  const record = { patient_name: "Bob", patient_ID: "P-1002", Reg_no };
  const answer = await server.fetch(`/ledgers/${ledger}/mine_block`, { method: "POST", ...json(record) });
  expect(answer.status).toBe(201);
}

async function chainOf(ledger: string) {
  const answer = await server.fetch(`/ledgers/${ledger}/get_chain`);
  return (await answer.json()) as { length: number; chain: { Reg_no: string; hash: string; proof: number }[] };
}

async function enter({ page }: Visitor, Reg_no: string, patient_name = "Alice"): Promise<void> {
  await page.getByLabel("Patient name").fill(patient_name);
  await page.getByLabel("Patient ID").fill("P-1001");
  await page.getByLabel("Registration number").fill(Reg_no);
}

async function mine({ page }: Visitor): Promise<void> {
  await page.getByRole("button", { name: "Mine the block" }).click();
}

/**
 * Makes the visitor's searches run as on a machine that takes some milliseconds for each hash, or that pauses this long
 * after a number of hashes. If the proof is tens of thousands of hashes away, a search then outlasts every test.
 */
async function slowDown({ page }: Visitor, hashes = 1, milliseconds = 1): Promise<void> {
  await page.route("**/page/miner.js", async (route) => {
    const response = await route.fetch();
    const slow = `{
      const { subtle } = crypto, digest = subtle.digest.bind(subtle);
      let count = 0;
      subtle.digest = async (...input) => {
        if (++count % ${hashes} === 0) await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));
        return digest(...input);
      };
    }`;
    await route.fulfill({ response, body: slow + (await response.text()) });
  });
}

test("the server mines a record, and the page shows the block", async () => {
  const visitor = await visitLedger("server", SQUARES);
  const { page } = visitor;
  await page.getByText("nothing to draw").waitFor();
  await enter(visitor, "R-1");
  await page.getByRole("radio", { name: "On the server" }).check();
  await mine(visitor);

  await page.getByRole("heading", { name: "Block 2 is on the chain" }).waitFor();
  const { chain } = await chainOf("server");
  expect(chain[1]).toMatchObject({ patient_name: "Alice", patient_ID: "P-1001", Reg_no: "R-1" });
  await page.getByText(chain[1]?.hash ?? "", { exact: true }).waitFor();
  await page.getByText("SHA-256 of 533² − 1²").waitFor();
  // Ready for the next record.
  expect(await page.getByLabel("Patient name").inputValue()).toBe("");
  await page.getByRole("link", { name: "Open block 2" }).click();
  expect(new URL(page.url()).hash).toBe("#/server/blocks/2");
});

test("the browser mines a record on squares, and the ledger checks and appends its block", async () => {
  const visitor = await visitLedger("squares", SQUARES);
  const { page } = visitor;
  await enter(visitor, "R-1");
  await mine(visitor);

  await page.getByRole("heading", { name: "Block 2 is on the chain" }).waitFor();
  await page.getByText("did not trust this browser").waitFor();
  // The smallest proof after 1 is 533, so it takes 533 attempts, whoever searches.
  await page.getByRole("definition").getByText("533", { exact: true }).first().waitFor();
  const { chain } = await chainOf("squares");
  expect(chain[1]).toMatchObject({ Reg_no: "R-1", proof: 533 });
  await page.getByText(chain[1]?.hash ?? "", { exact: true }).waitFor();
  // All miners need the same attempts, so the page does not say how many of them would have finished.
  const fewer = SQUARES_PROOFS.filter((proof) => proof > 1 && proof < 533).length;
  const words = `Every miner who counts up from 1 needs these 533 attempts. ${fewer} of this puzzle's 224 proofs take fewer.`;
  await page.getByText(words).waitFor();
  expect(await page.getByText("of miners").count()).toBe(0);
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test(
  "on block-hash the plot shows the attempts of the blocks that were mined here, since only their miner knows them",
  { tags: "long" },
  async () => {
    const visitor = await visitLedger("attempts", { puzzle: "block-hash", difficulty: 11 });
    const { page } = visitor;
    const figure = page.getByRole("figure").filter({ hasText: "Attempts for the blocks mined in this browser" });
    await mineElsewhere("attempts", "R-1");
    await figure.getByText("None of these blocks was mined in this browser").waitFor();
    // A second passes every 500 hashes, and the search begins again with a new timestamp.
    await slowDown(visitor, 500, 1_050);
    const here: string[] = [];
    do {
      await enter(visitor, `Here-${here.length}`);
      await mine(visitor);
      await page.getByRole("heading", { name: `Block ${here.length + 3} is on the chain` }).waitFor();
      here.push(await page.getByRole("definition").first().innerText());
      // A lucky search finishes within the first second.
    } while (Number(here.at(-1)?.replaceAll(",", "")) <= 500);
    await page.getByText(/% of miners would have been done by then/).waitFor();

    expect(await figure.locator("title").allTextContents()).toEqual(
      here.map((count, place) => `Block ${place + 3}: ${count}`),
    );
    await figure.getByText("expected: 2,048").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
  },
);

test("the browser mines a record on block-hash, whatever the timestamp", async () => {
  const visitor = await visitLedger("bound", { puzzle: "block-hash", difficulty: 14 });
  const { page } = visitor;
  await page.getByText("starts with 14 zero bits").waitFor();
  for (const Reg_no of ["R-1", "R-2"]) {
    await enter(visitor, Reg_no);
    await mine(visitor);
    await page.getByRole("definition").getByText(Reg_no).waitFor();
  }

  const { chain } = await chainOf("bound");
  expect(chain.map(({ Reg_no }) => Reg_no)).toEqual(["0", "R-1", "R-2"]);
  await page.getByText(chain[2]?.hash ?? "", { exact: true }).waitFor();
  expect(chain[2]?.hash).toMatch(/^000[0-3]/);
  expect(await (await server.fetch("/ledgers/bound/is_valid")).json()).toMatchObject({ valid: true });
});

test("the WebAssembly kernel finds the same blocks, and the page names the search that ran", async () => {
  const visitor = await visitLedger("kernel", { puzzle: "block-hash", difficulty: 12 });
  const { page } = visitor;
  await enter(visitor, "R-1");
  await page.getByRole("radio", { name: "four hashes at a time" }).check();
  await mine(visitor);
  await page.getByRole("heading", { name: "Block 2 is on the chain" }).waitFor();
  await page.getByText("Hashed bykernel").waitFor();

  // It is loaded once, since the server may be away when the next search begins.
  await page.route("**/nonce-search.wasm", (route) => route.abort());
  await enter(visitor, "R-2");
  await mine(visitor);
  await page.getByRole("heading", { name: "Block 3 is on the chain" }).waitFor();
  await page.getByText("Hashed bykernel").waitFor();

  // A server that is away for a moment must not leave the browser with the slow search.
  await page.unroute("**/nonce-search.wasm");
  await page.route("**/nonce-search.wasm", (route) => route.abort(), { times: 1 });
  await page.reload();
  await enter(visitor, "R-3");
  await page.getByRole("radio", { name: "four hashes at a time" }).check();
  await mine(visitor);
  await page.getByRole("heading", { name: "Block 4 is on the chain" }).waitFor();
  await page.getByText("Hashed bykernel").waitFor();

  // A browser that cannot run the kernel still mines.
  await page.route("**/nonce-search.wasm", (route) => route.fulfill({ contentType: "application/wasm", body: "SIMD" }));
  await page.reload();
  await enter(visitor, "R-4");
  await page.getByRole("radio", { name: "four hashes at a time" }).check();
  await mine(visitor);
  await page.getByRole("heading", { name: "Block 5 is on the chain" }).waitFor();
  await page.getByText("Hashed bycrypto.subtle").waitFor();
  const registered = (await chainOf("kernel")).chain.map(({ Reg_no }) => Reg_no);
  expect(registered).toEqual(["0", "R-1", "R-2", "R-3", "R-4"]);
});

test.each([
  ["squares", SQUARES, "one hash at a time"],
  ["16 bits", { puzzle: "block-hash", difficulty: 16 }, "one hash at a time"],
  ["17 bits", { puzzle: "block-hash", difficulty: 17 }, "four hashes at a time"],
])("on %s the form begins with a search that takes seconds", async (name, puzzle, expected) => {
  const { page } = await visitLedger(`begins-${name.replace(" ", "-")}`, puzzle);
  await expect.poll(() => page.getByRole("radio", { name: expected }).isChecked()).toBe(true);
});

test.each([
  ["plain", { puzzle: "block-hash", difficulty: 17 }, "Mine the block", "Hashed bykernel"],
  ["sealed", { records: "sealed", difficulty: 8 }, "Register the record", "is registered"],
])("on a %s ledger nothing is sent before the ledger has said what it is", async (kind, founding, name, mined) => {
  const ledger = `undescribed-${kind}`;
  await server.fetch(`/ledgers/${ledger}`, { method: "PUT", ...json(founding) });
  const visitor = await visit();
  const { page } = visitor;
  const description = await holdRequests(page, `**/ledgers/${ledger}`);
  await visitor.goTo(`#/${ledger}/mine`);
  await enter(visitor, "R-1");
  expect(await page.getByRole("button", { name: /^(?:Mine the block|Register the record)$/ }).isDisabled()).toBe(true);
  await page.getByLabel("Registration number").press("Enter");
  await page.getByRole("heading", { name: "What a miner does" }).waitFor();
  // Nothing is said of it either, as if it were plain or empty.
  const said = await page.getByRole("main").innerText();
  expect(said).not.toMatch(/block \d|is in a block|needs a proof|nothing to draw/);

  await description.release();

  await page.getByRole("button", { name }).click();
  await page.getByText(mined).first().waitFor();
});

test("a search shows its progress, continues behind other views, and can be cancelled", async () => {
  const visitor = await visitLedger("cancelled", SQUARES);
  const { page } = visitor;
  await mineElsewhere("cancelled", "R-1");
  await slowDown(visitor);
  await enter(visitor, "R-2");
  await mine(visitor);

  await page.getByRole("heading", { name: "Searching for block 3" }).waitFor();
  const tries = page.getByRole("list", { name: "Some of the attempts" }).getByRole("listitem");
  await tries.nth(1).waitFor();
  expect(await tries.first().textContent()).toMatch(/^[\d,]+ → [0-9a-f]{14}…$/);
  const meter = page.getByRole("meter", { name: "How long this proof takes" });
  expect(await meter.getAttribute("aria-valuetext")).toMatch(/^\d+ of this puzzle's 224 proofs take at most/);
  expect(await visitor.accessibilityFaults()).toEqual([]);

  await visitor.goTo("#/cancelled/blocks");
  await page.getByRole("heading", { name: "Searching" }).waitFor({ state: "detached" });
  await visitor.goTo("#/cancelled/mine");
  await tries.nth(1).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();

  await page.getByText("was cancelled. Nothing was submitted.").waitFor();
  expect(await page.getByLabel("Patient name").isEnabled()).toBe(true);
  expect((await chainOf("cancelled")).length).toBe(2);
  expect(page.workers()).toEqual([]);
});

test("a search that is cancelled while its kernel is compiled never begins", async () => {
  const visitor = await visitLedger("cancelled-early", { puzzle: "block-hash", difficulty: 8 });
  const { page } = visitor;
  await page.addInitScript(`
    const compile = WebAssembly.compile;
    WebAssembly.compile = async (bytes) => {
      await new Promise((resolve) => (globalThis.goOn = resolve));
      return compile(bytes);
    };
  `);
  await page.reload();
  await enter(visitor, "R-1");
  await page.getByRole("radio", { name: "four hashes at a time" }).check();
  await mine(visitor);
  await page.waitForFunction("globalThis.goOn");

  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.evaluate("goOn()");
  await page.getByText("The search was cancelled. Nothing was submitted.").waitFor();

  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))");
  expect(page.workers()).toEqual([]);
  expect((await chainOf("cancelled-early")).length).toBe(1);
});

test("a race lost to another miner is shown, and the search continues on the new tip until it wins", async () => {
  const visitor = await visitLedger("race", SQUARES);
  const { page } = visitor;
  await mineElsewhere("race", "R-1");
  await slowDown(visitor);
  await enter(visitor, "R-9");
  await mine(visitor);
  await page.getByRole("heading", { name: "Searching for block 3" }).waitFor();

  await mineElsewhere("race", "R-2");
  await page.getByText("another miner, developer, found block 3 first").waitFor();
  await page.getByRole("heading", { name: "Searching for block 4" }).waitFor();
  await page.getByText("Races lost: 1.").waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);

  await page.unrouteAll({ behavior: "wait" });
  await mineElsewhere("race", "R-3");
  await page.getByRole("heading", { name: "Block 5 is on the chain" }).waitFor();
  await page.getByText("Races lost2").waitFor();
  expect((await chainOf("race")).chain.map(({ Reg_no }) => Reg_no)).toEqual(["0", "R-1", "R-2", "R-3", "R-9"]);
});

test("the newest block and the plots follow what others mine meanwhile", async () => {
  const { page } = await visitLedger("live", SQUARES);
  const tip = page.getByRole("region", { name: "Newest block" });
  await tip.getByText("Block 1", { exact: true }).waitFor();

  await mineElsewhere("live", "R-1");
  await tip.getByText("Block 2", { exact: true }).waitFor();
  await mineElsewhere("live", "R-2");
  await tip.getByText("Block 3", { exact: true }).waitFor();
  await page
    .getByRole("img", { name: "Attempts per block, blocks 2 to 3: from 533 to 45,293, median 45,293." })
    .waitFor();
  await page.getByRole("img", { name: "Time between blocks, blocks 2 to 3" }).waitFor();
});

test("a field shows what it accepts before anything is sent", async () => {
  const visitor = await visitLedger("fields", SQUARES);
  const { page } = visitor;
  await mine(visitor);
  await page.getByText("Patient name must not be empty.").waitFor();
  expect(await page.evaluate("document.activeElement.name")).toBe("patient_name");

  await enter(visitor, "R".repeat(65), "Tab\there");
  await page.getByText("Patient name must not contain control characters").waitFor();
  await page.getByText("Registration number must have at most 64 characters.").waitFor();
  expect(await page.getByLabel("Registration number").getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByLabel("Patient ID").getAttribute("aria-invalid")).toBe("false");
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await mine(visitor);
  expect((await chainOf("fields")).length).toBe(1);
});

test("a registration number with other details is refused, and the form keeps its input", async () => {
  const visitor = await visitLedger("conflict", SQUARES);
  const { page } = visitor;
  await mineElsewhere("conflict", "R-1");
  for (const place of ["one hash at a time", "On the server"]) {
    await enter(visitor, "R-1", `Alice by ${place}`);
    await page.getByRole("radio", { name: place }).check();
    await mine(visitor);
    await page
      .getByRole("alert")
      .getByText("registered with a different patient_name or patient_ID in block 2")
      .waitFor();
    await page.getByText("Registration number is already registered with another name or patient ID.").waitFor();
  }
  expect(await visitor.accessibilityFaults()).toEqual([]);

  await enter(visitor, "R-2");
  await page
    .getByText("Registration number is already registered with another name or patient ID.")
    .waitFor({ state: "detached" });
  await mine(visitor);
  await page.getByRole("heading", { name: "Block 3 is on the chain" }).waitFor();
});

test("a record that is already on the chain is shown with its block", async () => {
  const visitor = await visitLedger("known", SQUARES);
  const { page } = visitor;
  for (const place of ["On the server", "one hash at a time", "On the server"]) {
    await enter(visitor, "R-1");
    await page.getByRole("radio", { name: place }).check();
    await mine(visitor);
    await page.getByRole("definition").getByText("R-1").waitFor();
  }

  await page.getByRole("heading", { name: "This record is already in block 2" }).waitFor();
  await page.getByText("nothing was added.").waitFor();
  expect((await chainOf("known")).length).toBe(2);
});

test("a ledger that does not answer is reported, and a found proof is submitted until it does", async () => {
  const visitor = await visitLedger("unreachable", SQUARES);
  const { page } = visitor;
  await page.route("**/work", (route) => route.abort());
  await enter(visitor, "R-1");
  await mine(visitor);
  await page.getByRole("alert").getByText("the ledger does not answer").waitFor();
  await page.getByText("You can safely try again").waitFor();

  await page.unrouteAll();
  await page.route("**/mine_block", (route) => route.abort());
  await mine(visitor);
  await page.getByText("Your proof is saved").waitFor();
  expect((await chainOf("unreachable")).length).toBe(1);
  await page.unrouteAll();
  await page.getByRole("heading", { name: "Block 2 is on the chain" }).waitFor();
});

test("a record is withdrawn from the server when the visitor stops waiting", async () => {
  const visitor = await visitLedger("waiting", SQUARES);
  const { page } = visitor;
  // The record arrives, but its answer does not.
  await page.route("**/mine_block", async (route) => void (await route.fetch()));
  await enter(visitor, "R-1");
  await page.getByRole("radio", { name: "On the server" }).check();
  await mine(visitor);
  await page.getByRole("heading", { name: "The server searches" }).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await page.getByRole("button", { name: "Stop waiting" }).click();

  await page.getByText("will still mine it").waitFor();
  await page.getByRole("link", { name: "Block 2" }).waitFor();
});

test("a read-only token shows the plots, and what it lacks in place of the form", async () => {
  await server.fetch("/ledgers/reader", { method: "PUT", ...json(SQUARES) });
  await mineElsewhere("reader", "R-1");
  const claims = { ...DEVELOPMENT, subject: "ana", scope: "chain:read", ledgers: ["reader"], expires: "1h" };
  const visitor = await visit({ signedIn: false });
  const { page } = visitor;
  await page.getByLabel("Token").fill(await signToken(await openTokenKey(KEY_FOLDER), claims));
  await page.getByRole("button", { name: "Sign in" }).click();
  await visitor.goTo("#/reader/mine");

  await page.getByRole("alert").getByText("Your token lacks the scope chain:mine").waitFor();
  await page.getByRole("img", { name: "Attempts per block" }).waitFor();
  expect(await page.getByLabel("Patient name").count()).toBe(0);
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test("a record is mined with the keyboard alone, and the focus follows", async () => {
  const visitor = await visitLedger("keyboard", SQUARES);
  const { page } = visitor;
  const { keyboard } = page;
  // The figure's steps come before the form.
  await page.getByRole("button", { name: "Propagation" }).focus();
  for (const text of ["Alice", "P-1001", "R-1"]) {
    await keyboard.press("Tab");
    await keyboard.type(text);
  }
  await keyboard.press("Tab");
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  expect(await page.getByRole("radio", { name: "On the server" }).isChecked()).toBe(true);
  await keyboard.press("ArrowUp");
  await keyboard.press("ArrowUp");
  await keyboard.press("Tab");
  await keyboard.press("Enter");

  await page.getByRole("heading", { name: "Block 2 is on the chain" }).waitFor();
  await page.waitForFunction("document.activeElement?.classList.contains('mine-bench')");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await page.waitForURL(({ hash }) => hash === "#/keyboard/blocks/2");
});

test("the view is accessible in every look", { tags: "long" }, async () => {
  const ledger = "every-look";
  const visitor = await visitLedger(ledger, { puzzle: "block-hash", difficulty: 8 });
  for (const Reg_no of ["R-1", "R-2", "R-3"]) await mineElsewhere(ledger, Reg_no);
  await enter(visitor, "R-4");
  await mine(visitor);
  await visitor.page.getByRole("heading", { name: "Block 5 is on the chain" }).waitFor();
  await visitor.page.getByRole("img", { name: "blocks 2 to 5" }).first().waitFor();

  expect(await visitor.faultsInEveryLook()).toEqual([]);
});
