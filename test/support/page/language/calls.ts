/** Every text is called with the same values in every language: what English shows of them, the others show too. */

/** The values of a text at a place, of every type that a text takes. Each shows a number of its own. */
const markers = (place: number) => {
  const shown = 311 + 11 * place;
  return [shown, String(shown), [shown, shown + 1], new Proxy({}, { get: () => shown })] as const;
};

/** Values that a text treats in its own way: absent, false, none, one, a few, and so many that they are abbreviated. */
const SPECIAL = [undefined, false, 0, 1, 2, 3, 2_000_000] as const;

type Text = (...values: readonly unknown[]) => unknown;

const isText = (member: unknown): member is Text => typeof member === "function";

/** What a text says with these values; `undefined` if it does not take them. */
export function said(member: unknown, values: readonly unknown[]): string | undefined {
  if (!isText(member)) return String(member);
  try {
    const text = String(member(...values));
    return /NaN|undefined|Invalid|\[object/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** All ways to choose a value from each list. */
function choices<Value>([first, ...rest]: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return first === undefined ? [[]] : choices(rest).flatMap((others) => first.map((value) => [value, ...others]));
}

/**
 * The values to call a text with: those that show which of them it uses, and the same with one replaced by a special value, as
 * far as the English text takes them. A text without values has one call.
 */
export function callsOf(english: unknown): readonly (readonly unknown[])[] {
  if (!isText(english)) return [[]];
  const places = Array.from({ length: english.length }, (_, place) => place);
  const plain = choices<unknown>(places.map(markers)).find((values) => said(english, values) !== undefined);
  if (!plain) throw new Error(`no value of any type fits ${english.toString()}`);
  const replaced = places.flatMap((place) => SPECIAL.map((special) => plain.with(place, special)));
  return [plain, ...replaced.filter((values) => said(english, values) !== undefined)];
}

/**
 * The numbers in a text, in order of size, without separators. Those up to two are left out, since a language may say them in
 * words or, as Arabic does, in the form of the noun.
 */
export function numbersIn(text: string): readonly string[] {
  const numbers = text.replaceAll(/(?<=\d)[.,:](?=\d)/g, "").match(/\d+/g) ?? [];
  return numbers.filter((number) => Number(number) > 2).toSorted();
}
