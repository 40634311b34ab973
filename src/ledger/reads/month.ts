/** A calendar month in UTC, such as `2026-01`. */
export type Month = string;

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/**
 * How long the entries of a month stay readable after its end, in months: six years, which is how long HIPAA has records
 * of this kind kept (45 CFR 164.316(b)(2)(i)).
 */
const RETENTION = 72;

/** The month of a time. @param time in milliseconds since 1970 */
export function monthOf(time: number): Month {
  return new Date(time).toISOString().slice(0, "2026-01".length);
}

/** When the key of a month is to be destroyed, in milliseconds since 1970; at once if it is no month. */
export function endOfRetention(month: Month): number {
  const [, year, number] = MONTH.exec(month) ?? [];
  return year === undefined ? 0 : Date.UTC(Number(year), Number(number) + RETENTION);
}
