import { counted } from "../chain/counted.ts";
import type { Fault } from "../chain/fault.ts";
import { jsonLine, printable } from "../chain/printable.ts";
import { type ChainFacts, type Disclosure, type Item, puzzleText, type ReportDocument } from "./document.ts";
import type { Circumstances } from "./circumstances.ts";
import { circumstanceRows } from "./circumstance-rows.ts";
import { type Html, html, prose } from "./html.ts";
import { ruleText } from "./rules.ts";
import { bounded, capitalized, quoted } from "./words.ts";

/** A heading and what stands below it; nothing if that is nothing. */
export function section(heading: string, content: readonly Html[]): readonly Html[] {
  return content.length === 0
    ? []
    : [
        html`<section>
          <h2>${heading}</h2>
          ${content}
        </section> `,
      ];
}

/** Sentences as a list, as far as a report shows them. */
export function sentenceList(sentences: readonly string[]): readonly Html[] {
  return listOf(sentences, (each) => html`<li>${sentence(each)}</li> `);
}

/** The checks that passed, with what they found. */
export function itemList(items: readonly Item[]): readonly Html[] {
  return listOf(items, ({ text, details, disclosure }) => {
    const inner = listOf(details, (each) => html`<li>${prose(each)}</li> `);
    return html`<li class="${details.length > 20 ? "long" : "short"}">
      ${sentence(text)}${inner}${disclosure ? disclosed(disclosure) : []}
    </li> `;
  });
}

/** Who verified what, when, with which version and keys. */
export function circumstancesTable(circumstances: Circumstances): Html {
  return table(
    circumstanceRows(circumstances).map(([name, values]) => [name, values.map((each) => html`<p>${prose(each)}</p>`)]),
  );
}

/** That the report holds what receipts disclose. */
export function disclosureNotice({ right }: ReportDocument): readonly Html[] {
  if (!right.some(({ disclosure }) => disclosure)) return [];
  return [
    html`<p class="notice">
      <strong>Contains patient data:</strong> this report shows what receipts disclose. Keep it and pass it on as you
      would the receipts.
    </p>`,
  ];
}

/** The faults, what they break, and where a rewritten chain differs. */
export function faultsSection({ faults, moreFaults, divergence, proof }: ReportDocument): readonly Html[] {
  if (faults.length === 0) return [];
  const evidence = proof
    ? [
        html`<p>${capitalized(proof.lead)}</p>
          <pre>${proof.text.split("\n").map((line) => `${printable(line)}\n`)}</pre>`,
      ]
    : [];
  return section(faults.length === 1 ? "Fault" : `${counted(faults.length, "fault")}`, [
    ...(divergence === undefined ? [] : [html`<p><strong>${sentence(divergence)}</strong></p>`]),
    ...faults.map(faultBox),
    ...(moreFaults === undefined ? [] : [html`<p>${sentence(moreFaults)}</p>`]),
    ...evidence,
  ]);
}

/** What identifies the chain, to be compared with the next verification. */
export function chainTable({ length, head, root, genesis, puzzle }: ChainFacts): readonly Html[] {
  const hashes = { "Newest hash": head, "Root of the tree": root, "Hash of genesis": genesis };
  return [
    table([
      ["Blocks", [html`${length.toLocaleString("en")}`]],
      ...Object.entries(hashes).map(([name, hash]): Row => [name, [html`<code>${hash ?? "unknown"}</code>`]]),
      ["Puzzle", [html`${puzzle ? puzzleText(puzzle) : "unknown"}`]],
    ]),
  ];
}

type Row = readonly [name: string, value: readonly Html[]];

function table(rows: readonly Row[]): Html {
  return html`<table>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr> `,
      )}
    </tbody>
  </table> `;
}

function faultBox({ detail, index, rule, expected, actual }: Fault): Html {
  const rows: readonly Row[] = [
    ["Block", [html`${index.toLocaleString("en")}`]],
    ["Rule", [prose(quoted(ruleText(rule)))]],
    ["Expected", [prose(quoted(expected))]],
    ["Found", [prose(quoted(actual))]],
  ];
  return html`<div class="fault">
    <h3>${prose(quoted(detail))}</h3>
    ${table(rows)}
  </div> `;
}

function disclosed({ verb, fields }: Disclosure): Html {
  const rows = fields.map(([name, value]): Row => {
    return [name, [prose(quoted(typeof value === "string" ? value : jsonLine(value)))]];
  });
  return html`<p class="small">The receipt ${verb}:</p>
    ${table(rows)}`;
}

function listOf<Value>(values: readonly Value[], show: (value: Value) => Html): readonly Html[] {
  if (values.length === 0) return [];
  const { shown, more } = bounded(values);
  return [
    html`<ul>
      ${shown.map(show)}${more > 0 ? html`<li>… and ${more.toLocaleString("en")} more</li> ` : []}
    </ul> `,
  ];
}

/** A whole sentence. */
function sentence(words: string): Html {
  return html`${prose(capitalized(words))}.`;
}
