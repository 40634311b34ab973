import type { Browser } from "playwright-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/evidence/checking/verification.ts";
import { chainDocument } from "../../src/report/chain-document.ts";
import { reportHtml } from "../../src/report/html-report.ts";
import { testFolder } from "../support/cli/commands.ts";
import { openChromium } from "../support/page/launch.ts";
import { Visitor } from "../support/page/browser.ts";
import { CIRCUMSTANCES, HOSTILE, RIGHT } from "../support/report/reports.ts";

const { write } = testFolder();
let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

const fault = (index: number) => {
  const detail = `Block ${index} was changed after it was mined: its content no longer has its hash.`;
  return { index, rule: "hash" as const, expected: "1".repeat(64), actual: "2".repeat(64), detail };
};
const entry = { number: 2, kind: "record" as const, disclosed: { patient_name: "אליס", Reg_no: "R-1" }, unchecked: [] };
const receipt = { check: "receipt" as const, name: "r.json", index: 2, hash: "a".repeat(64), entry };

/** Reports of each outcome, and how many pages of A4 they may take. */
const CASES: readonly (readonly [string, Report, string, number])[] = [
  ["a valid chain", { ...RIGHT, checked: [...RIGHT.checked, receipt] }, "All checks passed", 2],
  [
    "a hundred faults",
    { ...RIGHT, fault: fault(1), furtherFaults: [...Array(99).keys()].map(fault) },
    "A fault was found",
    16,
  ],
  [
    "a rewritten chain",
    { ...RIGHT, fault: fault(9), divergence: { unchanged: 3, differs: 9 } },
    "A fault was found",
    2,
  ],
  [
    "an incomplete verification",
    { ...RIGHT, skipped: HOSTILE.map((name) => ({ check: "copy", name, reason: name })) },
    "All checks that ran passed, but some could not run",
    4,
  ],
];

describe.each(CASES)("the report of %s", (name, report, verdict, most) => {
  const open = async (options: Parameters<Browser["newContext"]>[0] = {}) => {
    const html = await reportHtml(chainDocument(report, {}), CIRCUMSTANCES);
    const visitor = new Visitor(await (await browser.newContext(options)).newPage());
    await visitor.page.goto(`file://${write(`${name.replaceAll(" ", "-")}.html`, html)}`);
    return visitor;
  };

  test("prints on few pages of A4, in its own style, and the browser complains of nothing", async () => {
    // As wide as A4 between its margins.
    const { page, complaints } = await open({ viewport: { width: 658, height: 980 } });
    await page.emulateMedia({ media: "print" });

    expect(await page.locator(".verdict").innerText()).toBe(verdict);
    const border = "parseInt(getComputedStyle(document.querySelector('.verdict')).borderTopWidth)";
    expect(await page.evaluate(border)).toBeGreaterThan(0);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const pages = pdf.match(/\/Type \/Page$/gm)?.length ?? 0;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThanOrEqual(most);
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45]\S* 84[12]\S*\]/);
    expect(complaints).toEqual([]);
  });

  test("is accessible, on a narrow screen too", async () => {
    // Injecting axe needs a script, which the report's policy forbids.
    const visitor = await open({ viewport: { width: 360, height: 800 }, bypassCSP: true });

    expect(await visitor.accessibilityFaults()).toEqual([]);
    expect(await visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });
});
