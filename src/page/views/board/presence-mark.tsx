import type { Presence } from "../../../class/presence.ts";
import { boardStrings } from "../../texts/board.ts";

/** A student's state: in words, and as a shape that does not need its colour. */
export function PresenceMark({ presence }: { readonly presence: Presence }) {
  return (
    <span class={`board-presence board-${presence}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="4.5" />
        {presence === "withdrawn" && <path d="M3 3 9 9M9 3 3 9" />}
      </svg>
      <span>{boardStrings.students.presences[presence]}</span>
    </span>
  );
}
