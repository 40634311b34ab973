import type { ComponentChildren } from "preact";

/**
 * Names and other external texts. They may be written from right to left, and may contain characters that change the
 * direction of the text after them (Unicode Standard Annex 9). They must not reorder the text around them.
 */

/** The characters that change the direction of text: marks, embeddings, overrides and isolates. */
const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text marked by {@link isolated}, between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. */
const MARKED = /\u2068([^\u2069]*)\u2069/;

/** A string in JSON, with its quotes. */
const JSON_STRING = /("(?:[^"\\]|\\.)*")/;

/**
 * An external text, unchanged. It is laid out in its own box, so that even its direction characters have no effect
 * outside.
 */
export function Isolated({ text }: { readonly text: string }) {
  return <bdi class="isolated">{text}</bdi>;
}

/** Marks an external text as part of a sentence for {@link Prose}. Removes direction characters. */
export function isolated(text: string): string {
  return `\u2068${text.replace(CONTROLS, "")}\u2069`;
}

/** A sentence whose {@link isolated} parts cannot reorder the rest. */
export function Prose({ text }: { readonly text: string }) {
  // The odd parts are those between the marks.
  return <>{text.split(MARKED).map((part, place) => (place % 2 === 0 ? part : <bdi key={place}>{part}</bdi>))}</>;
}

/** JSON on one or more lines. Each string is isolated, and direction characters are shown as code points. */
export function JsonText({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(JSON_STRING).map((part, place) =>
        place % 2 === 0 ? (
          part
        ) : (
          // From left to right, so that the quotes stay in place whatever the string's direction.
          <bdi key={place} dir="ltr">
            {withControlsShown(part)}
          </bdi>
        ),
      )}
    </>
  );
}

function withControlsShown(text: string): ComponentChildren {
  const controls = text.match(CONTROLS) ?? [];
  return text.split(CONTROLS).map((part, place) => (
    <>
      {part}
      {place < controls.length && <b class="control">{numberOf(controls[place] ?? "")}</b>}
    </>
  ));
}

/** A character's code point in Unicode notation. */
function numberOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
