import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { helpDocument, helpAddress } from "../../src/class/certificate-warning/help-page.ts";
import type { Sheet } from "../../src/class/sheet/sheet.ts";
import { sheetDocument } from "../../src/class/sheet/sheet-document.ts";
import { readQrCode } from "../support/class/qr-image.ts";
import { ADDRESS, codeOf, linkOf, sheetWithCodes, sheetWithLinks } from "../support/class/sheets.ts";
import { testFolder } from "../support/cli/commands.ts";
import { Visitor } from "../support/page/browser.ts";
import { openChromium } from "../support/page/launch.ts";
import { figuresIn, HAS_POPPLER, imagesOfPages, wordsOfPages } from "../support/page/printed.ts";

const folder = testFolder();
let browser: Browser;

beforeAll(async () => {
  // In CI, where everything must be tested, a missing program is an error.
  if (!HAS_POPPLER && process.env["CI"])
    throw new Error("The sheet's PDF cannot be read: apt-get install poppler-utils.");
  browser = await openChromium();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

/** Opens a document from the disk. */
async function open(name: string, html: string, options: Parameters<Browser["newContext"]>[0] = {}) {
  const visitor = new Visitor(await (await browser.newContext(options)).newPage());
  await visitor.page.goto(`file://${folder.write(`${name}.html`, html)}`);
  return visitor;
}

/** Prints a sheet, and returns the PDF's path. */
async function printed(name: string, sheet: Sheet, format: "A4" | "Letter"): Promise<string> {
  const { page, complaints } = await open(name, sheetDocument(sheet));
  const pdf = await page.pdf({ format });
  expect(complaints).toEqual([]);
  return folder.write(`${name}-${format}.pdf`, pdf);
}

const HELP = helpAddress(ADDRESS);

/** The margin of every page, in millimetres. */
const MARGIN = 12;

/** How many strips each page with strips has. */
function perPage(strips: readonly (readonly unknown[])[]): number[] {
  return strips.map(({ length }) => length).filter((length) => length > 0);
}

describe.skipIf(!HAS_POPPLER).each([
  ["A4", 210, 297, { codes: 8, links: 5 }],
  ["Letter", 215.9, 279.4, { codes: 7, links: 5 }],
] as const)("a sheet printed on %s", (format, width, height, most) => {
  test.each([1, 30, 99])("has whole strips for %d students with codes, within the margins", async (students) => {
    const pages = wordsOfPages(await printed(`codes-${students}`, sheetWithCodes(students), format));
    const strips = pages.map((words) => words.filter(({ text }) => /^K7QM-\d{4}$/.test(text)).map(({ text }) => text));
    expect(strips.flat()).toEqual(Array.from({ length: students }, (_, place) => codeOf(place + 1)));
    // A long name makes a strip higher, so that one fewer has room.
    for (const count of perPage(strips).slice(0, -1)) expect(most.codes - count).toBeOneOf([0, 1]);
    pages.slice(1).forEach((words, page) => {
      // What a strip has above and below its code is on the same page.
      const codes = strips[page + 1]?.length;
      const count = (expected: string) => words.filter(({ text }) => text === expected).length;
      expect([count(ADDRESS), count(HELP)]).toEqual([codes, codes]);
    });
    for (const { left, right, top, bottom } of pages.flat()) {
      expect(Math.min(left, top, width - right, height - bottom)).toBeGreaterThan(MARGIN - 1);
    }
  });

  test("has five whole strips with links on a page", async () => {
    const pages = wordsOfPages(await printed("links", sheetWithLinks(30), format));
    expect(perPage(pages.map((words) => words.filter(({ text }) => text === "Sign-in")))).toEqual(
      Array.from({ length: 6 }, () => most.links),
    );
  });
});

test.skipIf(!HAS_POPPLER).each([
  ["codes", sheetWithCodes(30), 30, (student: number) => `${ADDRESS}/#code=${codeOf(student)}`],
  ["links", sheetWithLinks(30), 47, linkOf],
] as const)("the QR codes of a printed sheet with %s can be scanned", async (name, sheet, side, leadsTo) => {
  const images = join(folder.path, name);
  mkdirSync(images);
  const pages = imagesOfPages(await printed(name, sheet, "A4"), images);
  const read = pages
    .slice(1)
    .flatMap((page) => figuresIn(page, MARGIN, MARGIN + side, side / 2))
    .map(readQrCode);
  expect(read).toEqual(Array.from({ length: 30 }, (_, place) => leadsTo(place + 1)));
});

describe.each([
  ["the sheet with codes", sheetDocument(sheetWithCodes(12))],
  ["the sheet with links", sheetDocument(sheetWithLinks(12))],
  [
    "the help page",
    helpDocument({ addresses: [ADDRESS, `https://${"long-name".repeat(6)}.local:8787`], userAgent: "" }),
  ],
])("%s on a screen", (name, html) => {
  test("is accessible and never too wide, in every look", async () => {
    const visitor = await open(name.replaceAll(" ", "-"), html, { bypassCSP: true });
    expect(await visitor.faultsInEveryLook()).toEqual([]);
  });
});

test.each(["light", "dark"] as const)("the sheet is black on white with the colour scheme %s", async (colorScheme) => {
  const { page } = await open(`sheet-${colorScheme}`, sheetDocument(sheetWithCodes(1)), { colorScheme });
  const colours = await page.evaluate(`["body", ".sheet", ".student-code", ".qr"].map((selector) => {
    const { color, backgroundColor } = getComputedStyle(document.querySelector(selector));
    return [color, backgroundColor];
  })`);
  const ink = "rgb(0, 0, 0)";
  const [none, white] = ["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"];
  expect(colours).toEqual([
    [ink, none],
    [ink, white],
    [ink, none],
    [ink, white],
  ]);
});
