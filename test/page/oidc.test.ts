import { generateKeyPair } from "jose";
import { describe, expect, test } from "vitest";
import { holdRequests } from "../support/page/held.ts";
import { Clinic, isSignedInAs, isWarned, press, stored } from "../support/page/clinic.ts";

const clinic = await Clinic.open();
const { provider, server } = clinic;

/** A moment that has passed, in seconds since 1970. */
const PAST = 1_700_000_000;

const NOT_ITS_ANSWER = "does not belong to this sign-in or cannot be checked";
const NOT_BEGUN = "not begun in this tab";

describe("signing in with the identity provider", () => {
  test("brings a clerk back to where they were, survives a reload, and signs out there too", async () => {
    const visitor = await clinic.enter();
    const { page } = visitor;
    await visitor.goTo("#/main/mine");

    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    expect(page.url()).toBe(`${server.url}/#/main/mine`);
    await page.reload();
    await isSignedInAs(visitor, "ana");
    await press(visitor, "Sign out");

    await expect.poll(() => provider.ended).toBe(1);
    await page.waitForURL(`${server.url}/`);
    await page.getByRole("button", { name: clinic.button }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
    expect(provider.revoked).toBe(1);
  });

  test("does not take away whoever signs in with a token before the provider has answered", async () => {
    const visitor = await clinic.enter();
    const { page } = visitor;
    const discovery = await holdRequests(page, "**/.well-known/**");
    await clinic.signIn(visitor);
    await discovery.asked;
    await visitor.goTo(`#token=${await provider.tokenOf("nurse")}`);
    await isSignedInAs(visitor, "nurse");
    await discovery.release();

    await press(visitor, "Sign out");
    await press(visitor, clinic.button);
    await isSignedInAs(visitor, "ana");
  });

  test("does not replace whoever signs in with a token before the provider has issued its own", async () => {
    const visitor = await clinic.enter();
    const { page } = visitor;
    const issuing = await holdRequests(page, `${provider.issuer}/token`);
    await clinic.signIn(visitor);
    await issuing.asked;
    await visitor.goTo(`#token=${await provider.tokenOf("nurse")}`);
    await isSignedInAs(visitor, "nurse");
    await issuing.release();

    await isSignedInAs(visitor, "nurse");
  });

  test("works with the keyboard alone", async () => {
    const visitor = await clinic.enter();
    const button = visitor.page.getByRole("button", { name: clinic.button });
    for (let steps = 0; !(await button.evaluate((element) => element.matches(":focus"))); steps++) {
      expect(steps).toBeLessThan(20);
      await visitor.page.keyboard.press("Tab");
    }

    await visitor.page.keyboard.press("Enter");

    await isSignedInAs(visitor, "ana");
  });

  test("is offered above the form for a token, which still works, in every look", async () => {
    const visitor = await clinic.visit({ signedIn: false });
    const headings = await visitor.page.getByRole("main").innerText();

    expect(headings.indexOf(clinic.button)).toBeGreaterThan(0);
    expect(headings.indexOf("Use a token")).toBeGreaterThan(headings.indexOf(clinic.button));
    expect(await visitor.faultsInEveryLook()).toEqual([]);
  });

  test("leaves neither code nor token in an address, the tab's history or the server's log", async () => {
    const visitor = await clinic.enter();
    const { page } = visitor;
    const sent = clinic.answers();
    const visited: string[] = [];
    page.on("framenavigated", (frame) => visited.push(frame.url()));
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const token = (await stored(visitor)) ?? "";
    const code = new URL(sent[0] ?? "").searchParams.get("code") ?? "";
    const length = await page.evaluate<number>("history.length");

    expect([code.length, token.length].every((each) => each > 20)).toBe(true);
    expect(page.url()).not.toContain(code);
    expect(visited.join(" ")).not.toContain(token);
    expect(server.log).toContain("/get_chain");
    expect(server.log).not.toContain(code);
    expect(server.log).not.toContain(token);
    await page.goBack();
    await isSignedInAs(visitor, "ana");
    expect(page.url()).not.toContain("code=");
    expect(length).toBeLessThanOrEqual(3);
  });

  test("reaches nothing but the ledger and the provider", async () => {
    const { page, complaints } = await clinic.enter();
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
  async function expectRefused(reason: string): Promise<void> {
    const visitor = await clinic.enter();

    await clinic.signIn(visitor);

    await isWarned(visitor, reason);
    expect(await stored(visitor)).toBeNull();
    expect(visitor.page.url()).not.toMatch(/[?&](?:code|state|iss)=/);
  }

  const withAddress = (_: string, redirect: (address: URL) => void, reason: string) => {
    provider.redirect = redirect;
    return expectRefused(reason);
  };

  test.each([
    ["another state", ({ searchParams }: URL) => searchParams.set("state", "x".repeat(43)), NOT_BEGUN],
    ["another issuer", ({ searchParams }: URL) => searchParams.set("iss", "https://other.test"), NOT_ITS_ANSWER],
  ])("with %s signs nobody in", withAddress);

  test.each([
    [
      "no issuer, though the provider announces it",
      ({ searchParams }: URL) => searchParams.delete("iss"),
      NOT_ITS_ANSWER,
    ],
    ["a code that the provider did not issue", ({ searchParams }: URL) => searchParams.set("code", "x"), "has ended"],
    ["two codes", ({ searchParams }: URL) => searchParams.append("code", "x"), NOT_ITS_ANSWER],
  ])("with %s signs nobody in", { tags: "long" }, withAddress);

  type Change = (token: string) => string | undefined | Promise<string | undefined>;

  const withIdToken = (_: string, change: Change, reason: string) => {
    provider.tamper = async ({ id_token, ...body }) => {
      const changed = await change(id_token ?? "");
      return changed === undefined ? body : { ...body, id_token: changed };
    };
    return expectRefused(reason);
  };
  const claiming = (claims: Record<string, unknown>) => (token: string) => provider.resigned(token, claims);

  test.each<[string, Change, string]>([
    ["for another nonce", claiming({ nonce: "x" }), NOT_ITS_ANSWER],
    ["of another issuer", claiming({ iss: "https://other.test" }), NOT_ITS_ANSWER],
    ["that has expired", claiming({ exp: PAST }), "Check the clock"],
  ])("with an ID token %s signs nobody in", withIdToken);

  test.each<[string, Change, string]>([
    ["without a nonce", claiming({ nonce: undefined }), NOT_ITS_ANSWER],
    ["for another client", claiming({ aud: "other" }), NOT_ITS_ANSWER],
    [
      "signed with another key",
      async (token) => provider.resigned(token, {}, (await generateKeyPair("ES256")).privateKey),
      NOT_ITS_ANSWER,
    ],
    ["that is missing", () => undefined, NOT_ITS_ANSWER],
  ])("with an ID token %s signs nobody in", { tags: "long" }, withIdToken);

  const withAccessToken = (_: string, change: (token: string) => string | Promise<string>, reason: string) => {
    provider.tamper = async (body) => ({ ...body, access_token: await change(body.access_token) });
    return expectRefused(reason);
  };

  test.each([
    ["opaque", () => "opaque", "is not a JWT"],
    ["expired", claiming({ exp: PAST }), "has expired"],
  ])("whose access token is %s leads back to signing in, and says why", withAccessToken);

  test.each([
    ["encrypted", (token: string) => `${token}.x.y`, "is not a JWT"],
    ["for another audience", claiming({ aud: "https://other.test" }), "AUTH_AUDIENCE"],
  ])("whose access token is %s leads back to signing in, and says why", { tags: "long" }, withAccessToken);

  test("counts once: opened again it changes nothing, signed in or not", async () => {
    const sent = clinic.answers();
    const visitor = await clinic.enter();
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const [answer = ""] = sent;

    await visitor.page.goto(answer);
    await visitor.page.getByRole("dialog").getByText(NOT_BEGUN).waitFor();
    await press(visitor, "Close");
    await isSignedInAs(visitor, "ana");
    const back = visitor.page.waitForResponse(
      (response) => response.request().isNavigationRequest() && response.url() === `${server.url}/`,
    );
    await press(visitor, "Sign out");
    await back;
    await visitor.page.waitForURL(`${server.url}/`);
    expect(provider.ended).toBe(1);
    await visitor.page.goto(answer);

    await isWarned(visitor, NOT_BEGUN);
    expect(await stored(visitor)).toBeNull();
  });

  test("to an attacker, opened in a victim's tab, does not sign the victim in as the attacker", async () => {
    const held = clinic.heldAnswers();
    provider.person = "mallory";
    await clinic.signIn(await clinic.enter());
    await expect.poll(() => held.length).toBe(1);
    provider.person = "ana";
    const victim = await clinic.enter();
    // The victim has begun to sign in, too.
    await clinic.signIn(victim);
    await victim.page.waitForURL(/nowhere/);

    await victim.page.goto(held[0] ?? "");
    await isWarned(victim, NOT_BEGUN);
    expect(await stored(victim)).toBeNull();
    await victim.page.goto(held[1] ?? "");

    await isSignedInAs(victim, "ana");
  });

  test("that denies the access is shown in words", { tags: "long" }, async () => {
    provider.person = undefined;
    const visitor = await clinic.enter();

    await clinic.signIn(visitor);

    await isWarned(visitor, "the access was denied or cancelled");
    expect(visitor.page.url()).not.toContain("error");
  });

  test("with an error that the page does not know is quoted, and is never markup", async () => {
    const said = "<img src=x onerror=alert(1)>\u202e";
    provider.person = undefined;
    provider.redirect = ({ searchParams }) => {
      searchParams.set("error", "odd");
      searchParams.set("error_description", said);
    };
    const visitor = await clinic.enter();

    await clinic.signIn(visitor);

    await isWarned(visitor, "odd: <img src=x onerror=alert(1)>\\u{202e}");
    expect(await visitor.page.locator("main img").count()).toBe(0);
  });
});

describe("a provider that does not answer", () => {
  test("is reported, and the next attempt works", async () => {
    provider.isDown = true;
    const visitor = await clinic.enter();

    await clinic.signIn(visitor);
    await isWarned(visitor, "does not answer");
    provider.isDown = false;
    await clinic.signIn(visitor);

    await isSignedInAs(visitor, "ana");
  });

  test("is reported when it fails after it has signed somebody in", { tags: "long" }, async () => {
    provider.redirect = () => (provider.isDown = true);
    const visitor = await clinic.enter();

    await clinic.signIn(visitor);

    await isWarned(visitor, "does not answer");
    expect(await stored(visitor)).toBeNull();
  });

  test("does not keep anybody from signing out here, and the page says that it may be signed in there", async () => {
    const visitor = await clinic.enter();
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    await visitor.page.reload();
    provider.isDown = true;

    await press(visitor, "Sign out");

    await isWarned(visitor, "unknown: sign out there too");
    expect(await visitor.page.evaluate("sessionStorage.length")).toBe(0);
  });
});
