import { counted } from "../chain/text/counted.ts";
import type { FoundFault } from "../evidence/checking/findings.ts";
import { jsonLine, printable } from "../chain/text/printable.ts";
import { chainRows } from "./chain-rows.ts";
import { circumstanceRows } from "./circumstance-rows.ts";
import type { Circumstances } from "./circumstances.ts";
import type { Disclosure, Item, ReportDocument } from "./document.ts";
import { type Html, markup } from "../markup/html.ts";
import { prose } from "./prose.ts";
import { ruleText } from "./rules.ts";
import { bounded, capitalized, quoted, sentence } from "./words.ts";

type Row = readonly [name: string, value: Html | readonly Html[]];

/** An item with more details than this may be split across pages. */
const LONG = 20;

/** A heading with its content; nothing if there is no content. */
export function section(heading: string, content: readonly Html[]): readonly Html[] {
  return content.length === 0 ? [] : [markup`<section>\n<h2>${heading}</h2>\n${content}</section>\n`];
}

/** Lines as a list, as far as a report shows them. */
export function lineList(lines: readonly string[]): readonly Html[] {
  return listOf(lines, (each) => markup`<li>${prose(capitalized(each))}</li>\n`);
}

/** Clauses as a list of sentences. */
export function sentenceList(clauses: readonly string[]): readonly Html[] {
  return listOf(clauses, (each) => markup`<li>${prose(sentence(each))}</li>\n`);
}

/** The checks that passed, with what they found. */
export function itemList(items: readonly Item[]): readonly Html[] {
  return listOf(items, ({ text, details, disclosure }) => {
    const rest = [...lineList(details), ...(disclosure ? disclosed(disclosure) : [])];
    return markup`<li class="${details.length > LONG ? "long" : "short"}">${prose(capitalized(text))}${rest}</li>\n`;
  });
}

/** Who verified what, when, with which version and keys. */
export function circumstancesTable(circumstances: Circumstances): Html {
  return table(
    circumstanceRows(circumstances).map(([name, values]): Row => {
      return [name, values.map((each) => markup`<p>${prose(each)}</p>`)];
    }),
  );
}

/** That the report holds what receipts disclose. */
export function disclosureNotice({ right }: ReportDocument): readonly Html[] {
  if (!right.some(({ disclosure }) => disclosure)) return [];
  const words = "this report shows what receipts disclose. Keep it and pass it on as you would the receipts.";
  return [markup`<p class="notice"><strong>May contain patient data:</strong> ${words}</p>\n`];
}

/** The first fault, and where a rewritten chain differs. */
export function faultSection({ faults: [fault, ...others], divergence, evidence }: ReportDocument): readonly Html[] {
  if (!fault) return [];
  const further = others.length === 0 ? [] : [`${counted(others.length, "further fault")} at the end of this report.`];
  return section("Fault", [
    ...(divergence === undefined ? [] : [markup`<p><strong>${prose(sentence(divergence))}</strong></p>\n`]),
    faultBox(fault),
    ...further.map((each) => markup`<p>${each}</p>\n`),
    ...(evidence ? [markup`<p>${capitalized(evidence.lead)}</p>\n<pre>${linesOf(evidence.text)}</pre>\n`] : []),
  ]);
}

/** The faults after the first one. */
export function furtherFaultsSection({ faults: [, ...others], moreFaults }: ReportDocument): readonly Html[] {
  const more = moreFaults === undefined ? [] : [markup`<p>${prose(sentence(moreFaults))}</p>\n`];
  return section("Further faults", [...more, ...others.map(faultBox)]);
}

/** What identifies the chain. */
export function chainSection({ chain, faults }: ReportDocument): readonly Html[] {
  if (!chain) return [];
  const rows = chainRows(chain, faults.length > 0).map(({ name, value, hashOf }): Row => {
    return [name, hashOf ? markup`<code>${value}</code>` : markup`${value}`];
  });
  return section("The chain", [table(rows)]);
}

function faultBox({ detail, index, rule, expected, actual, provenBy }: FoundFault): Html {
  const rows: readonly Row[] = [
    ["Block", markup`${index.toLocaleString("en")}`],
    ["Rule", prose(quoted(ruleText(rule)))],
    ["Expected", markup`<code>${prose(quoted(expected))}</code>`],
    ["Found", markup`<code>${prose(quoted(actual))}</code>`],
    ...(provenBy === undefined ? [] : [["Proven by", prose(quoted(provenBy))] as const]),
  ];
  return markup`<div class="fault">\n<h3>${prose(quoted(detail))}</h3>\n${table(rows)}</div>\n`;
}

function disclosed({ verb, fields }: Disclosure): readonly Html[] {
  const rows = fields.map(([name, value]): Row => {
    return [name, prose(quoted(typeof value === "string" ? value : jsonLine(value)))];
  });
  return [markup`<p class="small">${capitalized(verb)}:</p>\n${table(rows)}`];
}

function table(rows: readonly Row[]): Html {
  const shown = rows.map(([name, value]) => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`);
  return markup`<table>\n<tbody>\n${shown}</tbody>\n</table>\n`;
}

function listOf<Value>(values: readonly Value[], show: (value: Value) => Html): readonly Html[] {
  if (values.length === 0) return [];
  const { shown, more } = bounded(values);
  const rest = more > 0 ? [markup`<li>… and ${more.toLocaleString("en")} more</li>\n`] : [];
  return [markup`<ul>\n${shown.map(show)}${rest}</ul>\n`];
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => `${printable(line)}\n`);
}
