/** Numbers, dates and counts as the page's language writes them. */
import { language } from "./chosen.ts";
import { LANGUAGES } from "./languages.ts";

const { locale } = LANGUAGES[language];

/** Formats a number, with thousands separators. */
export function number(value: number, fractionDigits = 0): string {
  return value.toLocaleString(locale, { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits });
}

/** Abbreviates a large number, such as 1M. */
export function compact(value: number): string {
  return value.toLocaleString(locale, { notation: "compact" });
}

/** Formats a share of a whole, such as 34 %: with a digit after the point if it is below a tenth. */
export function percent(share: number): string {
  return share.toLocaleString(locale, { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 });
}

const plurals = new Intl.PluralRules(locale);

/** The forms of a counted noun, such as `{ one: "# block", other: "# blocks" }`. The number replaces `#`. */
export type CountedForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** A count with its noun, in the form that the language's plural rules demand (Unicode TR 35, part 3, section 5). */
export function counted(count: number, forms: CountedForms): string {
  return (forms[plurals.select(count)] ?? forms.other).replace("#", number(count));
}

/** The comma of the language. */
export const comma = language === "ar" ? "،" : ",";

/** Joins texts to a list, such as "a, b and c". */
export function list(items: readonly string[]): string {
  return new Intl.ListFormat(locale).format(items);
}

/** Formats an RFC 3339 timestamp as local date and time. */
export function time(timestamp: string): string {
  return new Date(timestamp).toLocaleString(locale, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
}

/** Formats an RFC 3339 timestamp as the local time of the day. */
export function clock(timestamp: string): string {
  return new Date(timestamp).toLocaleTimeString(locale, { hourCycle: "h23" });
}

/** Formats a moment in milliseconds since 1970 as its local date alone, for what is days away. */
export function date(moment: number): string {
  return new Date(moment).toLocaleDateString(locale, { dateStyle: "long" });
}

/** Formats a moment in milliseconds since 1970: the time alone when it is today, otherwise with the date. */
export function until(moment: number): string {
  const hours = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const end = new Date(moment);
  if (Number.isNaN(end.getTime())) return "…";
  return end.toDateString() === new Date().toDateString()
    ? end.toLocaleTimeString(locale, hours)
    : end.toLocaleString(locale, { ...hours, day: "numeric", month: "short", year: "numeric" });
}

/** The units of a length of time, with their lengths in milliseconds, longest first. */
const UNITS = [
  ["year", 31_557_600_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** Formats a length of time given in milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return inUnit(milliseconds, "millisecond", 0);
  // A unit is used from two of it upwards: 90 s reads better than 1.5 min.
  const [unit, length] = UNITS.find(([, each]) => milliseconds >= 2 * each) ?? ["second", 1000];
  return inUnit(milliseconds / length, unit, 1);
}

function inUnit(value: number, unit: string, maximumFractionDigits: number): string {
  return value.toLocaleString(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits });
}
