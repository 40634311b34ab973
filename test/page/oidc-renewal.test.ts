import { describe, expect, test } from "vitest";
import type { Visitor } from "../support/page/browser.ts";
import { Clinic, isSignedInAs, isWarned, press, stored } from "../support/page/clinic.ts";

const clinic = await Clinic.open();
const { provider } = clinic;

const NOT_BEGUN = "not begun in this tab";

/** How long access tokens count, in seconds: long enough for a busy machine to use them before they expire. */
const LIFETIME = 5;

describe("renewing", () => {
  const fillPatient = ({ page }: Visitor) => page.getByLabel("Patient name").fill("Alice");
  const renewals = () => provider.granted.filter((grant) => grant === "refresh_token").length;

  test("replaces the token before it expires, with the rotated refresh token, and keeps what the user typed", async () => {
    provider.lifetime = LIFETIME;
    const visitor = await clinic.enter();
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const first = await stored(visitor);
    await visitor.goTo("#/main/mine");
    await fillPatient(visitor);

    await expect.poll(renewals, { timeout: 60_000 }).toBeGreaterThan(1);

    expect(await stored(visitor)).not.toBe(first);
    await isSignedInAs(visitor, "ana");
    expect(await visitor.page.getByLabel("Patient name").inputValue()).toBe("Alice");
  });

  test("goes on after a reload", { tags: "long" }, async () => {
    provider.lifetime = LIFETIME;
    const visitor = await clinic.enter();
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    await visitor.page.reload();

    await expect.poll(renewals, { timeout: 60_000 }).toBeGreaterThan(1);

    await isSignedInAs(visitor, "ana");
  });

  test("that the provider refuses asks the user to sign in, and drafts stay", async () => {
    provider.lifetime = LIFETIME;
    const visitor = await clinic.enter();
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    await visitor.goTo("#/main/mine");
    await fillPatient(visitor);

    provider.refusal = "invalid_grant";

    await isWarned(visitor, "says that this sign-in has ended");
    expect(await stored(visitor)).toBeNull();
    await visitor.page.getByLabel("Token").fill(await provider.tokenOf("ana"));
    await press(visitor, "Sign in");
    expect(await visitor.page.getByLabel("Patient name").inputValue()).toBe("Alice");
  });

  test("that runs while the user signs out is waited for, and the token that it brings is revoked", async () => {
    provider.lifetime = LIFETIME;
    const visitor = await clinic.enter();
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const [asked, held] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
    provider.tamper = async (body) => {
      asked.resolve(String(body["refresh_token"]));
      await held.promise;
      return body;
    };
    const token = await asked.promise;
    const revocation = visitor.page.waitForRequest(
      (request) => /token=/.test(request.postData() ?? "") && request.url().includes("revocation"),
    );
    await press(visitor, "Sign out");
    held.resolve();

    expect(new URLSearchParams((await revocation).postData() ?? "").get("token")).toBe(token);
  });

  test("is not repeated without a pause, even if tokens have no lifetime", async () => {
    provider.tamper = async (body) => ({ ...body, expires_in: 0 });
    const visitor = await clinic.enter();
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    await visitor.page.waitForTimeout(3_000);

    expect(renewals()).toBeLessThanOrEqual(2);
  });

  test("happens once for all requests that the ledger refuses at the same time", { tags: "long" }, async () => {
    const visitor = await clinic.enter();
    // The ledger's clock says that the token has expired, this computer's does not.
    provider.tamper = async (body) => {
      provider.tamper = (next) => next;
      return { ...body, access_token: await provider.resigned(body.access_token, { exp: 1_700_000_000 }) };
    };
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");

    expect(renewals()).toBe(1);
  });

  test("is left to one of two tabs with the same grant", { tags: "long" }, async () => {
    provider.lifetime = LIFETIME;
    const visitor = await clinic.enter();
    await clinic.signIn(visitor);
    await isSignedInAs(visitor, "ana");
    const opened = visitor.page.context().waitForEvent("page");
    // The browser copies what the tab has stored.
    await visitor.page.evaluate("void open(location.href)");
    const copy = await opened;

    await expect.poll(renewals, { timeout: 60_000 }).toBeGreaterThan(2);

    await copy.getByRole("button", { name: clinic.button }).waitFor();
    await isSignedInAs(visitor, "ana");
  });
});

describe("signing in again, with a form that is filled in,", () => {
  /** Somebody whose session has ended while they were typing. */
  async function interrupted(): Promise<Visitor> {
    const visitor = await clinic.enter();
    await visitor.goTo("#/main/mine");
    // The token is enough for the ledger, but not for long.
    await visitor.page.getByLabel("Token").fill(await provider.tokenOf("ana", "3s"));
    await press(visitor, "Sign in");
    await visitor.page.getByLabel("Patient name").fill("Alice");
    await isWarned(visitor, "expired");
    return visitor;
  }

  test("happens in a window of its own, which closes, and the form keeps what was typed", async () => {
    const visitor = await interrupted();
    const opened = visitor.page.context().waitForEvent("page");

    await clinic.signIn(visitor);

    const window = await opened;
    await isSignedInAs(visitor, "ana");
    expect(await visitor.page.getByLabel("Patient name").inputValue()).toBe("Alice");
    await expect.poll(() => window.isClosed()).toBe(true);
  });

  test("as somebody else empties the form", { tags: "long" }, async () => {
    const visitor = await interrupted();
    provider.person = "ben";

    await clinic.signIn(visitor);

    await isSignedInAs(visitor, "ben");
    expect(await visitor.page.getByLabel("Patient name").inputValue()).toBe("");
  });

  test("says what to do if the browser blocks the window", { tags: "long" }, async () => {
    const visitor = await interrupted();
    await visitor.page.evaluate("void (window.open = () => null)");

    await clinic.signIn(visitor);

    await isWarned(visitor, "Allow pop-up windows for this page");
    await visitor.page.getByRole("button", { name: clinic.button, disabled: false }).waitFor();
  });

  test("ignores an answer to somebody else's sign-in that is opened in another tab", { tags: "long" }, async () => {
    const held = clinic.heldAnswers();
    provider.person = "mallory";
    await clinic.signIn(await clinic.enter());
    await expect.poll(() => held.length).toBe(1);
    provider.person = "ana";
    const victim = await interrupted();
    await clinic.signIn(victim);
    await expect.poll(() => held.length).toBe(2);
    const tab = await victim.page.context().newPage();

    await tab.goto(held[0] ?? "");
    await tab.getByRole("alert").getByText(NOT_BEGUN).waitFor();
    expect(await stored(victim)).toBeNull();
    await tab.goto(held[1] ?? "");

    await isSignedInAs(victim, "ana");
  });
});
