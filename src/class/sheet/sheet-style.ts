import { markup } from "../../markup/html.ts";

/**
 * The style of the sheet: black on white in any theme, on A4 or Letter. A page of A4 has room for eight strips with a code,
 * or for five with a link, whose QR code must be larger.
 */
export const SHEET_STYLE = markup`
@page { margin: 12mm; }
.sheet {
  color-scheme: light; background: #fff; color: #000; max-width: 190mm; margin: 0 auto; padding: 4mm;
  font: 9pt/1.3 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere;
}
.sheet * { box-sizing: border-box; }
.sheet h1, .sheet h2, .sheet p, .sheet ul, .sheet ol { margin: 0; padding: 0; font-size: 1em; letter-spacing: 0; }
.sheet a { color: inherit; }
.sheet .teacher { margin-bottom: 8mm; font-size: 10.5pt; }
.sheet .teacher h1 { margin-bottom: 2mm; font-size: 18pt; line-height: 1.2; }
.sheet .teacher p { margin-bottom: 2mm; }
.sheet .fingerprint, .sheet .help-address, .sheet .other, .sheet .address, .sheet .student-code {
  font-family: ui-monospace, "Cascadia Code", "DejaVu Sans Mono", Menlo, Consolas, monospace;
}
.sheet .fingerprint { font-size: 9pt; }
.sheet .register { margin-top: 4mm; font-size: 9pt; columns: 3 50mm; column-gap: 6mm; list-style: none; }
.sheet .register li {
  display: grid; grid-template-columns: 4mm 6mm 1fr; gap: 1.5mm; padding: 0.5mm 0;
  border-bottom: 0.2mm solid #bbb; break-inside: avoid;
}
.sheet .tick { margin-top: 0.3mm; width: 3.2mm; height: 3.2mm; border: 0.3mm solid #000; }
.sheet .register bdi { justify-self: start; }
.sheet .register b { text-align: right; }
.sheet .strip {
  display: grid; grid-template-columns: auto 1fr 68mm; gap: 4mm; align-items: center; min-height: 33.5mm; padding: 1.5mm 0;
  border-bottom: 0.3mm dashed #000; break-inside: avoid;
}
.sheet .qr { display: block; width: 30mm; height: 30mm; background: #fff; fill: #000; shape-rendering: crispEdges; }
.sheet .with-link { grid-template-columns: auto 1fr 45mm; }
.sheet .with-link .qr { width: 47mm; height: 47mm; }
.sheet .strip h2 { display: flex; gap: 2.5mm; align-items: baseline; font-size: 12pt; line-height: 1.15; }
.sheet .number { flex: none; padding: 0 1.5mm; border: 0.4mm solid #000; border-radius: 1mm; font-size: 13pt; }
.sheet .class { margin-top: 0.5mm; }
.sheet .address { margin-top: 1mm; font-size: 12.5pt; font-weight: 700; line-height: 1.2; }
.sheet .student-code { font-size: 23pt; font-weight: 700; line-height: 1.15; letter-spacing: 0.04em; white-space: nowrap; }
.sheet .label { margin-right: 2mm; font: 9pt system-ui, sans-serif; letter-spacing: 0; }
.sheet .hints { font-size: 7.5pt; line-height: 1.25; }
.sheet .hints ul { list-style: none; }
@media screen and (max-width: 44rem) {
  .sheet .strip { grid-template-columns: auto 1fr; }
  .sheet .with-link { grid-template-columns: 1fr; }
  .sheet .hints { grid-column: 1 / -1; font-size: 9pt; }
  .sheet .with-code .qr { width: 25mm; height: 25mm; }
  .sheet .student-code { font-size: 19pt; }
}
@media print {
  .sheet { max-width: none; padding: 0; }
  .sheet .teacher { break-after: page; }
}
`;
