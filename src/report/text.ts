import type { FoundFault } from "../evidence/checking/findings.ts";
import { counted } from "../chain/text/counted.ts";
import { jsonLine, printable } from "../chain/text/printable.ts";
import { type ChainFacts, type Item, puzzleText, type ReportDocument } from "./document.ts";
import { capitalized, plain, sentence } from "./words.ts";

/** The width of the first column. */
const COLUMN = 13;

/** A report as lines of text, for people. */
export function reportText(report: ReportDocument): string {
  const { right, witnessed, open, faults, moreFaults, divergence, advice, chain, evidence } = report;
  const isFaulty = faults.length > 0;
  const lines = [
    ...right.flatMap(itemLines),
    ...witnessed.map((words) => textLine("witnessed", plain(words))),
    ...open.map((words) => textLine("not checked", plain(words))),
    ...faults.flatMap(faultLines),
    ...(moreFaults === undefined ? [] : [textLine("", plain(moreFaults))]),
    ...(divergence === undefined ? [] : [textLine("rewritten", plain(divergence))]),
    ...(chain ? chainLines(chain, isFaulty) : []),
    ...(isFaulty ? ["", "What to do now:", ...advice.map((words) => `- ${plain(sentence(words))}`)] : []),
    ...(evidence
      ? [
          "",
          capitalized(evidence.lead),
          ...evidence.text
            .trimEnd()
            .split("\n")
            .map((each) => printable(each)),
        ]
      : []),
  ];
  return lines.map((each) => `${each}\n`).join("");
}

/**
 * What is disclosed is quoted as JSON, so that a value cannot pass for a line of the report, and hidden characters are
 * shown as escapes.
 */
function itemLines({ text, details, disclosure }: Item): string[] {
  const fields = disclosure?.fields ?? [];
  return [
    textLine("right", plain(text)),
    ...details.map((words) => textLine("", plain(words))),
    ...fields.map(([name, value]) => textLine("", `${disclosure?.verb} ${printable(name)} ${jsonLine(value)}`)),
  ];
}

function faultLines({ index, rule, expected, actual, detail, provenBy }: FoundFault): string[] {
  return [
    textLine("FAULT", printable(detail)),
    textLine("", `block ${index}, rule ${printable(rule)}`),
    textLine("", `expected ${printable(expected)}`),
    textLine("", `actual   ${printable(actual)}`),
    ...(provenBy === undefined ? [] : [textLine("", `proven by ${printable(provenBy)}`)]),
  ];
}

function chainLines({ length, head, genesis, puzzle }: ChainFacts, isFaulty: boolean): string[] {
  return [
    ...(isFaulty ? [] : ["", `${counted(length, "block")}, head ${head}`]),
    ...(puzzle ? [...(isFaulty ? [""] : []), `puzzle ${puzzleText(puzzle)}, genesis ${genesis}`] : []),
  ];
}

/** A line of a report: what it is about in the first column, then the text. */
export function textLine(word: string, text: string): string {
  return word.padEnd(COLUMN) + text;
}
