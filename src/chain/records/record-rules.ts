import { TEXT_FAULTS } from "../text/text-faults.ts";

/** The maximum length of each string in a block, in Unicode code points. */
export const TEXT_LIMITS = {
  patient_name: 200,
  patient_ID: 64,
  Reg_no: 64,
  mined_by: 200,
  author: 200,
} as const;

type TextName = keyof typeof TEXT_LIMITS;

const TEXTS = Object.entries(TEXT_LIMITS) as [TextName, number][];

/** Matches most strings: a visible ASCII character, followed by printable ASCII characters. */
const PLAIN = /^[!-~][ -~]*$/;

/**
 * Invisible code points as inclusive ranges: the white space of ECMAScript (`\s`) and Unicode's
 * `Default_Ignorable_Code_Point`. They are listed here because an engine's Unicode tables change with its version.
 */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfff8],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

function isInvisible(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (!INVISIBLE.some(([first, last]) => code >= first && code <= last)) return false;
  }
  return true;
}

/** The line separators and the control characters; Unicode's stability policy rules out further control characters. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/**
 * Checks a string that is on the chain, by the rules that every ledger has kept since version 0.1.0. Validation applies
 * them to old chains, so they never change. Stricter rules belong to admission only.
 *
 * Lone surrogates are invalid because RFC 8785 (section 3.2.2.2) cannot serialize them; control characters and
 * Unicode's two line separators, because a field is one line of text; invisible strings, because they identify nobody.
 *
 * @param limit the maximum length, in code points
 * @returns what is wrong, as a clause that follows the field's name, such as "must not be empty"; `undefined` if
 *   nothing
 */
export function storedTextFault(text: string, limit: number): string | undefined {
  if (text.length <= limit && PLAIN.test(text)) return undefined;
  if (isInvisible(text)) return TEXT_FAULTS.empty;
  if (!text.isWellFormed()) return TEXT_FAULTS.surrogates;
  if (CONTROL.test(text)) return TEXT_FAULTS.control;
  if (text.length > 2 * limit || [...text].length > limit) return `must have at most ${limit} characters`;
  return undefined;
}

/**
 * Checks the strings of a block. Genesis is exempt, since it holds no patient's record.
 *
 * @returns the first invalid attribute with what is wrong, as a clause; `undefined` if all are valid
 */
export function recordTextFault(
  block: Readonly<Partial<Record<TextName, string>>>,
): { name: TextName; clause: string } | undefined {
  for (const [name, limit] of TEXTS) {
    const text = block[name];
    const clause = text === undefined ? undefined : storedTextFault(text, limit);
    if (clause !== undefined) return { name, clause };
  }
  return undefined;
}
