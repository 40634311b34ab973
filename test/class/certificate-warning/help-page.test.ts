import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { helpDocument, helpAddress } from "../../../src/class/certificate-warning/help-page.ts";
import { asParsedValue, parsed } from "../../support/class/parsed.ts";
import { ADDRESS, texts } from "../../support/class/sheets.ts";

const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0";

/** The User-Agents of current browsers, and the family whose steps help there. */
const AGENTS = [
  ["Chrome", `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`],
  ["Chrome", `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`],
  [
    "Chrome",
    `Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) ${SAFARI} CriOS/156.0.0.0 Mobile/15E148 Safari/604.1`,
  ],
  ["Edge", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/156.0.0.0`],
  ["Edge", `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36 EdgA/156.0.0.0`],
  ["Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"],
  ["Safari", `Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) ${SAFARI} Version/26.0 Mobile/15E148 Safari/604.1`],
  ["Safari", `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Version/26.0 Safari/605.1.15`],
  ["Another browser", `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} SamsungBrowser/29.0 Mobile Safari/537.36`],
  [
    "Another browser",
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${SAFARI} FxiOS/153.0 Mobile/15E148 Safari/605.1.15`,
  ],
] as const;

const help = (userAgent: string) => helpDocument({ addresses: [ADDRESS, "https://teacher.local:8787"], userAgent });

describe("the help page", () => {
  test.each([
    ["https://192.168.1.20:8787", "http://192.168.1.20:8788"],
    ["https://teacher.local:9000", "http://teacher.local:9001"],
    ["https://[fd00::20]:8787", "http://[fd00::20]:8788"],
    ["https://ledger.example", "http://ledger.example:444"],
  ])("of %s is at %s", (address, expected) => {
    expect(helpAddress(address)).toBe(expected);
  });

  test.each(AGENTS)("shows the steps of %s first to %s, and those of every other browser after them", (own, agent) => {
    const shown = headings(help(agent));
    expect(shown[0]).toBe(own);
    expect(shown).toHaveLength(5);
    expect(new Set(shown)).toEqual(new Set(["Chrome", "Edge", "Firefox", "Safari", "Another browser"]));
  });

  test("shows all steps to a browser that it does not know, and puts nothing of what that sent on the page", () => {
    const known = help("");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (agent) => {
        expect(help(agent)).toHaveLength(known.length);
      }),
    );
  });

  test("leads on to the class, and makes no markup of an address", () => {
    const read = parsed(help(""));
    expect(read.valuesOf("href")).toEqual([ADDRESS, "https://teacher.local:8787"]);
    fc.assert(
      fc.property(texts, (address) => {
        const hostile = parsed(helpDocument({ addresses: [address, address], userAgent: "" }));
        expect(hostile.structure).toEqual(read.structure);
        expect(hostile.valuesOf("href")).toEqual([asParsedValue(address), asParsedValue(address)]);
      }),
    );
  });

  test("runs no script and loads nothing", () => {
    expect(help(AGENTS[0][1])).not.toMatch(/<script|\bon\w+=|url\(|@import|\bsrc=/);
  });
});

/** The names of the browsers whose steps a document shows, in order. */
function headings(html: string): string[] {
  return Array.from(html.matchAll(/<h3>(.+?)<\/h3>/g), ([, name]) => name ?? "");
}
