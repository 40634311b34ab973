/** The longest each text of a block may be, in characters (Unicode code points). */
export const TEXT_LIMITS = {
  patient_name: 200,
  patient_ID: 64,
  Reg_no: 64,
  mined_by: 200,
  author: 200,
} as const;

type TextName = keyof typeof TEXT_LIMITS;

const TEXTS = Object.entries(TEXT_LIMITS) as [TextName, number][];

/** Most texts: a visible ASCII character, and only printable ones behind it. */
const PLAIN = /^[!-~][ -~]*$/;

/**
 * What nobody can see: the white space of ECMAScript (`\s`), and the code points of Unicode's property
 * `Default_Ignorable_Code_Point`, each range with its last one. They are spelled out, since the tables of an engine change
 * with its version.
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

/** The control characters, of which Unicode will never have others (its stability policy), and the line separators. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/**
 * Says what is wrong with a text that stands on the chain, or nothing: the rules that every ledger has kept to since
 * version 0.1.0. Validation holds old chains to them, so they never change; what is stricter than they are belongs to
 * admission alone.
 *
 * Lone surrogates are refused since RFC 8785 (section 3.2.2.2) has no bytes for them; control characters and the two
 * line separators of Unicode since a field is one line of text; and what nobody can see is no name.
 *
 * @param limit the longest it may be, in code points
 * @returns a clause that follows the field's name, such as "must not be empty"
 */
export function storedTextFault(text: string, limit: number): string | undefined {
  if (text.length <= limit && PLAIN.test(text)) return undefined;
  if (isInvisible(text)) return "must not be empty";
  if (!text.isWellFormed()) return "must be well-formed Unicode, without lone surrogates";
  if (CONTROL.test(text)) return "must not contain control characters, such as line breaks or tabs";
  if (text.length > 2 * limit || [...text].length > limit) return `must have at most ${limit} characters`;
  return undefined;
}

/**
 * Checks the texts of a block that holds a patient's record, which genesis does not.
 *
 * @returns the first attribute that is wrong, and what it must be, as a clause; nothing when all are right
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
