import type { Fault } from "../chain/fault.ts";
import { counted } from "../chain/counted.ts";
import { jsonLine, printable } from "../chain/printable.ts";
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
    ...witnessed.map((words) => line("witnessed", plain(words))),
    ...open.map((words) => line("not checked", plain(words))),
    ...faults.flatMap(faultLines),
    ...(moreFaults === undefined ? [] : [line("", plain(moreFaults))]),
    ...(divergence === undefined ? [] : [line("rewritten", plain(divergence))]),
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
    line("right", plain(text)),
    ...details.map((words) => line("", plain(words))),
    ...fields.map(([name, value]) => line("", `${disclosure?.verb} ${printable(name)} ${jsonLine(value)}`)),
  ];
}

function faultLines({ index, rule, expected, actual, detail }: Fault): string[] {
  return [
    line("FAULT", printable(detail)),
    line("", `block ${index}, rule ${printable(rule)}`),
    line("", `expected ${printable(expected)}`),
    line("", `actual   ${printable(actual)}`),
  ];
}

function chainLines({ length, head, genesis, puzzle }: ChainFacts, isFaulty: boolean): string[] {
  return [
    ...(isFaulty ? [] : ["", `${counted(length, "block")}, head ${head}`]),
    ...(puzzle ? [...(isFaulty ? [""] : []), `puzzle ${puzzleText(puzzle)}, genesis ${genesis}`] : []),
  ];
}

function line(word: string, text: string): string {
  return word.padEnd(COLUMN) + text;
}
