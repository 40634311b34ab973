import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonLine, printable } from "../../src/chain/text/printable.ts";
import { chainDocument } from "../../src/report/chain-document.ts";
import { reportHtml } from "../../src/report/html-report.ts";
import { chainJson } from "../../src/report/json.ts";
import { reportText } from "../../src/report/text.ts";
import { capitalized, plain } from "../../src/report/words.ts";
import { CIRCUMSTANCES, circumstances, HOSTILE, reports, RIGHT } from "../support/report/reports.ts";

/** The elements that a report is made of. */
const ELEMENTS =
  "html|head|meta|title|style|body|main|section|h[123]|p|strong|ul|li|bdi|table|tbody|tr|th|td|div|code|footer";
const TAG = new RegExp(`</?(?:${ELEMENTS})(?: [a-z-]+="[^"<>]*")*>|<!doctype html>`, "g");
const STYLE = /<style>.*?<\/style>/s;
const UNSAFE = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** The text of a report in HTML, as a browser shows it. */
function shownIn(html: string): string {
  const text = html.replace(STYLE, "").replace(TAG, "");
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

interface Json {
  readonly verdict: string;
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
  readonly advice: readonly string[];
  readonly faults: readonly { readonly detail: string }[];
}

describe("a report", () => {
  test("says the same as text, as JSON and in HTML: each finding, gap, fault and witness", async () => {
    await fc.assert(
      fc.asyncProperty(reports, circumstances, async (report, about) => {
        const document = chainDocument(report, about);
        const text = reportText(document);
        const json = JSON.parse(chainJson(report, about)) as Json;
        const html = shownIn(await reportHtml(document, about));

        const right = document.right.map((item) => plain(item.text));
        const open = document.open.map(plain);
        expect(json).toMatchObject({ checked: right, unchecked: open, advice: document.advice.map(plain) });
        expect(text.match(/^right /gm) ?? []).toHaveLength(right.length);
        expect(text.match(/^not checked /gm) ?? []).toHaveLength(open.length);
        expect(text.match(/^FAULT /gm) ?? []).toHaveLength(document.faults.length);
        const said = document.right.flatMap((item) => [item.text, ...item.details]);
        for (const words of [...said, ...document.open, ...document.witnessed]) {
          expect(text).toContain(plain(words));
          expect(html).toContain(plain(capitalized(words)));
        }
        for (const [name, value] of document.right.flatMap((item) => item.disclosure?.fields ?? [])) {
          expect(text).toContain(`${name} ${jsonLine(value)}`);
          expect(html).toContain(`${name}${printable(String(value))}`);
        }
        const faults = report.fault ? [report.fault, ...report.furtherFaults] : [];
        expect(json.faults).toEqual(faults);
        for (const { detail, expected, actual } of faults) {
          for (const words of [detail, expected, actual].map((each) => printable(each))) {
            expect(text).toContain(words);
            expect(html).toContain(words);
          }
        }
        expect(html).toContain(capitalized(json.verdict));
      }),
      { numRuns: 150 },
    );
  });

  test("contains external text only as text, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(reports, circumstances, async (report, about) => {
        const document = chainDocument(report, about);
        const html = await reportHtml(document, about);

        expect(html.replace(STYLE, "").replace(TAG, "")).not.toMatch(/[<>"']/);
        expect(html).not.toMatch(UNSAFE);
        expect(reportText(document)).not.toMatch(UNSAFE);
        expect(chainJson(report, about)).not.toMatch(UNSAFE);
      }),
      { numRuns: 150 },
    );
  });

  test.each(HOSTILE)("shows %j as what it is, in the place where it belongs", async (name) => {
    const report = { ...RIGHT, skipped: [{ check: "kept-checkpoint" as const, name, reason: name }] };
    const about = { ...CIRCUMSTANCES, verifiedBy: name, source: name };
    const html = await reportHtml(chainDocument(report, about), about);

    const shown = shownIn(html);
    expect(shown).toContain(`${printable(name)}: ${printable(name)}`);
    // Each of the four is in an element of its own, which isolates its direction.
    const isolated = Array.from(html.matchAll(/<bdi>(.*?)<\/bdi>/gs), ([, text = ""]) => shownIn(text));
    expect(isolated.filter((text) => text === printable(name)).length).toBeGreaterThanOrEqual(4);
    expect(html).toMatch(/<h1>Verification of a ledger<\/h1>/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
  });

  test("is one file: it loads nothing, runs nothing and refers to nothing", async () => {
    const html = await reportHtml(chainDocument(RIGHT, CIRCUMSTANCES), CIRCUMSTANCES);

    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
    );
    expect(html).not.toMatch(/<(?:script|img|link|iframe|form|a)\b|\b(?:src|href|on[a-z]+)=|url\(|@import/i);
  });

  test("of very many receipts and disputed entries stays small, and says how many it leaves out", async () => {
    const receipt = { check: "receipt" as const, name: "receipts.ndjson", index: 2, hash: "a".repeat(64) };
    const report = { ...RIGHT, checked: Array.from({ length: 20_000 }, () => receipt) };
    const html = await reportHtml(chainDocument(report, CIRCUMSTANCES), CIRCUMSTANCES);

    expect(html.length).toBeLessThan(500_000);
    expect(html).toContain("… and 19,000 more");
  });
});
