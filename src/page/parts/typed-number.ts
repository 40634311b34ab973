/** The zeros of the digits that keyboards of the page's languages write: European, Arabic, Persian and Devanagari. */
const ZEROS = [..."0٠۰०"].map((zero) => zero.charCodeAt(0));

/**
 * The whole number that a text names, in any digits that keyboards of the page's languages write.
 *
 * @param limit the least number that is too large: a safe integer
 * @returns `undefined` if it names none from 0 to below the limit
 */
export function numberIn(text: string, limit: number): number | undefined {
  const digits = text.trim().replace(/[٠-٩۰-۹०-९]/g, europeanDigit);
  if (!/^\d+$/.test(digits)) return undefined;
  const number = Number(digits);
  return number < limit ? number : undefined;
}

function europeanDigit(digit: string): string {
  const code = digit.charCodeAt(0);
  return String(code - (ZEROS.findLast((zero) => zero <= code) ?? 0));
}
