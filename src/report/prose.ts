import { type Html, markup } from "../markup/html.ts";
import { partsOf } from "./words.ts";

/** A sentence in which each external part, every second one, is isolated, so that it cannot reorder the rest. */
export function prose(sentence: string): Html {
  return markup`${partsOf(sentence).map((part, place) => (place % 2 === 0 ? part : markup`<bdi>${part}</bdi>`))}`;
}
