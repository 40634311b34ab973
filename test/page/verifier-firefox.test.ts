import { type Browser, launch } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testFolder } from "../support/cli/commands.ts";
import { FIREFOX } from "../support/page/firefox.ts";
import { judged, type Tab, VERIFIER } from "../support/page/verifier.ts";
import { CASES } from "../support/page/verifier-cases.ts";

const folder = testFolder();
let browser: Browser | undefined;

beforeAll(async () => {
  // In CI, where everything must be tested, a missing browser is an error.
  if (FIREFOX === undefined && process.env["CI"]) throw new Error("Firefox is missing: apt-get install firefox-esr.");
  if (FIREFOX !== undefined) browser = await launch({ browser: "firefox", executablePath: FIREFOX, headless: true });
});
afterAll(() => browser?.close());

/** Opens the verifier from the disk. */
async function open(firefox: Browser): Promise<Tab & { readonly close: () => Promise<void> }> {
  const page = await firefox.newPage();
  await page.goto(VERIFIER);
  return {
    evaluate: (script) => page.evaluate(script),
    fill: (selector, text) => page.locator(selector).fill(text),
    click: (selector) => page.locator(selector).click(),
    choose: async (paths) => {
      const input = await page.waitForSelector("input[type=file]");
      await input?.uploadFile(...paths);
    },
    close: () => page.close(),
  };
}

// Long because it starts another browser, in which every case takes a second.
test("Firefox comes to the same verdicts, from the disk", { tags: "long", timeout: 300_000 }, async (context) => {
  if (!browser) return context.skip("Firefox is not installed");
  for (const each of CASES) {
    const tab = await open(browser);
    const { verdict } = await judged(tab, each, folder.write);
    expect([each.name, verdict]).toEqual([each.name, expect.stringContaining(each.verdict)]);
    await tab.close();
  }
});

test("Firefox lets the verifier connect to nothing", { tags: "long" }, async (context) => {
  if (!browser) return context.skip("Firefox is not installed");
  const tab = await open(browser);
  const blocked = await tab.evaluate(`new Promise((resolve) => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective));
    fetch("http://127.0.0.1:9/").catch(() => undefined);
  })`);
  expect(blocked).toBe("connect-src");
  await tab.close();
});
