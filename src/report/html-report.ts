import type { Circumstances } from "./circumstances.ts";
import type { ReportDocument } from "./document.ts";
import { htmlDocument } from "../markup/html-document.ts";
import { markup } from "../markup/html.ts";
import {
  chainSection,
  circumstancesTable,
  disclosureNotice,
  faultSection,
  furtherFaultsSection,
  itemList,
  lineList,
  section,
  sentenceList,
} from "./html-sections.ts";
import { STYLE } from "./html-style.ts";
import { inlineSource } from "./inline-source.ts";
import { capitalized } from "./words.ts";

/**
 * A report as one HTML file that needs nothing else, runs no script and prints on A4. Its Content-Security-Policy lets
 * browsers load nothing, even if a text were not escaped.
 */
export async function reportHtml(report: ReportDocument, circumstances: Circumstances): Promise<string> {
  const { title, verdict, right, witnessed, open, advice } = report;
  const style = await inlineSource(STYLE.toString());
  const policy = `default-src 'none'; style-src ${style}; base-uri 'none'; form-action 'none'`;
  return htmlDocument({
    title: markup`${capitalized(title)}: ${verdict.text}`,
    policy: policy,
    style: STYLE,
    body: markup`<main>
<h1>${capitalized(title)}</h1>
<p class="verdict ${verdict.outcome}">${capitalized(verdict.text)}</p>
${circumstancesTable(circumstances)}
${disclosureNotice(report)}
${faultSection(report)}
${section("What to do now", sentenceList(advice))}
${section("Not checked", lineList(open))}
${section("Checked and right", itemList(right))}
${section("Seen by witnesses", lineList(witnessed))}
${chainSection(report)}
${furtherFaultsSection(report)}
</main>
<footer>
<p>This report is not signed: anybody may have edited it. To rely on it, repeat the verification with keys that you got
yourself. The date is that of the machine that verified; the time of a witness is the word of that witness.</p>
</footer>
`,
  });
}
