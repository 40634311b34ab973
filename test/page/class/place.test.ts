import { expect, test } from "vitest";
import { type Visitor, visitors } from "../../support/page/browser.ts";
import { holdRequests } from "../../support/page/held.ts";
import { StubClass } from "../../support/page/stub-class.ts";

const { server, visit } = visitors();

const CODE = "K7QM-2FXP";

/** A student who is signed in, in a class with real ledgers. */
async function student(name: string): Promise<Visitor & { readonly of: StubClass }> {
  const of = new StubClass(server, name, 8, { [CODE]: 7 });
  await of.found(7);
  const visitor = await visit({ signedIn: false });
  await of.attend(visitor.page.context());
  await visitor.page.reload();
  await visitor.goTo(`#code=${CODE}`);
  await visitor.page.getByText(`Student 07 of ${name}`).waitFor();
  return Object.assign(visitor, { of });
}

test("the strip leads to the student's two ledgers, in the view that is shown, and marks the present one", async () => {
  const visitor = await student("strip");
  const { page } = visitor;
  const ledgers = page.getByRole("navigation", { name: "Your ledgers" });
  await page.reload();
  await ledgers.getByRole("link", { name: "The class's ledger" }).click();
  await page.waitForURL(({ hash }) => hash === "#/strip/blocks");
  await page.getByText("Live").waitFor();
  await visitor.goTo("#/strip/mine");
  await ledgers.getByRole("link", { name: "My sandbox" }).click();
  await page.waitForURL(({ hash }) => hash === "#/strip-07-1/mine");
  await expect.poll(() => ledgers.locator("[aria-current]").allTextContents()).toEqual(["My sandbox"]);
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});

test("starting again asks, gives an empty sandbox, and takes every tab of the student there", async () => {
  const visitor = await student("again");
  const { page, of } = visitor;
  await visitor.goTo("#/again-07-1/mine");
  const again = page.getByRole("button", { name: "Start again", exact: true });
  await again.click();
  await page.getByText("Your sandbox again-07-1 is deleted for good").waitFor();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
  await page.getByRole("button", { name: "Keep my sandbox" }).click();
  expect([...of.deleted]).toEqual([]);

  await again.click();
  await page.getByRole("button", { name: "Delete it and start again" }).click();
  await page.waitForURL(({ hash }) => hash === "#/again-07-2/mine");
  await page
    .getByText("Live")
    .or(page.getByRole("heading", { name: "Mine a block" }))
    .first()
    .waitFor();

  // Another tab still shows the sandbox that was deleted meanwhile.
  await of.replace(7);
  await visitor.goTo("#/again-07-1/mine");
  await page.waitForURL(({ hash }) => hash === "#/again-07-3/mine");
  await page.getByRole("heading", { name: "Mine a block" }).waitFor();
});

test("a sandbox that cannot be replaced stays, and the question says why", async () => {
  const visitor = await student("stays");
  const { page, of } = visitor;
  await page.context().route("**/self/sandbox", (route) => route.abort());
  await visitor.goTo("#/stays-07-1/blocks");
  await page.getByRole("button", { name: "Start again", exact: true }).click();
  await page.getByRole("button", { name: "Delete it and start again" }).click();
  await page.getByRole("alert").getByText("does not answer").waitFor();
  expect(new URL(page.url()).hash).toBe("#/stays-07-1/blocks");

  await page.context().unroute("**/self/sandbox");
  await of.attend(page.context());
  await page.getByRole("button", { name: "Delete it and start again" }).click();
  await page.waitForURL(({ hash }) => hash === "#/stays-07-2/blocks");
});

test("a sandbox that is being deleted cannot be kept any more", async () => {
  const visitor = await student("gone");
  const { page } = visitor;
  const { asked, release } = await holdRequests(page, "**/self/sandbox");
  await visitor.goTo("#/gone-07-1/blocks");
  await page.getByRole("button", { name: "Start again", exact: true }).click();
  await page.getByRole("button", { name: "Delete it and start again" }).click();
  await asked;
  await page.getByRole("button", { name: "Keep my sandbox", disabled: true }).waitFor();
  await page.keyboard.press("Escape");
  expect(await page.getByRole("dialog").isVisible()).toBe(true);

  await release();

  await page.waitForURL(({ hash }) => hash === "#/gone-07-2/blocks");
});

test("two students at one computer have progress of their own in the tour", async () => {
  const visitor = await student("shared");
  const { page, of } = visitor;
  await visitor.goTo("#/shared-07-1/lab/3");
  await page
    .getByRole("link", { name: /^Step 3/ })
    .and(page.locator("[aria-current]"))
    .waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();

  await page.goto("about:blank");
  await page.goto(`${server.url}/#token=${await of.token(8)}`);
  await page.waitForURL(({ hash }) => hash === "#/shared-08-1/lab/1");
});
