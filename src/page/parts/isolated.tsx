import type { ComponentChildren } from "preact";

/**
 * Names and other texts from outside, which may be written from right to left, and may hold characters that change the
 * direction of what follows (Unicode Standard Annex 9). They must not reorder what stands beside them.
 */

/** The characters that change the direction of text: marks, embeddings, overrides and isolates. */
const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What {@link isolated} puts around a text: FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. */
const MARKED = /\u2068([^\u2069]*)\u2069/;

/** A string between quotes, as JSON writes it. */
const JSON_STRING = /("(?:[^"\\]|\\.)*")/;

/** A text from outside, exactly as it is. It is laid out as a box of its own, which not even controls reach out of. */
export function Isolated({ text }: { readonly text: string }) {
  return <bdi class="isolated">{text}</bdi>;
}

/** A text from outside as a part of a sentence, for {@link Prose}; without controls, which a sentence does not need. */
export function isolated(text: string): string {
  return `\u2068${text.replace(CONTROLS, "")}\u2069`;
}

/** A sentence whose {@link isolated} parts keep to themselves. */
export function Prose({ text }: { readonly text: string }) {
  // Every other part is what was between the marks.
  return <>{text.split(MARKED).map((part, place) => (place % 2 === 0 ? part : <bdi key={place}>{part}</bdi>))}</>;
}

/** JSON on one line or more: each string keeps to itself, and controls are shown by their numbers. */
export function JsonText({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(JSON_STRING).map((part, place) =>
        place % 2 === 0 ? (
          part
        ) : (
          // From left to right, so that the quotes stay where they are, whatever direction the string has.
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

/** How Unicode writes a character's number. */
function numberOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
