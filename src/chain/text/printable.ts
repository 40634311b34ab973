/** The maximum length of untrusted text to print, in UTF-16 code units. */
const LIMIT = 1_000;

/**
 * Characters that a terminal may interpret, or that change how the rest of a line is displayed: control characters (C0,
 * DEL and C1), format characters such as bidirectional controls, line separators, and lone surrogates.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Makes text from a server or a file safe to print on one line of a terminal.
 *
 * @param limit the maximum length, in UTF-16 code units; longer text is cut
 * @returns the text with each unsafe character as a visible escape, such as `\u{1b}`
 */
export function printable(text: string, limit = LIMIT): string {
  const shown = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return shown.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Does what {@link printable} does for our own text, which may have any length and several lines. */
export function printableLines(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line, Infinity))
    .join("\n");
}

/**
 * Serializes a value as one line of JSON that is safe to print. JSON alone leaves C1 and format characters unescaped.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
