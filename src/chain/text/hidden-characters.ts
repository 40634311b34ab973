/**
 * Characters without a glyph of their own: format characters such as bidirectional controls, default-ignorable code
 * points, and some that are blank although Unicode classifies them as symbols, letters or marks.
 */
const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]/u;

/** A letter of a script whose letters join; a joiner or non-joiner after it changes that (RFC 5892, appendix A.1). */
const JOINING =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mand}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Phag}\p{scx=Adlm}\p{scx=Rohg}\p{scx=Mani}\p{scx=Phlp}\p{scx=Sogd}\p{scx=Chrs}\p{scx=Ougr}]$/u;

/** Letters of right-to-left scripts, among which a directional mark places digits and brackets. */
const RIGHT_TO_LEFT =
  /(?=\p{L})[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Samr}\p{sc=Mand}\p{sc=Adlm}\p{sc=Rohg}]/u;

/** Characters that have standardized variants: ideographs, letters of some scripts, pictographs. */
const VARIED = /[\p{sc=Han}\p{sc=Mong}\p{sc=Mymr}\p{sc=Phag}\p{Extended_Pictographic}]$/u;

const PICTURE_BEFORE = /\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*$/u;
const PICTURE_BEHIND = /^\p{Extended_Pictographic}/u;

/** Whether a text has a hidden character. */
export function hasHidden(text: string): boolean {
  return HIDDEN.test(text);
}

/** Whether a text has a hidden character that does not change how the text looks. */
export function hasNeedlessHidden(text: string): boolean {
  if (!HIDDEN.test(text)) return false;
  let before = "";
  for (const character of text) {
    if (HIDDEN.test(character) && !isNeeded(character, before, text)) return true;
    before += character;
  }
  return false;
}

/** Whether a hidden character changes how a text looks. */
function isNeeded(character: string, before: string, text: string): boolean {
  const behind = text.slice(before.length + character.length);
  switch (character) {
    case "\u200c":
    case "\u200d":
      return (
        isVirama([...before].at(-1)) ||
        // Bengali ra and ya take a joiner before the virama.
        (/\p{L}$/u.test(before) && isVirama([...behind][0])) ||
        (/[\p{L}\p{M}]$/u.test(before) && JOINING.test(before)) ||
        (character === "\u200d" && PICTURE_BEFORE.test(before) && PICTURE_BEHIND.test(behind))
      );
    case "\u200e":
    case "\u200f":
    case "\u061c":
      return RIGHT_TO_LEFT.test(text);
    case "\u180e":
      return /\p{sc=Mong}$/u.test(before) && /^\p{sc=Mong}/u.test(behind);
    default:
      return /^\p{Variation_Selector}$/u.test(character) && VARIED.test(before);
  }
}

/**
 * Whether a character is a virama, that is, of canonical combining class 9. Canonical ordering puts it after U+3099
 * (class 8) and before U+05B0 (class 10).
 */
function isVirama(character = ""): boolean {
  return isDecomposed(character) && !isDecomposed(`${character}\u3099`) && !isDecomposed(`\u05b0${character}`);
}

function isDecomposed(text: string): boolean {
  return text.normalize("NFD") === text;
}
