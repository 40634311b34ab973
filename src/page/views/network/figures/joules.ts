import { number } from "../../../language/format.ts";
import { networkStrings } from "../../../texts/network.ts";

/** The prefixes of units, from a millionth up, a thousand times larger each. */
const PREFIXES = ["µ", "m", "", "k", "M", "G", "T", "P", "E"] as const;

/** An amount of energy with three significant digits, such as 12.3 kJ. */
export function joules(amount: number): string {
  const power = amount > 0 ? Math.floor(Math.log10(amount) / 3) : 0;
  const place = Math.min(Math.max(power + 2, 0), PREFIXES.length - 1);
  const scaled = amount / 1000 ** (place - 2);
  const digits = scaled >= 100 || scaled === 0 ? 0 : scaled >= 10 ? 1 : 2;
  return networkStrings.energy.joules(number(scaled, digits), PREFIXES[place] ?? "");
}
