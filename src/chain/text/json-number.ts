/**
 * Parses a JSON number, if a double can hold it exactly.
 *
 * RFC 7493 (I-JSON), section 2.2: a number must not have more magnitude or precision than a double, and integers beyond
 * 2^53 - 1 are not exact.
 *
 * @param literal a number in the grammar of RFC 8259, section 6
 * @returns the number, with 0 for `-0` as in RFC 8785; `undefined` if it would differ from the one that was written
 */
export function exactNumber(literal: string): number | undefined {
  // Adding zero turns -0 into 0.
  const number = Number(literal) + 0;
  if (!(Math.abs(number) <= Number.MAX_SAFE_INTEGER)) return undefined;
  // Most numbers are already written as JavaScript prints them.
  if (String(number) === literal) return number;
  const [written, read] = [decimal(literal), decimal(String(number))];
  return written.digits === read.digits && written.exponent === read.exponent ? number : undefined;
}

/** A number's absolute value as an integer without trailing zeros, times a power of ten. Zero has no digits. */
function decimal(literal: string): { digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = literal.replace(/^-/, "").toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  let [start, end] = [0, all.length];
  while (all[start] === "0") start++;
  while (end > start && all[end - 1] === "0") end--;
  const exponent = start === end ? 0 : Number(power) - fraction.length + (all.length - end);
  return { digits: all.slice(start, end), exponent };
}
