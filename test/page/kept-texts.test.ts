import { describe, test } from "vitest";
import { strings as arabic } from "../../src/page/texts/ar/frame.ts";
import { strings as spanish } from "../../src/page/texts/es/frame.ts";
import { visitors } from "../support/page/browser.ts";

const { server, visit } = visitors();

/** In the browser, before the page: makes it refuse to store anything. */
const REFUSALS = {
  forbidden: `for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
  }`,
  full: `Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };`,
};

describe.each(Object.entries(REFUSALS))("with storage that is %s", (_, refusal) => {
  /** A visitor with a Spanish browser that stores nothing. */
  const visitUnstored = async () => {
    const visitor = await visit({ signedIn: false, locale: "es-ES" });
    await visitor.page.addInitScript(refusal);
    await visitor.page.reload();
    await visitor.page.getByRole("heading", { level: 1, name: spanish.signIn.title, exact: true }).waitFor();
    return visitor;
  };

  test("a person signs in, switches the theme, and keeps the progress of the tour until the page is left", async () => {
    const { page } = await visitUnstored();
    await page.goto(`${server.url}/#token=${server.token}`);
    await page.locator(".views").waitFor();
    const dark = page.locator("html[data-theme=dark]");
    await page.getByRole("button", { name: spanish.theme.toDark }).click();
    await dark.waitFor();

    await page.evaluate(`location.hash = "#/main/lab/3"`);
    await page.locator("main textarea, main .tour-stage input").first().fill("another text");
    await page.locator(".tour-task.tour-done").waitFor();
    await page.evaluate(`location.hash = "#/main/lab/4"`);
    await page.locator(".tour-steps li:nth-child(4) [aria-current=step]").waitFor();
    await page.locator(".tour-steps li:nth-child(3) svg").waitFor();
  });

  test("a chosen language is shown, and lasts when the tab loads the page again", async () => {
    const { page } = await visitUnstored();
    const title = page.getByRole("heading", { level: 1, name: arabic.signIn.title, exact: true });

    await page.locator("header select").selectOption("ar");
    await title.waitFor();
    await page.reload();

    await title.waitFor();
  });
});
