import { expect, test } from "vitest";
import { codeOf, NAMES } from "../support/class/sheets.ts";
import { RemoteLedger } from "../support/e2e/ledgers.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { StubClass } from "../support/page/stub-class.ts";
import { tokenFor } from "../support/page/tokens.ts";

const { server, visit } = visitors();

const ADDRESS = "https://192.168.1.20:8787";

/**
 * Opens the sheet on the board of a class with twelve students, the third of whom has no code any more.
 *
 * @param told the addresses that the Worker writes into the page
 */
async function openSheet(name: string, options: Parameters<typeof visit>[0] = {}, told?: string): Promise<Visitor> {
  await RemoteLedger.create(server, name);
  const group = new StubClass(server, name, 12);
  const visitor = await visit({ signedIn: false, ...options });
  await group.serve(visitor.page);
  if (told !== undefined) {
    await visitor.page.evaluate(
      `document.querySelector('meta[name="sign-in"]').dataset.addresses = ${JSON.stringify(told)}`,
    );
  }
  await visitor.page.route(`**/classes/${name}/codes`, (route) =>
    route.fulfill({
      json: {
        class: name,
        ends: "2030-01-02T10:00:00Z",
        codes: group.students.map(({ number }) => ({
          number,
          ...(NAMES[number] === undefined ? {} : { name: NAMES[number] }),
          code: number === 3 ? null : codeOf(number),
        })),
      },
    }),
  );
  const token = await tokenFor({ subject: "teacher", scope: "chain:read class:teach", ledgers: [name], class: name });
  await visitor.goTo(`#token=${token}`);
  await visitor.page.getByRole("button", { name: "Sheet with the codes" }).click();
  await visitor.page.getByRole("heading", { name: `Sheet of ${name}` }).waitFor();
  return visitor;
}

test("the board's sheet has every code but the withdrawn one, at the address that the teacher enters", async () => {
  // The page's own policy applies, since it decides whether the sheet has its style.
  const { page } = await openSheet("sheet-codes", { bypassCSP: false });
  expect(await page.getByRole("button", { name: "Print" }).count()).toBe(0);
  await page.getByLabel("Address of the class").fill(`${ADDRESS}/#/main`);
  await page.getByText("Left out, since the code was withdrawn: 1 student (3).").waitFor();

  const codes = await page.locator(".student-code").allInnerTexts();
  const expected = Array.from({ length: 12 }, (_, place) => place + 1).filter((number) => number !== 3);
  expect(codes.map((text) => text.replace(/^Code\s*/, ""))).toEqual(expected.map(codeOf));
  expect(new Set(await page.locator(".address").allInnerTexts())).toEqual(new Set([ADDRESS]));
  expect(await page.locator(".name").allInnerTexts()).toEqual(expected.map((number) => NAMES[number] ?? ""));
  expect(await page.locator(".strip script, .strip img").count()).toBe(0);
  expect(await page.evaluate("getComputedStyle(document.querySelector('.strip')).borderBottomStyle")).toBe("dashed");
});

test("under npm run class the sheet is complete at once: with every address, the help page, and what to press", async () => {
  const { page } = await openSheet("sheet-told", {}, `${ADDRESS} https://teacher.local:8787`);
  await page.getByRole("button", { name: "Print" }).waitFor();
  expect(await page.getByLabel("Address of the class").count()).toBe(0);
  expect(new Set(await page.locator(".address").allInnerTexts())).toEqual(new Set([ADDRESS]));
  expect(await page.locator(".other").allInnerTexts()).toEqual(["https://teacher.local:8787"]);
  expect(new Set(await page.locator(".help-address").allInnerTexts())).toEqual(new Set(["http://192.168.1.20:8788"]));
});

test("only the sheet is printed: a page for the teacher, and one with strips for each seven or eight students", async () => {
  const { page } = await openSheet("sheet-print", { bypassCSP: false, colorScheme: "dark" });
  await page.getByLabel("Address of the class").fill(ADDRESS);
  await page.locator(".strip").first().waitFor();
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type \/Page$/gm)).toHaveLength(3);

  await page.emulateMedia({ media: "print" });
  expect(await page.evaluate("document.body.innerText.trim().split('\\n')[0]")).toBe("sheet-print");
  for (const hidden of [".header", ".footer", ".sheet-tools"]) {
    expect(await page.locator(hidden).first().isVisible()).toBe(false);
  }
});

test("closing the sheet leaves nothing of it behind", async () => {
  const visitor = await openSheet("sheet-close");
  await visitor.page.getByLabel("Address of the class").fill(ADDRESS);
  await visitor.page.locator(".strip").first().waitFor();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
  await visitor.page.getByRole("button", { name: "Back to the board" }).click();
  await visitor.page.getByRole("heading", { name: "Who is in" }).waitFor();
  expect(await visitor.page.evaluate("document.adoptedStyleSheets.length")).toBe(0);
  expect(await visitor.page.locator("body").innerText()).not.toContain(codeOf(1));
});
