import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Sheet } from "../../../src/class/sheet/sheet.ts";
import { sheetDocument, sheetMarkup } from "../../../src/class/sheet/sheet-document.ts";
import { asParsed, parsed } from "../../support/class/parsed.ts";
import { drawn, readQrCode } from "../../support/class/qr-image.ts";
import { ADDRESS, codeOf, linkOf, sheetWithCodes, sheetWithLinks, texts } from "../../support/class/sheets.ts";

/** The texts that the QR codes of a sheet lead to. */
function qrTexts(sheet: Sheet): (string | undefined)[] {
  const codes = sheetMarkup(sheet)
    .toString()
    .match(/<svg.*?<\/svg>/g);
  return (codes ?? []).map((svg) => readQrCode(drawn(svg)));
}

describe("the sheet", () => {
  test.each([
    ["a code", { code: "K7QM-2FXP" }],
    ["a link", { link: linkOf(1) }],
  ])("shows every text as it is and makes no markup of it, for a student with %s", (_, entry) => {
    const sheet = { ...sheetWithCodes(0), students: [{ number: 7, name: "Ana", ...entry }] };
    const { structure } = parsed(sheetDocument(sheet));
    fc.assert(
      fc.property(texts, texts, texts, texts, texts, (name, student, address, help, fingerprint) => {
        const hostile = { ...sheet, name, addresses: [address, address] as const, help, fingerprint };
        const read = parsed(sheetDocument({ ...hostile, students: [{ number: 7, name: student, ...entry }] }));
        expect(read.structure).toEqual(structure);
        expect(read.textsOf("name")).toEqual([asParsed(student)]);
        expect(read.textsOf("class")).toEqual([asParsed(name)]);
        expect(read.textsOf("address")).toEqual([asParsed(address)]);
        expect(read.textsOf("fingerprint")).toEqual([asParsed(fingerprint)]);
        expect(new Set(read.textsOf("help-address"))).toEqual(new Set([asParsed(help)]));
      }),
      { numRuns: 30 },
    );
  });

  test("keeps each name in a box of its own, so that its direction changes nothing around it", () => {
    const boxed = sheetDocument(sheetWithCodes(12)).split("\u202egnp.exe\u2066\u2069\u2068</bdi>");
    expect(boxed.map((before) => /<bdi(?: class="name")?>$/.test(before))).toEqual([true, true, false]);
  });

  test("has a strip for each student, in order, with the number, the code and a QR code that signs in", () => {
    const read = parsed(sheetDocument(sheetWithCodes(99)));
    const numbers = Array.from({ length: 99 }, (_, place) => place + 1);
    expect(read.textsOf("number")).toEqual(numbers.map(String));
    expect(read.textsOf("student-code")).toEqual(numbers.map((number) => `Code${codeOf(number)}`));
    expect(new Set(read.textsOf("address"))).toEqual(new Set([ADDRESS]));
    expect(qrTexts(sheetWithCodes(99))).toEqual(numbers.map((number) => `${ADDRESS}/#code=${codeOf(number)}`));
  });

  test("on a deployment has each student's link in place of a code, and no word about a warning", () => {
    const html = sheetDocument(sheetWithLinks(9));
    const links = Array.from({ length: 9 }, (_, place) => linkOf(place + 1));
    expect(parsed(html).textsOf("student-code")).toEqual([]);
    expect(parsed(html).valuesOf("href")).toEqual(links);
    expect(qrTexts(sheetWithLinks(9))).toEqual(links);
    expect(parsed(html).textsOf("sheet").join("")).not.toMatch(/certificate|warn/i);
  });

  test("says in the class's time zone when codes expire", () => {
    expect(sheetDocument(sheetWithCodes(1))).toContain("until Friday 27 November at 13:30");
    expect(sheetDocument({ ...sheetWithCodes(1), timeZone: "Asia/Kolkata" })).toContain("27 November at 18:00");
  });

  test("needs no inline style, which the page's policy forbids, and loads nothing", () => {
    const read = parsed(sheetMarkup(sheetWithCodes(3)).toString());
    expect(read.structure.filter((element) => /^(?:style|script|link|img)\b| style\b| on/.test(element))).toEqual([]);
    expect(read.valuesOf("src")).toEqual([]);
    expect(sheetDocument(sheetWithCodes(1))).not.toMatch(/url\(|@import|<script/);
  });
});
