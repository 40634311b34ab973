import type { ComponentChildren } from "preact";
import { COMMON_NAMES } from "./common-names.ts";
import type { Guessing } from "./guessing.ts";
import { tourStrings } from "../../../../texts/tour.ts";

interface GuessesProps {
  /** Absent before the first attempt. */
  readonly guessing: Guessing | undefined;
  /** What the attempt showed, in words. */
  readonly children: ComponentChildren;
}

/** The names that a guesser tries: those that he has tried are crossed out, and the right one stands out. */
export function Guesses({ guessing, children }: GuessesProps) {
  const { tried = 0, found } = guessing ?? {};
  return (
    <>
      <ol class="sealed-names" aria-label={tourStrings.sealed.names}>
        {COMMON_NAMES.map((name, place) => (
          <li key={name} class={name === found ? "sealed-found" : place < tried ? "sealed-tried" : undefined}>
            {name}
          </li>
        ))}
      </ol>
      <div role="status">{children}</div>
    </>
  );
}
