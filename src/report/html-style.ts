import { markup } from "../markup/html.ts";

/** The style of a saved report: black on white, on A4, with nothing loaded from elsewhere. */
export const STYLE = markup`
@page {
  size: A4;
  margin: 18mm 18mm 20mm;
  @bottom-left { content: "patient-ledger, verification report"; font: 8pt sans-serif; color: #444; }
  @bottom-right { content: "page " counter(page) " of " counter(pages); font: 8pt sans-serif; color: #444; }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem; max-width: 46rem; background: #fff; color: #000;
  font: 11pt/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0 0 0.2rem; font-size: 1.6rem; line-height: 1.2; }
h2 {
  margin: 1.6rem 0 0.5rem; padding-bottom: 0.15rem; border-bottom: 1px solid #000; font-size: 1.1rem;
  break-after: avoid;
}
h3 { margin: 0 0 0.2rem; font-size: 1em; break-after: avoid; }
p { margin: 0 0 0.5rem; orphans: 3; widows: 3; }
.verdict {
  margin: 0.8rem 0 1rem; padding: 0.6rem 0.8rem; border: 2px solid #000; font-size: 1.15rem; font-weight: 700;
  break-inside: avoid;
}
.verdict.faulty { border-width: 4px; }
.notice { padding: 0.5rem 0.8rem; border: 1px dashed #000; break-inside: avoid; }
ul { margin: 0 0 0.5rem; padding-left: 1.2rem; }
li { margin-bottom: 0.3rem; break-inside: avoid; }
li.long { break-inside: auto; }
li ul, .small { margin-top: 0.2em; font-size: 0.95em; }
.fault { margin: 0 0 0.8rem; padding: 0.1rem 0 0.1rem 0.8rem; border-left: 4px solid #000; break-inside: avoid; }
.fault table { margin: 0; }
.fault th, .fault td { padding: 0.05rem 0; border: 0; }
table { width: 100%; margin: 0 0 0.6rem; border-collapse: collapse; break-inside: avoid; }
tr { break-inside: avoid; }
th, td { padding: 0.25rem 0; border-bottom: 1px solid #bbb; text-align: left; vertical-align: top; }
th { width: 11.5em; padding-right: 1em; font-weight: 600; }
.fault th { width: 6.5em; }
td p { margin: 0; }
code, pre { font: 0.85em/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { white-space: pre-wrap; break-inside: avoid; }
footer { margin-top: 2rem; padding-top: 0.5rem; border-top: 1px solid #000; font-size: 0.85rem; break-inside: avoid; }
@media print { body { padding: 0; max-width: none; font-size: 10pt; } }
`;
