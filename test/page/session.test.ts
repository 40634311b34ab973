import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";
import { forged, tokenFor } from "../support/page/tokens.ts";

const { server, visit } = visitors();

/** Opens a sign-in link in a tab in which the page is already open. */
async function open(page: Page, token: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#token=${token}`)}`);
}

/** Signs in by pasting a token. */
async function paste(page: Page, text: string): Promise<void> {
  await page.getByLabel("Token").fill(text);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The token that the tab is signed in with. */
const stored = (page: Page) => page.evaluate<string | null>(`sessionStorage.getItem("patient-ledger.token")`);

/** The name in the header. */
const shownAs = (page: Page, name: string) => page.getByRole("banner").getByText(name, { exact: true }).waitFor();

test("the header shows who is signed in, and until when", async () => {
  const { page } = await visit({ signedIn: false });

  await paste(page, await tokenFor({ subject: "dr-bose", expires: "50m" }));

  await shownAs(page, "dr-bose");
  const end = await page.evaluate<string>(`new Date(
    JSON.parse(atob(sessionStorage.getItem("patient-ledger.token").split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).exp * 1000
  ).toTimeString().slice(0, 5)`);
  // With the date if it expires tomorrow.
  expect(await page.getByRole("banner").innerText()).toMatch(new RegExp(`until (\\w+ \\d+, \\d+, )?${end}`));
});

/** A visitor who is signed in as ana, in the view Mine. */
async function signedIn(): Promise<Visitor & { readonly present: string }> {
  const visitor = await visit({ signedIn: false });
  const present = await tokenFor({ subject: "ana" });
  await paste(visitor.page, present);
  await shownAs(visitor.page, "ana");
  await visitor.goTo("#/main/mine");
  return Object.assign(visitor, { present });
}

describe("a link that is opened while a user is signed in", () => {
  test.each([
    ["another person", { subject: "ben" }, "Switch to ben?", "Stay signed in as ana", "Switch to ben"],
    [
      "fewer rights",
      { scope: "chain:read" },
      "link's token instead?",
      "Keep the current token",
      "Use the link's token",
    ],
    ["other ledgers", { ledgers: ["main"] }, "link's token instead?", "Keep the current token", "Use the link's token"],
  ])("for %s asks first, and both answers work", async (_, claims, question, no, yes) => {
    const { page, present, ...visitor } = await signedIn();
    const linked = await tokenFor({ subject: "ana", ...claims });

    await open(page, linked);
    const dialog = page.getByRole("dialog");
    await dialog.getByText(question).waitFor();
    expect(new URL(page.url()).hash).toBe("#/main/mine");
    expect(await stored(page)).toBe(present);
    await dialog.getByRole("button", { name: no }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await stored(page)).toBe(present);
    expect(new URL(page.url()).hash).toBe("#/main/mine");

    await open(page, linked);
    await dialog.getByRole("button", { name: yes }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await stored(page)).toBe(linked);
    expect(visitor.complaints).toEqual([]);
    await page.goBack();
    expect(page.url()).not.toContain("token");
  });

  test("is not accepted with the Escape key, and the question is accessible", async () => {
    const visitor = await signedIn();
    await open(visitor.page, await tokenFor({ subject: "ben" }));
    await visitor.page.getByRole("dialog", { name: "You are signed in as ana. Switch to ben?" }).waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await visitor.page.keyboard.press("Escape");

    await visitor.page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await stored(visitor.page)).toBe(visitor.present);
  });

  test("asks about the newest link alone, whenever the ledger answers about an earlier one", async () => {
    const { page } = await signedIn();
    const linked = await tokenFor({ subject: "ben" });
    const older = await holdRequests(page, "**/ledgers/main", (request) =>
      (request.headers()["authorization"] ?? "").includes(linked),
    );
    await open(page, linked);
    await older.asked;
    await open(page, await tokenFor({ subject: "carol" }));
    await page.getByRole("dialog").getByText("Switch to carol?").waitFor();
    await older.release();

    await page.getByRole("button", { name: "Switch to carol" }).click();
    await shownAs(page, "carol");
  });

  test("also asks after the page was reloaded", async () => {
    const { page, present } = await signedIn();

    await page.goto("about:blank");
    await page.goto(`${server.url}/#token=${await tokenFor({ subject: "ben" })}`);

    await page.getByRole("button", { name: "Switch to ben" }).waitFor();
    expect(page.url()).not.toContain("token");
    expect(await stored(page)).toBe(present);
    await page.getByRole("button", { name: "Switch to ben" }).click();
    await shownAs(page, "ben");
  });

  test("replaces a token of the same person with the same rights without a question", async () => {
    const { page } = await signedIn();
    const longer = await tokenFor({ subject: "ana", expires: "2h" });

    await open(page, longer);

    await expect.poll(() => stored(page)).toBe(longer);
    expect(new URL(page.url()).hash).toBe("#/main/mine");
    // The page also requests the ledger with its present token.
    const shorter = await tokenFor({ subject: "ana", expires: "30m" });
    const asked = page.waitForResponse(
      (response) => response.request().headers()["authorization"] === `Bearer ${shorter}`,
    );
    await open(page, shorter);
    await asked;
    await page.evaluate("new Promise((done) => setTimeout(done, 200))");
    expect(await stored(page)).toBe(longer);
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test.each([["is forged with a later expiry", () => forged({ subject: "ana", expires: "2h" }), "signature"]])(
    "with a token that %s changes nothing, and says why",
    expectUnchanged,
  );

  test.each([
    ["the ledger refuses", () => forged({ subject: "ben" }), "signature"],
    ["has expired", () => tokenFor({ subject: "ben", expires: "-1h" }), "expired"],
    ["cannot be read", () => Promise.resolve("broken"), "not contain a readable token"],
  ])("with a token that %s changes nothing, and says why", { tags: "long" }, expectUnchanged);

  async function expectUnchanged(_: string, link: () => Promise<string>, reason: string): Promise<void> {
    const { page, present } = await signedIn();

    await open(page, await link());

    await page.getByRole("dialog").getByText(reason).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    expect(await stored(page)).toBe(present);
    expect(new URL(page.url()).hash).toBe("#/main/mine");
    await shownAs(page, "ana");
  }
});

test.each([
  ["cannot be read", () => Promise.resolve("broken"), "not contain a readable token"],
  ["the ledger refuses", () => forged(), "signature"],
])("a link with a token that %s leads to signing in, and says why", async (_, link, reason) => {
  const { page } = await visit({ signedIn: false });

  await open(page, await link());

  await page.getByRole("alert").getByText(reason).waitFor();
  await page.getByLabel("Token").waitFor();
  expect(page.url()).not.toContain("token");
});

test("a link opens a ledger that its token names", async () => {
  const { page } = await visit({ signedIn: false });

  await open(page, await tokenFor({ ledgers: ["class-9-*", "class-9-ana"] }));

  await page.waitForURL(({ hash }) => hash === "#/class-9-ana/blocks");
});
