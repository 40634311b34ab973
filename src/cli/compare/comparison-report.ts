import { hex } from "../../chain/text/hex.ts";
import { jsonLine, printable } from "../../chain/text/printable.ts";
import type { VerifiedCheckpoint } from "../../evidence/notes/checkpoint.ts";
import type { ComparedCheckpoint, Contradiction } from "../../evidence/checking/comparison.ts";
import { noteText } from "../../evidence/notes/note.ts";
import { skippedText } from "../../report/finding-words.ts";
import { textLine } from "../../report/text.ts";
import { plain } from "../../report/words.ts";
import { LOGS } from "../log.ts";
import type { Comparison, LogComparison } from "./comparing.ts";

/** What a comparison says: the checkpoints are of one history, they contradict each other, or neither is shown. */
export type Verdict = "one-history" | "contradiction" | "unknown";

/** The verdict of a comparison: one contradiction decides it. */
export function verdictOf(comparison: Comparison): Verdict {
  const { logs } = comparison;
  const isProven = logs.some(({ contradictions, admitted }) => contradictions.length > 0 || admitted !== undefined);
  if (isProven) return "contradiction";
  return openIn(comparison).length > 0 ? "unknown" : "one-history";
}

/** A comparison as one line of JSON, for machines. */
export function comparisonJson(comparison: Comparison): string {
  const { logs } = comparison;
  return `${jsonLine({
    verdict: verdictOf(comparison),
    checked: logs.flatMap(rightIn),
    unchecked: openIn(comparison),
    contradictions: logs.flatMap(({ origin, contradictions }) =>
      contradictions.map(({ one, other, size, root }) => ({
        origin,
        size,
        roots: [hex(one.value.root), hex(root)],
        checkpoints: [one, other].map(({ name, value }) => ({ name, note: noteText(value.note) })),
      })),
    ),
    admitted: logs.find(({ admitted }) => admitted !== undefined)?.admitted,
  })}\n`;
}

/** A comparison as lines of text, for people. */
export function comparisonText(comparison: Comparison): string {
  const { logs } = comparison;
  const lines = [
    ...logs.flatMap(rightIn).map((each) => textLine("right", printable(each))),
    ...openIn(comparison).map((each) => textLine("not checked", printable(each))),
    ...logs.flatMap(faultsIn),
    ...logs.flatMap(evidenceIn),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** What was found right in a log. */
function rightIn(comparison: LogComparison): string[] {
  const { log, origin, checkpoints, contradictions, open, source = "", newest } = comparison;
  const { count } = LOGS[log];
  const joined = checkpoints.filter((each) => !open.includes(each));
  const largest = joined.at(-1);
  const isOne = contradictions.length === 0 && joined.length > 1 && largest;
  return [
    ...(isOne ? [`${namesOf(joined)}: one history of ${origin}, of ${count(largest.value.size)}`] : []),
    ...checkpoints
      .filter(({ place, value }) => place === "contained" && value !== newest)
      .map(({ name, value }) => `${name}: ${source} has the ${count(value.size)} that it was signed for`),
  ];
}

/** What a comparison leaves open. */
function openIn({ logs, skipped }: Comparison): string[] {
  return [
    ...skipped.map((each) => plain(skippedText(each))),
    ...logs.flatMap((comparison) => {
      const { origin, checkpoints, open } = comparison;
      const [only, ...others] = checkpoints;
      const isAlone = only !== undefined && others.length === 0;
      const alone = isAlone ? [`${only.name}: no other checkpoint of ${origin} to compare it with`] : [];
      return [...alone, ...open.map((each) => `${each.name}: ${reasonOf(comparison, each)}`)];
    }),
  ];
}

function reasonOf({ log, source, reason }: LogComparison, { place, value }: ComparedCheckpoint): string {
  const { count } = LOGS[log];
  if (source === undefined) return `whether it continues the smaller ones: ${reason}`;
  const what = `the ${count(value.size)} that it was signed for`;
  return place === "different"
    ? `${source} does not have ${what}, which proves nothing: anybody may have edited a copy`
    : `${source} does not show whether it has ${what}`;
}

function faultsIn({ log, origin, contradictions, admitted }: LogComparison): string[] {
  const { count } = LOGS[log];
  const admission = admitted === undefined ? [] : [textLine("FAULT", printable(`${origin}: ${admitted}`))];
  const found = contradictions.flatMap(({ one, other, size, root }) => [
    textLine("FAULT", printable(`${one.name} and ${other.name} contradict each other: ${origin} signed two histories`)),
    textLine("", `${printable(one.name)}: the first ${count(size)} have the root ${hex(one.value.root)}`),
    textLine("", `${printable(other.name)}: the first ${count(size)} have the root ${hex(root)}`),
  ]);
  return [...admission, ...found];
}

/** The checkpoints that contradict each other, in full: they are the evidence. */
function evidenceIn({ log, origin, contradictions }: LogComparison): string[] {
  if (contradictions.length === 0) return [];
  const notes = new Set(contradictions.flatMap(({ one, other }) => [one, other]));
  const rest = log === "reads" ? "the ledger's proof" : "a copy of the chain";
  const copy = contradictions.every(isFork) ? "" : `, with ${rest},`;
  return [
    "",
    `Keep these checkpoints: together${copy} they prove it to everybody who has the key of ${printable(origin)}.`,
    ...Array.from(notes).flatMap(({ name, value }) => ["", `${printable(name)}:`, ...linesOf(value)]),
  ];
}

/** Whether the two checkpoints prove by themselves that they contradict each other. */
function isFork({ one, other }: Contradiction): boolean {
  return one.value.size === other.value.size;
}

function linesOf({ note }: VerifiedCheckpoint): string[] {
  return noteText(note)
    .trimEnd()
    .split("\n")
    .map((line) => printable(line));
}

function namesOf(checkpoints: readonly ComparedCheckpoint[]): string {
  return checkpoints.map(({ name }) => name).join(", ");
}
