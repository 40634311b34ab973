import { printable } from "../chain/text/printable.ts";

/**
 * The sentences of a report. What comes from outside, such as the name of a file, stands in them between FIRST STRONG
 * ISOLATE and POP DIRECTIONAL ISOLATE (Unicode Standard Annex 9), with its unsafe characters as visible escapes. So it
 * can neither leave its place nor reorder what surrounds it, and each form of a report can set it apart in its own way.
 */

/** The marks that {@link quoted} puts around external text. They occur nowhere else in a sentence. */
const MARKS = /[\u2068\u2069]/g;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Marks external text as part of a sentence. */
export function quoted(text: string): string {
  return `\u2068${printable(text)}\u2069`;
}

/** A sentence without marks, safe to print. */
export function plain(words: string): string {
  return printable(words.replace(MARKS, ""), Infinity);
}

/** A sentence that starts with a capital letter, unless it starts with external text. */
export function capitalized(words: string): string {
  return words.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** A clause as a sentence of its own. External text at its end may bring its own full stop. */
export function sentence(clause: string): string {
  return capitalized(/[.!?…]\u2069?$/.test(clause) ? clause : `${clause}.`);
}

/** The parts of a sentence: ours and external ones alternate, and the first, which may be empty, is ours. */
export function partsOf(words: string): string[] {
  return words.split(MARKS);
}

/** A time in RFC 3339 format, as people read it. A time that the calendar does not have is shown as it is. */
export function utc(at: string): string {
  const [, year, month, day, clock] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(at) ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? quoted(at) : `${Number(day)} ${name} ${year}, ${clock} UTC`;
}

/** As many of a list as a report for people shows, and how many it leaves out. */
export function bounded<Value>(list: readonly Value[], limit = 1_000): { shown: readonly Value[]; more: number } {
  return { shown: list.slice(0, limit), more: Math.max(0, list.length - limit) };
}
