import type { Dialog, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { type Language, LANGUAGES } from "../../../src/page/language/languages.ts";
import { strings as arabic } from "../../../src/page/texts/ar/frame.ts";
import { strings as english } from "../../../src/page/texts/en/frame.ts";
import { strings as hindi } from "../../../src/page/texts/hi/frame.ts";
import { strings as spanish } from "../../../src/page/texts/es/frame.ts";
import { patients, RemoteLedger } from "../../support/e2e/ledgers.ts";
import { visitors } from "../../support/page/browser.ts";

const { server, visit } = visitors();

const TEXTS = { en: english, es: spanish, hi: hindi, ar: arabic };

/** What the page's element says of its language. */
const SAID = `({ lang: document.documentElement.lang, dir: document.documentElement.dir })`;

const choiceOn = (page: Page) => page.locator("header select");

/** Chooses another language, and answers the browser's question. @returns what kind of question it was, if any */
async function choose(page: Page, language: Language, answer: (dialog: Dialog) => Promise<void>) {
  const asked: string[] = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.type());
    void answer(dialog);
  });
  await choiceOn(page).selectOption(language);
  return asked;
}

const titled = (page: Page, title: string) =>
  page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();

test.each([
  ["es-MX", "es"],
  ["hi-IN", "hi"],
  ["ar-EG", "ar"],
  ["en-GB", "en"],
  ["fr-FR", "en"],
] as const)("a browser in %s gets the page in %s, without a choice", async (locale, language) => {
  const { page } = await visit({ signedIn: false, locale });

  await titled(page, TEXTS[language].signIn.title);
  expect(await page.evaluate(SAID)).toEqual({ lang: language, dir: LANGUAGES[language].direction });
  expect(await choiceOn(page).inputValue()).toBe(language);
});

test("a chosen language is shown at once and remembered, and each is offered under its own name", async () => {
  const { page } = await visit({ signedIn: false, locale: "en-US" });
  await titled(page, english.signIn.title);
  expect(await choiceOn(page).locator("option").allInnerTexts()).toEqual(
    Object.values(LANGUAGES).map(({ name }) => name),
  );

  await page.getByRole("combobox", { name: "Language" }).selectOption("ar");
  await titled(page, arabic.signIn.title);
  await page.reload();

  await titled(page, arabic.signIn.title);
  expect(await page.getByRole("combobox", { name: arabic.language }).inputValue()).toBe("ar");
});

test("Arabic begins on the right, while code and the ledger's English answers run from left to right", async () => {
  const { page } = await visit({ locale: "ar", fragment: "#/main/blocks/1" });
  await page.locator(".block-page code").first().waitFor();
  const brand = await page.locator(".brand").boundingBox();
  const views = await page.locator(".views").boundingBox();

  expect(brand?.x).toBeGreaterThan(views?.x ?? Number.POSITIVE_INFINITY);
  expect(await page.evaluate(`getComputedStyle(document.querySelector(".block-page code")).direction`)).toBe("ltr");
  await page.evaluate(`location.hash = "#/main/blocks/999999"`);
  await page.getByRole("alert").locator("[lang=en][dir=ltr]").getByText("404").waitFor();
});

describe("switching the language asks first", () => {
  test("if that would lose what was typed: whoever stays keeps it, and the present language", async () => {
    const { page } = await visit({ locale: "en-US", fragment: "#/main/mine" });
    const name = page.getByLabel("Patient name");
    await name.pressSequentially("Zenobia");

    expect(await choose(page, "es", (dialog) => dialog.dismiss())).toEqual(["beforeunload"]);
    expect(await name.inputValue()).toBe("Zenobia");
    expect(await choiceOn(page).inputValue()).toBe("en");
    expect(await choose(page, "es", (dialog) => dialog.accept())).toEqual(["beforeunload"]);
    await titled(page, "Minar un bloque");
  });

  test("if that would stop a search, and no more once it is cancelled", async () => {
    const ledger = await RemoteLedger.create(server, "language-search", 8);
    const { page } = await visit({ locale: "en-US", fragment: `#${ledger.path.replace("/ledgers", "")}/mine` });
    // A search that never ends. Without its timer the worker would be idle, and the browser might collect it with all that waits for it.
    const body = "setInterval(() => {}, 100);";
    await page.route("**/page/miner.js", (route) => route.fulfill({ contentType: "text/javascript", body }));
    for (const [place, label] of ["Patient name", "Patient ID", "Registration number"].entries()) {
      await page.getByLabel(label).pressSequentially(`Language ${place}`);
    }
    await page.getByRole("button", { name: "Mine the block" }).click();
    await page.getByRole("button", { name: "Cancel" }).waitFor();

    expect(await choose(page, "hi", (dialog) => dialog.dismiss())).toEqual(["beforeunload"]);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("The search was cancelled.").waitFor();
    // The page moves the focus there, a frame later: in the middle of a change of a field, the field would keep its text.
    await page.locator(".mine-bench:focus").waitFor();
    for (const label of ["Patient name", "Patient ID", "Registration number"]) await page.getByLabel(label).fill("");
    expect(await choose(page, "hi", (dialog) => dialog.dismiss())).toEqual([]);
  });
});

/** The buttons and badges whose text is wider than they are. */
const OVERFULL = `[...document.querySelectorAll("button, .button, .badge")]
  .filter((box) => {
    const { left, right } = box.getBoundingClientRect();
    const content = document.createRange();
    content.selectNodeContents(box);
    return [...content.getClientRects()].some((rect) => rect.width > 1 && (rect.left < left || rect.right > right));
  })
  .map(({ innerText }) => innerText)`;

/** The views, on a plain and on a sealed ledger. */
const VIEWS = {
  plain: ["blocks", "blocks/2", "mine", "lab", "lab/1", "verify"],
  sealed: ["blocks", "blocks/2", "mine", "keys"],
} as const;

describe.each(Object.keys(LANGUAGES) as Language[])("in %s", (language) => {
  // One is enough for every change: the one that is laid out the other way around.
  test(
    "every view is accessible and fits a phone and a desktop screen, and every text fits its button",
    language === "ar" ? {} : { tags: "long" },
    async () => {
      const ledgers = {
        plain: await RemoteLedger.create(server, `views-${language}`),
        sealed: await RemoteLedger.createSealed(server, `sealed-views-${language}`),
      };
      for (const ledger of Object.values(ledgers)) await ledger.mine(patients(2, `Views ${language}`));
      const visitor = await visit({ locale: language });
      const { page } = visitor;
      const faults: string[] = [];
      for (const kind of ["plain", "sealed"] as const) {
        for (const view of VIEWS[kind]) {
          await visitor.goTo(`#${ledgers[kind].path.replace("/ledgers", "")}/${view}`);
          await page.locator("main h1:visible").first().waitFor();
          await page.waitForLoadState("networkidle");
          for (const width of [360, 1200, 1280]) {
            await page.setViewportSize({ width, height: 900 });
            const found = await visitor.accessibilityFaults();
            found.push(...(await page.evaluate<string[]>(OVERFULL)).map((text) => `too long for its box: ${text}`));
            if (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) found.push("it is too wide");
            faults.push(...found.map((fault) => `${kind} ${view} at ${width}: ${fault}`));
          }
        }
      }
      expect(faults).toEqual([]);
    },
  );
});
