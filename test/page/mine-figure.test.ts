import type { WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdAnswer } from "../support/page/held.ts";
import { SealedLedger, visitAs } from "../support/page/sealed.ts";

const visits = visitors();
const { server, visit } = visits;

const STEPS = [
  "Mempool",
  "Block creation",
  "Record validation",
  "Proof of work",
  "Check and addition",
  "Reward",
  "Propagation",
];

function json(body: object): RequestInit {
  return { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function visitPlain(ledger: string, options: Parameters<typeof visit>[0] = {}): Promise<Visitor> {
  await server.fetch(`/ledgers/${ledger}`, { method: "PUT", ...json({ puzzle: "squares" }) });
  const visitor = await visit({ fragment: `#/${ledger}/mine`, ...options });
  await hearing(visitor);
  return visitor;
}

/** Has the page note what its figure says to screen readers, in order. */
async function hearing({ page }: Visitor): Promise<void> {
  const status = page.getByRole("region", { name: "Figure 1, live" }).getByRole("status");
  await status.waitFor({ state: "attached" });
  await page.evaluate(`{
    const status = document.querySelector(".figure [role=status]");
    globalThis.heard = [];
    new MutationObserver(() => status.textContent && heard.push(status.textContent))
      .observe(status, { childList: true, characterData: true, subtree: true });
  }`);
}

async function heard({ page }: Visitor): Promise<string[]> {
  return (await page.evaluate("heard")) as string[];
}

const finished = ({ page }: Visitor, index: number) =>
  page.getByText(`All seven steps are done: block ${index} has arrived here.`).waitFor({ state: "attached" });

/** The steps that show a state, such as "done". */
async function stepsThatAre({ page }: Visitor, state: string): Promise<string[]> {
  const buttons = page.getByRole("region", { name: "Figure 1, live" }).getByRole("listitem").getByRole("button");
  const names = await buttons
    .filter({ has: page.getByText(state, { exact: true }) })
    .locator("strong")
    .allTextContents();
  return names;
}

async function mine({ page }: Visitor, Reg_no: string, place: string, name = "Alice"): Promise<void> {
  await page.getByRole("textbox", { name: "Patient name" }).fill(name);
  await page.getByRole("textbox", { name: "Patient ID" }).fill("P-1");
  await page.getByRole("textbox", { name: "Registration number" }).fill(Reg_no);
  await page.getByRole("radio", { name: place }).check();
  await page.getByRole("button", { name: /^(Mine the block|Register the record)$/ }).click();
}

test("a record that is mined in the browser lights the steps in order, each is said once, and an opened one says what is true now", async () => {
  const visitor = await visitPlain("figure-browser");
  const { page } = visitor;
  await mine(visitor, "R-1", "one hash at a time");
  await finished(visitor, 2);

  expect(await stepsThatAre(visitor, "done")).toEqual(STEPS);
  expect(await heard(visitor)).toEqual([
    "Step 3, Record validation: now.",
    "Step 4, Proof of work: now.",
    "Step 5, Check and addition: now.",
    "Step 7, Propagation: now.",
    "All seven steps are done: block 2 has arrived here.",
  ]);
  const steps = [
    ["Mempool", "Section 2 (i)", "confirmed", "Waiting0"],
    ["Block creation", "Section 2 (ii)", "no Merkle root", "Mined bydeveloper"],
    ["Record validation", "Section 2 (iii)", "double spending", "Resultaccepted"],
    ["Proof of work", "Section 2 (iv)", "the race is lost", "Attempts533"],
    ["Check and addition", "Section 2 (v)", "trusts no miner", "Proof533"],
    ["Reward", "Section 2 (vi)", "1 for each block", "Rewards so far1 (100%)"],
    ["Propagation", "Section 2 (vii)", "everybody who watches", "Newest block hereBlock 2"],
  ] as const;
  for (const [name, ...expected] of steps) {
    const button = page.getByRole("button", { name: `${steps.findIndex(([each]) => each === name) + 1} done ${name}` });
    await button.press("Enter");
    expect(await button.getAttribute("aria-expanded")).toBe("true");
    const step = page.getByRole("listitem").filter({ has: button });
    for (const words of expected) await step.getByText(words).first().waitFor();
  }
  // One is open at a time.
  expect(await page.getByRole("button", { expanded: true }).count()).toBe(1);
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});

test("a record that the ledger mines waits in its mempool until its block is stored", async () => {
  const visitor = await visitPlain("figure-server");
  await mine(visitor, "R-1", "On the server");
  await finished(visitor, 2);

  expect(await heard(visitor)).toEqual([
    "Step 3, Record validation: now.",
    "Step 4, Proof of work: now.",
    "Step 7, Propagation: now.",
    "All seven steps are done: block 2 has arrived here.",
  ]);
});

test("another record's way is shown at once, although that of the one before was not yet shown to its end", async () => {
  const visitor = await visitPlain("figure-next");
  const { page } = visitor;
  // The figure shows each step for a while, and this page's time stands still.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1_000);
  await mine(visitor, "R-1", "On the server");
  await page.getByRole("heading", { name: "Block 2 is on the chain" }).waitFor();
  await page.clock.runFor(500);
  expect(await stepsThatAre(visitor, "now")).toEqual(["Mempool", "Block creation", "Proof of work"]);

  await page.route("**/mine_block", () => {});
  await mine(visitor, "R-2", "On the server");

  await expect.poll(() => stepsThatAre(visitor, "now")).toEqual(["Mempool", "Record validation"]);
});

test("a refused record is marked at its validation, and a lost connection where it broke off", async () => {
  const visitor = await visitPlain("figure-failed");
  const { page } = visitor;
  await mine(visitor, "R-1", "On the server");
  await finished(visitor, 2);
  await mine(visitor, "R-1", "one hash at a time", "Bob");
  await page.getByText("Step 3, Record validation: failed here.").waitFor({ state: "attached" });
  expect(await stepsThatAre(visitor, "failed here")).toEqual(["Record validation"]);
  await page.getByRole("listitem").getByRole("button", { name: "Record validation" }).click();
  await page.getByText("registration-conflict", { exact: true }).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);

  await page.route("**/work", (route) => route.abort());
  await mine(visitor, "R-2", "one hash at a time");
  await page.getByText("Step 2, Block creation: failed here.").waitFor({ state: "attached" });
});

test("a lost race goes back to a new candidate, and a cancelled search is marked", async () => {
  const visitor = await visitPlain("figure-race");
  const { page } = visitor;
  await page.route("**/page/miner.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await mine(visitor, "R-1", "one hash at a time");
  await page.getByText("Step 4, Proof of work: now.").waitFor({ state: "attached" });
  await server.fetch("/ledgers/figure-race/mine_block", {
    method: "POST",
    ...json({ patient_name: "Bob", patient_ID: "P-2", Reg_no: "R-2" }),
  });
  await page.getByText("another miner, developer, found block 2 first").waitFor();
  await page.getByRole("listitem").getByRole("button", { name: "Block creation" }).getByText("for block 3").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();

  await page.getByText("Step 4, Proof of work: stopped here.").waitFor({ state: "attached" });
  expect(await stepsThatAre(visitor, "stopped here")).toEqual(["Proof of work"]);
  // Validation is said again, since the record was checked for the new candidate.
  expect(await heard(visitor)).toEqual([
    "Step 3, Record validation: now.",
    "Step 4, Proof of work: now.",
    "Step 3, Record validation: now.",
    "Step 4, Proof of work: now.",
    "Step 4, Proof of work: stopped here.",
  ]);
});

test("on a sealed ledger the candidate has the Merkle root of the entries, and the record waits until it is mined", async () => {
  const ledger = await SealedLedger.create(server, "figure-sealed");
  const visitor = await visitAs(visits, `#/${ledger.name}/mine`);
  const { page } = visitor;
  await hearing(visitor);
  // The server is so fast that the browser may have nothing left to mine.
  await page.route("**/mine_block", async (route) => {
    const isAccepting = route.request().headers()["prefer"] === "respond-async";
    await route.fulfill({
      response: await route.fetch(),
      ...(isAccepting ? { status: 202, json: { message: "", id: "2" } } : {}),
    });
  });
  const header = {
    index: 2,
    timestamp: new Date().toISOString(),
    first_entry: 2,
    last_entry: 2,
    mined_by: "66ca81729e4c53e2",
    difficulty: 64,
    previous_hash: "0".repeat(64),
    merkle_root: "ba6c".repeat(16),
  };
  const tip = { index: 1, hash: "0".repeat(64), proof: 0 };
  await page.route("**/work", (route) =>
    route.fulfill({ json: { puzzle: "block-hash", difficulty: 64, tip, candidate: header } }),
  );
  await mine(visitor, "R-1", "four hashes at a time");
  await page.getByRole("listitem").getByRole("button", { name: "Block creation" }).click();
  await page.getByText("ba6c".repeat(16)).waitFor();
  await page.getByText("66ca81729e4c53e2").waitFor();
  expect(await page.getByRole("region", { name: "Figure 1, live" }).innerText()).not.toMatch(/Alice|R-1/);
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test("the mempool lists what waits, oldest first, and follows it until it is mined", async () => {
  const visitor = await visitPlain("figure-mempool");
  const { page } = visitor;
  const pending = ["a", "b"].map((id, place) => ({
    id: `${id}1234567-x`,
    position: place + 1,
    age_seconds: 90 - 60 * place,
  }));
  let size = 2;
  await page.route("**/mempool", (route) =>
    route.fulfill({ json: { size, oldest_age_seconds: size > 0 ? 90 : null, pending: pending.slice(0, size) } }),
  );
  await page.getByRole("link", { name: "Mempool", exact: true }).click();
  await page.getByRole("heading", { name: "2 records wait" }).waitFor();
  const rows = page.getByRole("table", { name: "Waiting, oldest first" }).getByRole("row");
  expect(await rows.nth(1).innerText()).toMatch(/1\s+a1234567\s+90 sec\s+perhaps/);
  expect(await rows.nth(2).innerText()).toMatch(/2\s+b1234567\s+30 sec/);
  expect(await visitor.faultsInEveryLook()).toEqual([]);

  size = 0;
  await page.getByText("Nothing waits.").waitFor();
  await page.getByRole("link", { name: "Mining", exact: true }).click();
  await page.getByRole("heading", { name: "Mine a block" }).waitFor();
});

test("what waits on a sealed ledger can be mined from the mempool by whoever may mine", async () => {
  const ledger = await SealedLedger.create(server, "figure-entries");
  const list = (size: number) => ({
    size,
    oldest_age_seconds: size > 0 ? 5 : null,
    pending: Array.from({ length: size }, (_, place) => ({
      id: String(place + 2),
      position: place + 1,
      age_seconds: 5,
    })),
  });
  const reader = await visitAs(visits, `#/${ledger.name}/mine/mempool`, { scope: "chain:read" });
  await reader.page.route("**/mempool", (route) => route.fulfill({ json: list(3) }));
  await reader.page.getByRole("heading", { name: "3 records wait" }).waitFor();
  expect(await reader.page.getByRole("button", { name: "Mine them in this browser" }).count()).toBe(0);

  const visitor = await visitAs(visits, `#/${ledger.name}/mine/mempool`);
  const { page } = visitor;
  await page.route("**/mempool", (route) => route.fulfill({ json: list(1_001) }));
  await page.getByText("901 more records wait after these.").waitFor();
  expect(await page.getByRole("table").innerText()).not.toMatch(/Alice/);
  await page.getByRole("button", { name: "Mine them in this browser" }).click();
  // In truth nothing waits.
  await page.getByText("the ledger or another miner was faster").waitFor();
});

test("the rewards count the blocks of each miner as they arrive, with what the figures mean", async () => {
  const visitor = await visitPlain("figure-rewards");
  const { page } = visitor;
  await page.getByRole("link", { name: "Rewards", exact: true }).click();
  await page.getByText("No block has been mined yet, so nobody has a reward.").waitFor();
  for (const Reg_no of ["R-1", "R-2"]) {
    await server.fetch("/ledgers/figure-rewards/mine_block", {
      method: "POST",
      ...json({ patient_name: "Bob", patient_ID: "P-2", Reg_no }),
    });
  }
  const table = page.getByRole("table", { name: "Rewards by miner" });
  await table.getByRole("row", { name: "developer you 2 2 100%" }).waitFor();
  await page.getByRole("heading", { name: "How decentralized is the mining?" }).waitFor();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});

test("rewards that were counted before an interruption are not shown for those after it", async () => {
  await server.fetch("/ledgers/figure-overtaken", { method: "PUT", ...json({ puzzle: "squares" }) });
  const mineElsewhere = (Reg_no: string) =>
    server.fetch("/ledgers/figure-overtaken/mine_block", {
      method: "POST",
      ...json({ patient_name: "Bob", patient_ID: "P-2", Reg_no }),
    });
  await mineElsewhere("R-1");
  const visitor = await visit();
  const { page } = visitor;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/figure-overtaken\/events/, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  const count = await holdAnswer(page, "**/ledgers/figure-overtaken/miners");
  await visitor.goTo("#/figure-overtaken/mine/rewards");
  await count.answered;

  const description = /\/ledgers\/figure-overtaken$/;
  await page.route(description, (route) => route.abort());
  const failed = page.waitForEvent("requestfailed", (request) => description.test(request.url()));
  await Promise.all(sockets.map((socket) => socket.close({ code: 1001 })));
  await failed;
  await mineElsewhere("R-2");
  await page.unroute(description);
  await expect.poll(() => sockets.length, { timeout: 20_000 }).toBe(2);
  // The socket opens.
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 300))");
  await count.release();

  await page.getByRole("row", { name: "developer you 2 2 100%" }).waitFor();
});
