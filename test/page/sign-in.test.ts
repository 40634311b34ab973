import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Language, LANGUAGES } from "../../src/page/language/languages.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { forged, tokenFor } from "../support/page/tokens.ts";

const { server, visit } = visitors();

let visitor: Visitor;

/** Signs in by pasting a token. */
async function paste(token: string): Promise<void> {
  await visitor.page.getByLabel("Token").fill(token);
  await visitor.page.getByRole("button", { name: "Sign in" }).click();
}

test("a link with a token signs in, and its token leaves the address bar and the tab's history", async () => {
  visitor = await visit();
  const { page } = visitor;

  await page.getByRole("button", { name: "Sign out" }).waitFor();
  expect(new URL(page.url()).hash).toBe("#/main/blocks");
  expect(await page.evaluate("history.length")).toBeLessThanOrEqual(2);
  expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain(server.token);
  await page.reload();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
});

test("without a token the page asks for one, accepts a pasted one, and forgets it on signing out", async () => {
  visitor = await visit({ signedIn: false });
  const { page } = visitor;
  expect(await visitor.accessibilityFaults()).toEqual([]);

  await paste("nonsense");
  await page.getByRole("alert").getByText("not a token").waitFor();
  await paste(` ${server.token}\n`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Token").waitFor();
  expect(await page.evaluate("sessionStorage.length")).toBe(0);
});

/** Pastes the token in another form. */
async function expectSignsIn(_: string, text: (token: string) => string): Promise<void> {
  visitor = await visit({ signedIn: false });

  await paste(text(server.token));

  await visitor.page.getByRole("button", { name: "Sign out" }).waitFor();
  await visitor.page.getByText("Live").waitFor();
}

test.each([
  [
    "as a header that a mail program wrapped",
    (token: string) => `Authorization: Bearer\n${token.replace(/.{70}/g, "$&\n")}`,
  ],
])("a token that is pasted %s signs in", expectSignsIn);

// page/token-text.test.ts tests the reading of these forms, without the page.
test.each([
  ["after Bearer", (token: string) => `Bearer ${token}`],
  ["in quotes", (token: string) => `"${token}"`],
  ["as a link", (token: string) => `http://localhost:8787/#token=${token}`],
])("a token that is pasted %s signs in", { tags: "long" }, expectSignsIn);

test("for a token that the ledger refuses the page shows the ledger's message", async () => {
  visitor = await visit({ signedIn: false });
  const token = await forged();
  const refused = await server.fetch("/get_chain", {}, token);
  const { detail } = (await refused.json()) as { detail: string };

  await paste(token);

  await visitor.page.getByRole("alert").getByText(detail).waitFor();
});

test("a computer whose clock is two hours ahead signs in: only the ledger's clock counts", async () => {
  visitor = await visit({ signedIn: false });
  await visitor.page.clock.setFixedTime(Date.now() + 7_200_000);

  await paste(await tokenFor({ expires: "1h" }));

  await visitor.page.getByText("Live").waitFor();
  await visitor.page.getByRole("button", { name: "Sign out" }).waitFor();
});

test("an expired token is reported as expired", async () => {
  visitor = await visit({ signedIn: false });

  await paste(await tokenFor({ expires: "-1s" }));

  await visitor.page.getByRole("alert").getByText("expired").waitFor();
});

test("a token that expires while the page is open leads back to signing in", { tags: "long" }, async () => {
  visitor = await visit({ signedIn: false });

  await paste(await tokenFor({ expires: "4s" }));

  await visitor.page.getByRole("button", { name: "Sign out" }).waitFor();
  await visitor.page.getByRole("alert").getByText("expired").waitFor();
});

test("a token for another ledger shows the ledger's message", async () => {
  visitor = await visit({ signedIn: false });

  await paste(await tokenFor({ ledgers: ["class-7"] }));

  await visitor.page.getByRole("alert").getByText("does not list this ledger").waitFor();
});

/** Opens the page as the Worker serves it with settings for an identity provider. */
async function visitWith(attributes: string): Promise<Visitor> {
  const present = await visit({ signedIn: false });
  await present.page.route(`${server.url}/`, async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace('<meta name="sign-in"', `$& ${attributes}`);
    await route.fulfill({ response, body: html });
  });
  await present.page.reload();
  return present;
}

