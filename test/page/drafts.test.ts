import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { visitors } from "../support/page/browser.ts";
import { forged, tokenFor } from "../support/page/tokens.ts";

const { visit } = visitors();

const TYPED = { "Patient name": "Zenobia Quill", "Patient ID": "P-77031" };
const DETAIL = "The token is refused: its key was withdrawn at noon. Get a new one.";

async function paste(page: Page, text: string): Promise<void> {
  await page.getByLabel("Token").fill(text);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Makes the ledger refuse the token from now on, as after its key is withdrawn. */
async function refuse(page: Page, path: string): Promise<void> {
  const body = JSON.stringify({ type: "urn:problem-type:patient-ledger:invalid-token", status: 401, detail: DETAIL });
  await page.route(path, (route) => route.fulfill({ status: 401, contentType: "application/problem+json", body }));
}

/** Starts a record without finishing it. */
async function begin(page: Page): Promise<void> {
  for (const [label, text] of Object.entries(TYPED)) await page.getByLabel(label).fill(text);
  // With the keyboard: while the ledger loads, the layout may shift under a click.
  await page.getByRole("radio", { name: "On the server" }).press("Space");
}

async function expectBegun(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Mine the block" }).waitFor();
  for (const [label, text] of Object.entries(TYPED)) expect(await page.getByLabel(label).inputValue()).toBe(text);
  expect(await page.getByRole("radio", { name: "On the server" }).isChecked()).toBe(true);
}

async function expectEmpty(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Mine the block" }).waitFor();
  for (const label of Object.keys(TYPED)) expect(await page.getByLabel(label).inputValue()).toBe("");
}

async function begun(subject = "student", expires = "1h"): Promise<Page> {
  const visitor = await visit({ signedIn: false });
  await visitor.goTo("#/main/mine");
  await paste(visitor.page, await tokenFor({ subject, expires }));
  await begin(visitor.page);
  return visitor.page;
}

describe("a half-completed record", () => {
  test("survives the token's expiry, in memory only", { tags: "long" }, async () => {
    const page = await begun("student", "10s");

    await page.getByRole("alert").getByText("expired").waitFor();
    await page.getByText("The form keeps what you typed").waitFor();
    const elsewhere = await page.evaluate<string>(
      `[JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href, JSON.stringify(history.state),
        document.body.innerText].join()`,
    );
    expect(elsewhere).not.toMatch(/Zenobia|77031/);
    await paste(page, await tokenFor());
    await expectBegun(page);
  });

  test("survives a refusal while it is being mined, and the page shows the ledger's message", async () => {
    const page = await begun();
    await page.getByLabel("Registration number").fill("REG-77031");
    await refuse(page, "**/mine_block");
    await page.getByRole("button", { name: "Mine the block" }).click();

    await page.getByRole("alert").getByText(DETAIL).waitFor();
    await page.unroute("**/mine_block");
    await paste(page, await tokenFor());
    await expectBegun(page);
    await page.getByRole("button", { name: "Mine the block" }).click();
    await page.getByRole("heading", { name: /^Block \d+/ }).waitFor();
    await expectEmpty(page);
  });

  test("survives a token that is refused at first, and visits to other views", async () => {
    const page = await begun();
    await page.getByRole("link", { name: "Verify" }).click();
    await refuse(page, "**/blocks/1");
    await page.evaluate(`location.hash = "#/main/blocks/1"`);
    await page.getByRole("alert").getByText(DETAIL).waitFor();
    await page.unroute("**/blocks/1");

    await paste(page, await forged());
    await page.getByRole("alert").getByText("signature").waitFor();
    await paste(page, await tokenFor());
    await page.getByRole("link", { name: "Mine" }).click();

    await expectBegun(page);
  });

  test("is shown to nobody else, whether the token expired or the user signed out", async () => {
    const page = await begun("ana");
    await refuse(page, "**/vkey");
    await page.getByRole("link", { name: "Verify" }).click();
    await page.getByRole("alert").getByText(DETAIL).waitFor();
    await page.unroute("**/vkey");
    await paste(page, await tokenFor({ subject: "ben" }));
    await page.getByRole("link", { name: "Mine" }).click();
    await expectEmpty(page);

    await begin(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await paste(page, await tokenFor({ subject: "ben" }));
    await expectEmpty(page);
  });

  test("is dropped after a warning when another person's link is accepted", async () => {
    const page = await begun("ana");
    const linked = await tokenFor({ subject: "ben" });
    await page.evaluate(`location.hash = ${JSON.stringify(`#token=${linked}`)}`);

    await page.getByRole("dialog").getByText("what you typed into the form is lost").waitFor();
    await page.getByRole("button", { name: "Stay signed in as ana" }).click();
    await expectBegun(page);
    await page.evaluate(`location.hash = ${JSON.stringify(`#token=${linked}`)}`);
    await page.getByRole("button", { name: "Switch to ben" }).click();
    await page.getByRole("banner").getByText("ben").waitFor();
    await expectEmpty(page);
  });
});

test("the input for verifying a ledger survives the token's expiry", async () => {
  const visitor = await visit({ fragment: "#/main/verify" });
  const { page } = visitor;
  await page.getByText("Witnesses", { exact: true }).click();
  await page.getByLabel(/verifier keys, one per line/).fill("witness.example.org+00000000+AAAA");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "old.note", mimeType: "text/plain", buffer: Buffer.from("x") });
  await page.getByText("old.note").waitFor();
  await refuse(page, "**/checkpoint*");
  await page.getByRole("button", { name: "Download the newest checkpoint" }).click();
  await page.getByRole("alert").getByText(DETAIL).waitFor();
  await page.unroute("**/checkpoint*");

  await paste(page, await tokenFor({ subject: "developer" }));

  await page.getByText("old.note").waitFor();
  expect(await page.getByLabel(/verifier keys, one per line/).inputValue()).toContain("witness.example.org");
});

async function expectSignedOut(fragment: string, path: string): Promise<void> {
  const { page, ...visitor } = await visit({ signedIn: false });
  await refuse(page, path);
  await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);

  await paste(page, await tokenFor());

  await page.getByRole("alert").getByText(DETAIL).waitFor();
  await page.getByLabel("Token").waitFor();
  expect(visitor.complaints).toEqual([]);
}

test.each([
  ["#/main/blocks", "**/get_chain*"],
  ["#/main/mine", "**/ledgers/main"],
])("a token that is refused in %s at %s leads to signing in, and the page shows the ledger's message", expectSignedOut);

test.each([
  ["#/main/blocks", "**/is_valid*"],
  ["#/main/blocks/1", "**/blocks/1/proof*"],
  ["#/main/verify", "**/vkey"],
])(
  "a token that is refused in %s at %s leads to signing in, and the page shows the ledger's message",
  { tags: "long" },
  expectSignedOut,
);
