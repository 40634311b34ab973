/** The longest text from outside that is shown, in characters. */
const LIMIT = 1_000;

/**
 * What a terminal may take for a command, or what changes how the rest of a line is shown: control characters (C0, DEL
 * and C1), format characters such as those for the direction of text, separators of lines, and lone surrogates.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Makes text from a server or a file safe to print in one line of a terminal.
 *
 * @param limit the most characters to show
 * @returns the text with each unsafe character as a visible escape, such as `\u{1b}`
 */
export function printable(text: string, limit = LIMIT): string {
  const shown = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return shown.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** {@link printable} for text of one's own that may have several lines. */
export function printableLines(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line, Infinity))
    .join("\n");
}

/** A value as one line of JSON that is also safe to print: JSON itself allows C1 and format characters as they are. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
