import type { WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import { STUDENT_SCOPE, subjectOf } from "../../src/class/class-names.ts";
import { PROBLEM_TYPE_PREFIX } from "../../src/contract/problems.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";
import { StubClass } from "../support/page/stub-class.ts";
import { tokenFor } from "../support/page/tokens.ts";

const { server, visit } = visitors();

const TEACHER = "chain:read class:teach";

/** Creates a class's ledger, and mines a block for each of some students. */
async function createLedger(name: string, miners: readonly number[], difficulty?: number): Promise<void> {
  await RemoteLedger.create(server, name, difficulty);
  for (const [place, student] of miners.entries()) await mineAs(name, student, `${name}-${place}`);
}

/** Mines a block as a student. */
async function mineAs(ledger: string, student: number, record: string): Promise<void> {
  const token = await tokenFor({ subject: subjectOf(student) });
  await RemoteLedger.opened(server, ledger, token).mine(patients(1, record));
}

/** Opens a token's link, as who was sent it does. */
async function follow(visitor: Visitor, name: string, scope: string): Promise<void> {
  const token = await tokenFor({ subject: "teacher", scope, ledgers: [name], class: name });
  await visitor.goTo(`#token=${token}`);
}

/** Opens the board of a class as its teacher. */
async function openBoard(group: StubClass, options: Parameters<typeof visit>[0] = {}): Promise<Visitor> {
  const visitor = await visit({ signedIn: false, ...options });
  await group.serve(visitor.page);
  await follow(visitor, group.name, TEACHER);
  await visitor.page.getByRole("heading", { name: `Class ${group.name}` }).waitFor();
  return visitor;
}

/** The row of a student, and what its cells say. */
function rowOf({ page }: Visitor, student: number) {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${student}\\b`) }) });
}

/** The numbers of the students, in the order in which they are shown. */
async function numbersIn({ page }: Visitor): Promise<number[]> {
  return (await page.getByRole("rowheader").allInnerTexts()).map((text) => Number.parseInt(text, 10));
}

test("a teacher's link opens the board of the class, and others are offered none", async () => {
  await createLedger("board-link", []);
  const group = new StubClass(server, "board-link", 2);
  const teacher = await openBoard(group);
  expect(new URL(teacher.page.url()).hash).toBe("#/board-link/board");
  await teacher.page.getByRole("link", { name: "Board" }).waitFor();

  const student = await visit({ signedIn: false });
  await follow(student, "board-link", STUDENT_SCOPE);
  await student.page.getByText("Live", { exact: true }).waitFor();
  expect(new URL(student.page.url()).hash).toBe("#/board-link/blocks");
  expect(await student.page.getByRole("link", { name: "Board" }).count()).toBe(0);
  await student.goTo("#/board-link/board");
  await student.page.getByText("Your token lacks the scope class:teach").waitFor();
});

test("the board shows each student's state, tour, blocks, reward and search", async () => {
  await createLedger("board-states", [1, 1, 2], 8);
  const group = new StubClass(server, "board-states", 4);
  group.report(1, { step: "chain", done: ["by-hand", "machine", "hash"], tries: 23, hash_rate: 2000 });
  group.report(2, { step: "target", done: ["by-hand"], tries: 10 }, 90);
  group.change(3, { code: "withdrawn" });
  const visitor = await openBoard(group);
  await visitor.page.getByText("1 of 4 in").waitFor();

  const cells = (student: number) => rowOf(visitor, student).getByRole("cell").allInnerTexts();
  await rowOf(visitor, 1).getByRole("cell", { name: "2", exact: true }).first().waitFor();
  expect((await cells(1)).slice(0, 6)).toEqual(["In", "3 of 15 steps at step 5", "23", "2", "2", "2K"]);
  expect((await cells(2)).slice(0, 6)).toEqual(["Away", "1 of 15 steps at step 10", "10", "1", "1", "none"]);
  expect((await cells(3)).slice(0, 6)).toEqual(["Withdrawn", "0 of 15 steps", "–", "0", "0", "none"]);
  expect((await cells(4)).slice(0, 6)).toEqual(["Not yet in", "0 of 15 steps", "–", "0", "0", "none"]);
  const byHand = visitor.page.getByRole("region", { name: "Mined by hand" });
  expect(await byHand.getByRole("definition").allInnerTexts()).toEqual(["16.5", "16", "2"]);
  const bins = await byHand.getByRole("list", { name: "Students by the number" }).getByRole("listitem").allInnerTexts();
  expect(bins.map((bin) => bin.replace(/\s+/g, " "))).toEqual([
    "1 to 4 0 students",
    "5 to 8 0 students",
    "9 to 16 1 student",
    "17 to 32 1 student",
    "33 to 64 0 students",
    "65 or more 0 students",
  ]);
  // 2^8 hashes at 2,000 a second.
  await visitor.page.getByText("A block takes 256 hashes on average").waitFor();
  await visitor.page.getByText("< 1 s", { exact: true }).waitFor();
});

test("names are shown only while they are switched on, and the next visit begins without them", async () => {
  await createLedger("board-names", [2]);
  const group = new StubClass(server, "board-names", 2);
  const visitor = await openBoard(group);
  const { page } = visitor;
  await page.getByText("Student 2", { exact: true }).first().waitFor();
  expect(await page.content()).not.toContain("Name 2");

  await page.getByLabel("Show names").check();
  await page.getByText("Name 2", { exact: true }).first().waitFor();
  await page.reload();
  await page.getByText("Student 2", { exact: true }).first().waitFor();
  expect(await page.content()).not.toContain("Name 2");
  expect(await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")).not.toContain("Name");
});

test("a block that arrives is counted for its miner, also in the shares, without reading the chain again", async () => {
  await createLedger("board-race", [1, 2]);
  const group = new StubClass(server, "board-race", 3);
  const visitor = await openBoard(group);
  const { page } = visitor;
  const wins = page.locator(".board-wins");
  await wins.getByText("1 (50%)").first().waitFor();
  const reads: string[] = [];
  page.on("request", (request) => reads.push(new URL(request.url()).pathname));
  await mineAs("board-race", 3, "race-1");
  await mineAs("board-race", 3, "race-2");

  await wins.getByText("2 (50%)").waitFor();
  expect(await wins.getByRole("listitem").first().innerText()).toContain("Student 3");
  await page.getByRole("link", { name: "Block 5" }).waitFor();
  await page.getByText("3 miners mined 4 blocks.").waitFor({ state: "attached" });
  expect(reads.filter((path) => path.startsWith("/ledgers/"))).toEqual([]);
});

test("blocks that were mined while the board was interrupted are counted once it is back", async () => {
  await createLedger("board-missed", [1, 2]);
  const visitor = await visit({ signedIn: false });
  const { page } = visitor;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/events/, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await page.reload();
  await new StubClass(server, "board-missed", 3).serve(page);
  await follow(visitor, "board-missed", TEACHER);
  const wins = page.locator(".board-wins");
  await wins.getByText("1 (50%)").first().waitFor();

  const description = new RegExp("/ledgers/board-missed$");
  await page.route(description, (route) => route.abort());
  await Promise.all(sockets.map((socket) => socket.close({ code: 1001 })));
  await page.getByText("Interrupted", { exact: true }).waitFor();
  await mineAs("board-missed", 3, "missed-1");
  await mineAs("board-missed", 3, "missed-2");
  await page.unroute(description);

  await wins.getByText("2 (50%)").waitFor();
  await page.getByRole("link", { name: "Block 5" }).waitFor();
});

test("a board whose ledger has not answered is not called live, and one whose blocks are not counted is not called empty", async () => {
  await createLedger("board-uncounted", [1]);
  const visitor = await visit({ signedIn: false });
  const { page } = visitor;
  const description = await holdRequests(page, "**/ledgers/board-uncounted");
  const count = await holdRequests(page, "**/ledgers/board-uncounted/miners");
  await new StubClass(server, "board-uncounted", 1).serve(page);
  await follow(visitor, "board-uncounted", TEACHER);
  await page.getByRole("heading", { name: "Blocks by miner" }).waitFor();
  expect(await page.getByText(/^Live$|On squares/).count()).toBe(0);
  await description.release();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Block 2" }).waitFor();

  expect(await page.getByText(/No block has been mined yet|nothing to measure/).count()).toBe(0);
  await count.release();

  await page.locator(".board-wins").getByText("1 (100%)").waitFor();
});

test("the figures of the shares are those of the blocks on the chain", async () => {
  await createLedger("board-shares", [1, 1, 1, 1, 2, 2, 3, 4], 8);
  const { page } = await openBoard(new StubClass(server, "board-shares", 4));
  const figure = (name: string) => page.locator("div", { has: page.getByText(name, { exact: true }) }).last();
  await page.getByText("Largest share", { exact: true }).waitFor();
  for (const [name, value] of [
    ["Largest share", "50%"],
    ["Nakamoto coefficient", "2"],
    ["Herfindahl–Hirschman index", "0.34"],
    ["Gini coefficient", "0.31"],
    ["Shannon entropy", "1.75 bits"],
  ] as const) {
    expect(await figure(name).locator(".board-figure").innerText()).toBe(value);
  }
  await page.getByText("The shares of all miners").click();
  await page.getByText("2^8 = 256 hashes on average").waitFor();
  await page.getByText("What the paper's related work says").click();
  await page.getByText("Endex is not computed here").waitFor();
});

test("the students are sorted as the teacher chooses, with the keyboard", async () => {
  await createLedger("board-order", [2, 3, 3]);
  const group = new StubClass(server, "board-order", 3);
  group.report(1, { done: ["by-hand", "machine"] });
  group.report(2, { done: ["by-hand"] });
  const visitor = await openBoard(group);
  const { page } = visitor;
  await rowOf(visitor, 3).getByRole("cell", { name: "2", exact: true }).first().waitFor();
  expect(await numbersIn(visitor)).toEqual([1, 2, 3]);
  const order = page.getByLabel("Sort by");
  await order.focus();
  await order.press("ArrowDown");
  await expect.poll(() => numbersIn(visitor)).toEqual([3, 2, 1]);
  await order.press("ArrowDown");
  await expect.poll(() => numbersIn(visitor)).toEqual([1, 2, 3]);
  expect(await page.getByRole("columnheader", { name: "Tour" }).getAttribute("aria-sort")).toBe("descending");
});

test("a new code is made after a question, and shown once", async () => {
  await createLedger("board-code", []);
  const group = new StubClass(server, "board-code", 2);
  const { page } = await openBoard(group);
  const open = page.getByRole("button", { name: "New code for Student 2" });
  await open.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The old code stops working").waitFor();
  expect(group.changes).toEqual([]);
  await dialog.getByRole("button", { name: "Make a new code" }).press("Enter");

  await dialog.getByText("K7QM-2FXP").waitFor();
  expect(group.changes).toEqual(["POST /classes/board-code/codes/2"]);
  await page.keyboard.press("Escape");
  // A closed dialog has no role any more, before it is gone from the page.
  await page.locator("dialog").waitFor({ state: "detached" });
  expect(await page.content()).not.toContain("K7QM-2FXP");
  await open.click();
  expect(await dialog.getByText("K7QM-2FXP").count()).toBe(0);
});

test("a new code that the class is making cannot be cancelled, and is shown", async () => {
  await createLedger("board-late-code", []);
  const { page } = await openBoard(new StubClass(server, "board-late-code", 2));
  const { asked, release } = await holdRequests(page, "**/codes/2");
  await page.getByRole("button", { name: "New code for Student 2" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make a new code" }).click();
  await asked;
  await dialog.getByRole("button", { name: "Cancel", disabled: true }).waitFor();
  await page.keyboard.press("Escape");

  await release();

  await dialog.getByText("K7QM-2FXP").waitFor();
});

test("a student is withdrawn only after a question", async () => {
  await createLedger("board-withdraw", []);
  const group = new StubClass(server, "board-withdraw", 2);
  const visitor = await openBoard(group);
  const { page } = visitor;
  const open = page.getByRole("button", { name: "Withdraw the code of Student 1" });
  await open.click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(group.changes).toEqual([]);

  await open.click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await rowOf(visitor, 1).getByText("Withdrawn").waitFor();
  expect(group.changes).toEqual(["DELETE /classes/board-withdraw/codes/1"]);
  await open.waitFor({ state: "detached" });
});

test("a class without codes has no buttons for them", async () => {
  await createLedger("board-no-codes", []);
  const group = new StubClass(server, "board-no-codes", 2);
  group.students = group.students.map((each) => ({ ...each, code: "none" }));
  const visitor = await openBoard(group);
  await rowOf(visitor, 2).waitFor();
  expect(await visitor.page.getByRole("button", { name: /code|Withdraw/ }).count()).toBe(0);
});

test("projector mode shows the board alone, without names or codes, until it is left", async () => {
  await createLedger("board-large", [1]);
  const { page } = await openBoard(new StubClass(server, "board-large", 3));
  await page.getByLabel("Show names").check();
  await page.getByText("Name 1", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Projector mode" }).click();

  await page.getByRole("button", { name: "Leave projector mode" }).waitFor();
  await page.getByText("Student 1", { exact: true }).first().waitFor();
  expect(await page.getByRole("navigation").count()).toBe(0);
  expect(await page.getByRole("button").allInnerTexts()).toEqual(["Leave projector mode"]);
  expect(await page.content()).not.toContain("Name 1");
  await page.keyboard.press("Escape");
  await page.getByRole("navigation").waitFor();
  await expect.poll(() => page.evaluate("document.fullscreenElement")).toBeNull();
});

test("the board says that the server is gone, keeps what it knew, and goes on when it is back", async () => {
  await createLedger("board-gone", []);
  const group = new StubClass(server, "board-gone", 2);
  const visitor = await openBoard(group);
  const { page } = visitor;
  await page.getByText("0 of 2 in").waitFor();
  group.fault = (route) => route.abort();
  await page.getByRole("alert").getByText("The server does not answer").waitFor();
  expect(await rowOf(visitor, 2).count()).toBe(1);

  group.report(2);
  group.fault = undefined;
  await page.getByText("1 of 2 in").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
});

test.each([
  [404, "class-not-found", "There is no class board-faults here"],
  [403, "scope-missing", "Open the teacher's link"],
])("if the class answers %i, the board says what to do", async (status, problem, words) => {
  await RemoteLedger.create(server, "board-faults").catch(() => undefined);
  const group = new StubClass(server, "board-faults", 2);
  const body = { type: `${PROBLEM_TYPE_PREFIX}${problem}`, title: problem, status, detail: "It is refused." };
  group.fault = (route) =>
    route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(body) });
  const visitor = await openBoard(group);
  await visitor.page.getByText(words).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test("a class that has ended is reported as such", async () => {
  await createLedger("board-ended", []);
  const group = new StubClass(server, "board-ended", 2);
  group.ends = new Date(Date.now() - 60_000);
  const { page } = await openBoard(group);
  await page.getByRole("alert").getByText("This class ended at").waitFor();
});

// It has to wait for as long as a visible board would take for several reads.
test("a board that nobody can see does not ask for the class", { tags: "long" }, async () => {
  await createLedger("board-hidden", []);
  const group = new StubClass(server, "board-hidden", 2);
  const { page } = await openBoard(group);
  const show = (isHidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, "hidden", { configurable: true, get: () => ${isHidden} });
      document.dispatchEvent(new Event("visibilitychange"))`);
  await page.getByText("0 of 2 in").waitFor();
  await show(true);
  group.report(1);
  // A request that was on its way when the page was hidden may still be answered.
  await page.waitForTimeout(500);
  const before = group.reads;
  await page.waitForTimeout(3_000);
  expect(group.reads).toBe(before);
  await show(false);
  await page.getByText("1 of 2 in").waitFor();
});

test("the board is accessible and fits in every look, also on a projector", async () => {
  await createLedger("board-looks", [1, 2, 2, 3], 8);
  const group = new StubClass(server, "board-looks", 30);
  for (let student = 1; student <= 20; student++)
    group.report(student, { done: ["by-hand", "machine"], tries: student * 3, hash_rate: student * 1000 }, student * 5);
  const visitor = await openBoard(group);
  const { page } = visitor;
  // A window in full screen cannot be resized.
  await page.evaluate("document.documentElement.requestFullscreen = undefined");
  await page.getByText("2 (50%)").waitFor();
  await page.getByText("The shares of all miners").click();
  await page.getByText("What the paper's related work says").click();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
  await page.getByRole("button", { name: "New code for Student 2", exact: true }).click();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Projector mode" }).click();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});
