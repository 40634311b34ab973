import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeyPair } from "jose";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { type Visitor, visitorsAlone } from "../support/page/browser.ts";
import { CLIENT_ID, IdentityProvider, RESOURCE } from "../support/page/identity-provider.ts";

const provider = await IdentityProvider.start();
const { server, visit } = visitorsAlone();
const folder = mkdtempSync(join(tmpdir(), "patient-ledger-oidc-"));
const settings = join(folder, "oidc.env");
writeFileSync(
  settings,
  `AUTH_ISSUER='${provider.issuer}'
AUTH_AUDIENCE='${RESOURCE}'
AUTH_JWKS='${provider.jwks}'
OIDC_ISSUER='${provider.issuer}'
OIDC_CLIENT_ID='${CLIENT_ID}'
OIDC_SCOPE='offline_access chain:read chain:mine ledger:create'
OIDC_RESOURCE='${RESOURCE}'
`,
);
server.flags = ["--env-file", settings];
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => provider.reset());

const host = new URL(provider.issuer).host;

/** Opens the page under its own policy. */
const open = () => visit({ signedIn: false, bypassCSP: false });

async function press({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

async function signIn(visitor: Visitor): Promise<void> {
  await press(visitor, `Sign in with ${host}`);
}

async function isSignedInAs({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole("banner").getByText(name, { exact: true }).waitFor();
  // The ledger has accepted the token.
  await page
    .getByText(/^(?:Live|Mine a block|Register a record)$/)
    .first()
    .waitFor();
}

/** Where the provider sent the browser back, as it sent it. */
function answers(): string[] {
  const addresses: string[] = [];
  provider.redirect = ({ href }) => addresses.push(href);
  return addresses;
}

/** The token that the tab is signed in with. */
const stored = ({ page }: Visitor) => page.evaluate<string | null>(`sessionStorage.getItem("patient-ledger.token")`);

const alert = ({ page }: Visitor, text: string | RegExp) => page.getByRole("alert").getByText(text).waitFor();

const NOT_ITS_ANSWER = "does not belong to this sign-in or cannot be checked";
const NOT_BEGUN = "not begun in this tab";

describe("signing in with the identity provider", () => {
  test("brings a clerk back to where they were, survives a reload, and signs out there too", async () => {
    const visitor = await open();
    const { page } = visitor;
    await visitor.goTo("#/main/mine");

    await signIn(visitor);
    await isSignedInAs(visitor, "ana");
    expect(page.url()).toBe(`${server.url}/#/main/mine`);
    await page.reload();
    await isSignedInAs(visitor, "ana");
    await press(visitor, "Sign out");

    await expect.poll(() => provider.ended).toBe(1);
    await page.waitForURL(`${server.url}/`);
    await page.getByRole("button", { name: `Sign in with ${host}` }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
    expect(provider.revoked).toBe(1);
  });

  test("works with the keyboard alone", async () => {
    const visitor = await open();
    const button = visitor.page.getByRole("button", { name: `Sign in with ${host}` });
    for (let steps = 0; !(await button.evaluate((element) => element.matches(":focus"))); steps++) {
      expect(steps).toBeLessThan(20);
      await visitor.page.keyboard.press("Tab");
    }

    await visitor.page.keyboard.press("Enter");

    await isSignedInAs(visitor, "ana");
  });

  test("is offered above the form for a token, which still works, in every look", async () => {
    const visitor = await visit({ signedIn: false });
    const headings = await visitor.page.getByRole("main").innerText();

    expect(headings.indexOf(`Sign in with ${host}`)).toBeGreaterThan(0);
    expect(headings.indexOf("Use a token")).toBeGreaterThan(headings.indexOf(`Sign in with ${host}`));
    expect(await visitor.faultsInEveryLook()).toEqual([]);
  });

  test("leaves neither code nor token in an address, the tab's history or the server's log", async () => {
    const visitor = await open();
    const { page } = visitor;
    const sent = answers();
    const visited: string[] = [];
    page.on("framenavigated", (frame) => visited.push(frame.url()));
    await signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const token = (await stored(visitor)) ?? "";
    const code = new URL(sent[0] ?? "").searchParams.get("code") ?? "";
    const length = await page.evaluate<number>("history.length");

    expect([code.length, token.length].every((each) => each > 20)).toBe(true);
    expect(page.url()).not.toContain(code);
    expect(visited.join(" ")).not.toContain(token);
    expect(server.log).not.toContain(code);
    expect(server.log).not.toContain(token);
    await page.goBack();
    await isSignedInAs(visitor, "ana");
    expect(page.url()).not.toContain("code=");
    expect(length).toBeLessThanOrEqual(3);
  });

  test("reaches nothing but the ledger and the provider", async () => {
    const { page, complaints } = await open();
    const reached = (url: string) =>
      page.evaluate<boolean>(`fetch(${JSON.stringify(url)}, { mode: "no-cors" }).then(() => true, () => false)`);

    expect(await reached(`${provider.issuer}/.well-known/openid-configuration`)).toBe(true);
    expect(await reached(`${server.url}/healthz`)).toBe(true);
    const elsewhere = [`http://localhost:${new URL(provider.issuer).port}/`, "http://127.0.0.1:9/", "https://a.test/"];
    for (const url of elsewhere) expect([url, await reached(url)]).toEqual([url, false]);
    for (const complaint of complaints.splice(0)) expect(complaint).toContain("Content Security Policy");
  });
});

describe("an answer of the provider", () => {
  test.each([
    ["another state", (address: URL) => address.searchParams.set("state", "x".repeat(43)), NOT_BEGUN],
    ["another issuer", (address: URL) => address.searchParams.set("iss", "https://other.test"), NOT_ITS_ANSWER],
    [
      "no issuer, though the provider announces it",
      (address: URL) => address.searchParams.delete("iss"),
      NOT_ITS_ANSWER,
    ],
    ["a code that the provider did not issue", (address: URL) => address.searchParams.set("code", "x"), "has ended"],
    ["two codes", (address: URL) => address.searchParams.append("code", "x"), NOT_ITS_ANSWER],
  ])("with %s signs nobody in", async (_, redirect, reason) => {
    provider.redirect = redirect;
    const visitor = await open();

    await signIn(visitor);

    await alert(visitor, reason);
    expect(await stored(visitor)).toBeNull();
    expect(visitor.page.url()).not.toMatch(/[?&](?:code|state|iss)=/);
  });

  test.each<[string, (token: string) => Promise<string | undefined>, string]>([
    ["for another nonce", (token) => provider.resigned(token, { nonce: "x" }), NOT_ITS_ANSWER],
    ["without a nonce", (token) => provider.resigned(token, { nonce: undefined }), NOT_ITS_ANSWER],
    ["of another issuer", (token) => provider.resigned(token, { iss: "https://other.test" }), NOT_ITS_ANSWER],
    ["for another client", (token) => provider.resigned(token, { aud: "other" }), NOT_ITS_ANSWER],
    ["that has expired", (token) => provider.resigned(token, { exp: 1_700_000_000 }), "Check the clock"],
    [
      "signed with another key",
      async (token) => provider.resigned(token, {}, (await generateKeyPair("ES256")).privateKey),
      NOT_ITS_ANSWER,
    ],
    ["that is missing", () => Promise.resolve(undefined), NOT_ITS_ANSWER],
  ])("with an ID token %s signs nobody in", async (_, change, reason) => {
    provider.tamper = async ({ id_token, ...body }) => {
      const changed = await change(id_token ?? "");
      return changed === undefined ? body : { ...body, id_token: changed };
    };
    const visitor = await open();

    await signIn(visitor);

    await alert(visitor, reason);
    expect(await stored(visitor)).toBeNull();
  });

  test.each<[string, (token: string) => string | Promise<string>, string]>([
    ["opaque", () => "opaque", "is not a JWT"],
    ["encrypted", (token) => `${token}.x.y`, "is not a JWT"],
    ["expired", (token) => provider.resigned(token, { exp: 1_700_000_000 }), "has expired"],
    ["for another audience", (token) => provider.resigned(token, { aud: "https://other.test" }), "AUTH_AUDIENCE"],
  ])("whose access token is %s leads back to signing in, and says why", async (_, change, reason) => {
    provider.tamper = async (body) => ({ ...body, access_token: await change(body.access_token) });
    const visitor = await open();

    await signIn(visitor);

    await alert(visitor, reason);
    expect(await stored(visitor)).toBeNull();
  });

  test("counts once: opened again it changes nothing, signed in or not", async () => {
    const sent = answers();
    const visitor = await open();
    await signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const [answer = ""] = sent;

    await visitor.page.goto(answer);
    await visitor.page.getByRole("dialog").getByText(NOT_BEGUN).waitFor();
    await press(visitor, "Close");
    await isSignedInAs(visitor, "ana");
    await press(visitor, "Sign out");
    await expect.poll(() => provider.ended).toBe(1);
    await visitor.page.waitForURL(`${server.url}/`);
    await visitor.page.goto(answer);

    await alert(visitor, NOT_BEGUN);
    expect(await stored(visitor)).toBeNull();
  });

  test("to an attacker, opened in a victim's tab, does not sign the victim in as the attacker", async () => {
    const sent = answers();
    const attacker = await open();
    provider.person = "mallory";
    // The attacker keeps the answer instead of following it.
    await attacker.page.route(/[?&]code=/, (route) => route.abort());
    await signIn(attacker);
    await expect.poll(() => sent.length).toBe(1);
    provider.person = "ana";
    const victim = await open();
    // The victim has begun to sign in, too.
    await victim.page.route(/[?&]code=/, (route) => route.abort());
    await signIn(victim);
    await expect.poll(() => sent.length).toBe(2);
    await victim.page.unroute(/[?&]code=/);

    await victim.page.goto(sent[0] ?? "");
    await alert(victim, NOT_BEGUN);
    expect(await stored(victim)).toBeNull();
    await victim.page.goto(sent[1] ?? "");

    await isSignedInAs(victim, "ana");
  });

  test("that denies the access is shown in words", async () => {
    provider.person = undefined;
    const visitor = await open();

    await signIn(visitor);

    await alert(visitor, "the access was denied or cancelled");
    expect(visitor.page.url()).not.toContain("error");
  });

  test("with an error that the page does not know is quoted, and is never markup", async () => {
    const said = "<img src=x onerror=alert(1)>\u202e";
    provider.person = undefined;
    provider.redirect = ({ searchParams }) => {
      searchParams.set("error", "odd");
      searchParams.set("error_description", said);
    };
    const visitor = await open();

    await signIn(visitor);

    await alert(visitor, "odd: <img src=x onerror=alert(1)>\\u{202e}");
    expect(await visitor.page.locator("main img").count()).toBe(0);
  });
});

describe("a provider that does not answer", () => {
  test("is reported, and the next attempt works", async () => {
    provider.isDown = true;
    const visitor = await open();

    await signIn(visitor);
    await alert(visitor, "does not answer");
    provider.isDown = false;
    await signIn(visitor);

    await isSignedInAs(visitor, "ana");
  });

  test("is reported when it fails after it has signed somebody in", async () => {
    provider.redirect = () => (provider.isDown = true);
    const visitor = await open();

    await signIn(visitor);

    await alert(visitor, "does not answer");
    expect(await stored(visitor)).toBeNull();
  });

  test("does not keep anybody from signing out here, and the page says that it may be signed in there", async () => {
    const visitor = await open();
    await signIn(visitor);
    await isSignedInAs(visitor, "ana");
    await visitor.page.reload();
    provider.isDown = true;

    await press(visitor, "Sign out");

    await alert(visitor, "unknown: sign out there too");
    expect(await visitor.page.evaluate("sessionStorage.length")).toBe(0);
  });
});

describe("renewing", () => {
  const fillPatient = ({ page }: Visitor) => page.getByLabel("Patient name").fill("Alice");
  const renewals = () => provider.granted.filter((grant) => grant === "refresh_token").length;

  test("replaces the token before it expires, with the rotated refresh token, and keeps what the user typed", async () => {
    provider.lifetime = 5;
    const visitor = await open();
    await signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const first = await stored(visitor);
    await visitor.goTo("#/main/mine");
    await fillPatient(visitor);

    await expect.poll(renewals, { timeout: 60_000 }).toBeGreaterThan(2);

    expect(await stored(visitor)).not.toBe(first);
    await isSignedInAs(visitor, "ana");
    expect(await visitor.page.getByLabel("Patient name").inputValue()).toBe("Alice");
  });

  test("goes on after a reload", async () => {
    provider.lifetime = 5;
    const visitor = await open();
    await signIn(visitor);
    await isSignedInAs(visitor, "ana");
    await visitor.page.reload();

    await expect.poll(renewals, { timeout: 60_000 }).toBeGreaterThan(1);

    await isSignedInAs(visitor, "ana");
  });

  test("that the provider refuses asks the user to sign in, and drafts stay", async () => {
    provider.lifetime = 5;
    const visitor = await open();
    await signIn(visitor);
    await isSignedInAs(visitor, "ana");
    await visitor.goTo("#/main/mine");
    await fillPatient(visitor);

    provider.refusal = "invalid_grant";

    await alert(visitor, "says that this sign-in has ended");
    expect(await stored(visitor)).toBeNull();
    await visitor.page.getByLabel("Token").fill(await provider.tokenOf("ana"));
    await press(visitor, "Sign in");
    expect(await visitor.page.getByLabel("Patient name").inputValue()).toBe("Alice");
  });

  test("happens once for all requests that the ledger refuses at the same time", async () => {
    const visitor = await open();
    // The ledger's clock says that the token has expired, this computer's does not.
    provider.tamper = async (body) => {
      provider.tamper = (next) => next;
      return { ...body, access_token: await provider.resigned(body.access_token, { exp: 1_700_000_000 }) };
    };
    await signIn(visitor);
    await isSignedInAs(visitor, "ana");

    expect(renewals()).toBe(1);
  });

  test("is left to one of two tabs with the same grant", async () => {
    provider.lifetime = 5;
    const visitor = await open();
    await signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const opened = visitor.page.context().waitForEvent("page");
    // The browser copies what the tab has stored.
    await visitor.page.evaluate("void open(location.href)");
    const copy = await opened;
    await copy.getByRole("button", { name: "Sign out" }).waitFor();

    await expect.poll(renewals, { timeout: 60_000 }).toBeGreaterThan(3);

    await copy.getByRole("button", { name: `Sign in with ${host}` }).waitFor();
    await isSignedInAs(visitor, "ana");
  });
});
