/**
 * The number that a JSON literal stands for, where a double can hold it.
 *
 * RFC 7493 (I-JSON), section 2.2: a literal must not have more magnitude or precision than a double, and a whole number
 * beyond 2^53 - 1 is not exact.
 *
 * @param literal a number as RFC 8259 (section 6) writes it
 * @returns nothing when another number would be read than was written; 0 for `-0`, as RFC 8785 writes it
 */
export function exactNumber(literal: string): number | undefined {
  // A negative zero plus zero is zero.
  const number = Number(literal) + 0;
  if (!(Math.abs(number) <= Number.MAX_SAFE_INTEGER)) return undefined;
  // Most numbers are spelled as the double they become.
  if (String(number) === literal) return number;
  const [written, read] = [decimal(literal), decimal(String(number))];
  return written.digits === read.digits && written.exponent === read.exponent ? number : undefined;
}

/** A number's size as an integer without trailing zeros, times a power of ten; zero has no digits. */
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
