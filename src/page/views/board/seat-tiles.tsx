import { TOUR } from "../../address/address.ts";
import { Isolated } from "../../parts/isolated.tsx";
import { PresenceMark } from "./presence-mark.tsx";
import type { Seat } from "./seats.ts";
import { boardStrings } from "../../texts/board.ts";

/** The students as tiles, which can be read from afar. */
export function SeatTiles({ seats }: { readonly seats: readonly Seat[] }) {
  const text = boardStrings.students;
  const size = seats.length > 48 ? "many" : seats.length > 20 ? "some" : "few";
  return (
    <section class="panel board-seats" aria-labelledby="board-seats">
      <h2 id="board-seats">{text.title}</h2>
      <ol class={`board-tiles board-tiles-${size}`}>
        {seats.map((seat) => (
          <li key={seat.number} class={`board-tile board-${seat.presence}`}>
            <strong>
              <span class="unseen">{text.columns.student} </span>
              {seat.name === undefined ? seat.number : <Isolated text={seat.name} />}
            </strong>
            <PresenceMark presence={seat.presence} />
            <span class="board-steps" title={text.progress(seat.done, TOUR.length)}>
              <span style={{ transform: `scaleX(${Math.min(1, seat.done / TOUR.length)})` }} />
              <span class="unseen">{text.progress(seat.done, TOUR.length)}</span>
            </span>
            <span class="board-tile-blocks">{text.mined(seat.blocks)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
