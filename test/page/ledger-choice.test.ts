import { expect, test } from "vitest";
import { ledgerPrefixes, namedLedgers, readToken } from "../../src/page/session/token.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";
import { tokenFor } from "../support/page/tokens.ts";

const { server, visit } = visitors();

/** Opens a token's link, as a person who was sent it does. */
async function follow(claims: Parameters<typeof tokenFor>[0]): Promise<Visitor> {
  const visitor = await visit({ signedIn: false });
  await visitor.goTo(`#token=${await tokenFor(claims)}`);
  return visitor;
}

const READER = "chain:read";

test.each([
  [["main"], ["main"], []],
  [["class-7-*"], [], ["class-7-"]],
  [["*"], [], [""]],
  [["main", "class-7-*", "class-8-ana"], ["main", "class-8-ana"], ["class-7-"]],
  [["Class-7", "Class-*", "a*b", "a_b", "a/*", ""], [], []],
  [[`${"a".repeat(39)}*`], [], ["a".repeat(39)]],
  [[`${"a".repeat(40)}*`], [], []],
  [[], [], []],
])("a token for %j opens the ledgers %j, and those with the prefixes %j", async (ledgers, names, prefixes) => {
  const session = readToken(await tokenFor({ ledgers }));
  expect(namedLedgers(session)).toEqual(names);
  expect(ledgerPrefixes(session)).toEqual(prefixes);
});

test("a link with a token for a name prefix leads to a choice, and to a ledger created there", async () => {
  const visitor = await follow({ ledgers: ["class-7-*"] });
  const { page } = visitor;

  await page.getByText("Choose another ledger").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await visitor.accessibilityFaults()).toEqual([]);
  expect(await page.evaluate(`[...document.querySelectorAll("#ledgers option")].map(({ value }) => value)`)).toEqual([
    "class-7-",
  ]);
  const name = page.getByLabel("Any ledger whose name starts with class-7-");
  await name.fill("Ana!");
  await name.press("Enter");
  expect(new URL(page.url()).hash).toBe("#/main/blocks");
  await name.fill("ana");
  await name.press("Enter");

  await page.getByText("The ledger class-7-ana does not exist yet.").waitFor();
  await page.getByRole("button", { name: "Create this ledger" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  expect((await server.fetch("/ledgers/class-7-ana")).status).toBe(200);
});

test("creating a ledger leaves another one that was opened meanwhile as it is", async () => {
  const other = await RemoteLedger.create(server, "opened-meanwhile");
  await other.mine(patients(1));
  const visitor = await visit({ fragment: "#/created-slowly/blocks" });
  const { page } = visitor;
  const creation = await holdRequests(page, "**/ledgers/created-slowly", (request) => request.method() === "PUT");
  await page.getByRole("button", { name: "Create this ledger" }).click();
  await creation.asked;
  await visitor.goTo("#/opened-meanwhile/blocks/2");
  await page.getByRole("button", { name: "Open record 2" }).click();
  await page.getByRole("button", { name: "Correct record 2" }).click();
  await page.getByRole("textbox", { name: "Patient name" }).fill("Half typed");
  await creation.release();

  expect(await page.getByRole("textbox", { name: "Patient name" }).inputValue()).toBe("Half typed");
  await visitor.goTo("#/created-slowly/blocks");
  await page.getByText("Live", { exact: true }).waitFor();
});

test("without the right to create ledgers an existing one is opened, and a missing one is not a dead end", async () => {
  await RemoteLedger.create(server, "class-8-ben");
  const visitor = await follow({ ledgers: ["class-8-*"], scope: READER });
  const { page } = visitor;
  const name = page.getByLabel("Any ledger whose name starts with class-8-");
  await page.getByText("The ledger must already exist").waitFor();
  await name.fill("eve");
  await page.getByRole("main").getByRole("button", { name: "Open" }).click();

  await page.getByText("The ledger class-8-eve does not exist yet.").waitFor();
  await page.getByText("Your token lacks the scope ledger:create").waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await name.fill("ben");
  await page.getByRole("main").getByRole("button", { name: "Open" }).click();

  await page.getByText("Live", { exact: true }).waitFor();
  expect(new URL(page.url()).hash).toBe("#/class-8-ben/blocks");
});

test("a token for several ledgers leads from a ledger that it does not open to those that it does", async () => {
  await RemoteLedger.create(server, "clinic-a");
  const visitor = await follow({ ledgers: ["clinic-a", "clinic-b-*"] });
  const { page } = visitor;
  await page.waitForURL(({ hash }) => hash === "#/clinic-a/blocks");

  await visitor.goTo("#/main/blocks");
  await page.getByLabel("Any ledger whose name starts with clinic-b-").waitFor();
  await page.getByRole("link", { name: "clinic-a" }).click();

  await page.getByText("Live", { exact: true }).waitFor();
});

test("a token that opens no ledger is reported as such", async () => {
  const { page } = await follow({ ledgers: ["Nothing"] });
  await page.getByRole("alert").getByText("does not list this ledger").waitFor();
  await page.getByText("None: your token lists no ledgers.").waitFor();
});

test("a ledger that is created as a sandbox says so, and once it is deleted the page says that too", async () => {
  const visitor = await follow({ ledgers: ["class-9-*", "class-8-ben"] });
  const { page } = visitor;
  await visitor.goTo("#/class-9-mia/blocks");
  await page.getByRole("checkbox", { name: "A sandbox, to practise on" }).check();
  await page.getByRole("radio", { name: "Sealed" }).check();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
  await page.getByRole("button", { name: "Create this ledger" }).click();

  await page.getByText("Live", { exact: true }).waitFor();
  await page.locator(".ledger-facts").getByText("sandbox", { exact: true }).waitFor();
  await page.locator(".founding-terms").getByText("can be deleted").waitFor();
  expect(await (await server.fetch("/ledgers/class-9-mia")).json()).toMatchObject({ sandbox: true, records: "sealed" });

  expect((await server.fetch("/ledgers/class-9-mia", { method: "DELETE" })).status).toBe(204);
  await page.reload();

  await page.getByRole("alert").getByText("The ledger class-9-mia was a sandbox, and was deleted").waitFor();
  expect(await page.getByRole("button", { name: "Create this ledger" }).count()).toBe(0);
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await page.getByRole("link", { name: "class-8-ben" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
});