test("a wrong setting for the identity provider is named above the form for a token", async () => {
  visitor = await visitWith('data-fault="OIDC_ISSUER is &lt;b&gt; not a URL."');

  await visitor.page.getByText("OIDC_ISSUER is <b> not a URL. The operator must correct it.").waitFor();
  await visitor.page.getByLabel("Token").waitFor();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});

test("an identity provider with a long name fits every screen", async () => {
  const issuer = `https://login.${"very-long-name".repeat(4)}.example.org/`;
  visitor = await visitWith(`data-issuer="${issuer}" data-client-id="page" data-scope="openid" data-resource=""`);

  await visitor.page.getByRole("button", { name: "Sign in with login.very" }).waitFor();

  expect(await visitor.faultsInEveryLook()).toEqual([]);
});

test("another ledger is chosen by name, and created if it does not exist", async () => {
  visitor = await visit();
  const { page } = visitor;
  await page.getByLabel("Ledger", { exact: true }).fill("class-7");
  await page.getByRole("banner").getByRole("button", { name: "Open" }).click();

  await page.getByText("The ledger class-7 does not exist yet.").waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await page.getByRole("radio", { name: "block-hash" }).check();
  await page.getByLabel("Difficulty in bits").fill("8");
  await page.getByRole("button", { name: "Create this ledger" }).click();

  await page.getByText("does not exist yet").waitFor({ state: "hidden" });
  const created = await server.fetch("/ledgers/class-7");
  expect(await created.json()).toMatchObject({ puzzle: "block-hash", difficulty: 8 });
});

test("the browser enforces the page's policy, and no view violates it", async () => {
  visitor = await visit({ bypassCSP: false });
  const { page } = visitor;
  for (const view of ["blocks", "mine", "lab", "network", "verify"]) {
    await visitor.goTo(`#/main/${view}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }

  const inline = await page.evaluate(`
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    window.ran === undefined`);
  expect(inline).toBe(true);
  // The refusal of the script tried above is the only one.
  expect(visitor.complaints.splice(0)).toEqual([expect.stringMatching(/inline script/)]);
});

/** Reads the page for the first time in a browser of the language, and weighs all that it loads. */
async function expectSmallVisit(language: Language): Promise<void> {
  visitor = await visit({ locale: language });
  await visitor.page.getByRole("heading", { level: 1 }).waitFor();
  const loaded = await visitor.page.evaluate<string[]>(`[
    location.href.replace(location.hash, ""),
    ...performance.getEntriesByType("resource").map(({ name }) => name),
  ]`);
  const files = loaded.filter((url) => !url.includes("/ledgers/"));
  const sizes = await Promise.all(files.map(async (url) => gzipSync(await (await fetch(url)).bytes()).length));

  expect(await visitor.page.locator("html").getAttribute("lang")).toBe(language);
  expect(await visitor.page.locator("html").getAttribute("dir")).toBe(LANGUAGES[language].direction);
  expect(files.length).toBeGreaterThan(2);
  expect(files.length).toBeLessThan(12);
  expect(loaded.filter((url) => !url.startsWith(server.url))).toEqual([]);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(100 * 1024);
}

// Hindi takes the most bytes.
test.each(["en", "hi"] as const)(
  "in %s, the page loads nothing from elsewhere, and less than 100 KiB compressed in a few files",
  expectSmallVisit,
);
test.each(["es", "ar"] as const)(
  "in %s, the page loads nothing from elsewhere, and less than 100 KiB compressed in a few files",
  { tags: "long" },
  expectSmallVisit,
);
