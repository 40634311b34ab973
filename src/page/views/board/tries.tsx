import type { Seat } from "./seats.ts";
import { binsOf, meanOf } from "./tries-bins.ts";
import { boardStrings } from "../../texts/board.ts";
import { number } from "../../language/format.ts";

/** The tries that a hash with one leading zero takes on average: a hex digit has 16 values. */
const EXPECTED = 16;

/** How many tries the students needed by hand: their mean beside what is expected, and a histogram. */
export function Tries({ seats }: { readonly seats: readonly Seat[] }) {
  const text = boardStrings.tries;
  const tries = seats.flatMap((seat) => seat.tries ?? []);
  const mean = meanOf(tries);
  const bins = binsOf(tries);
  const most = Math.max(...bins.map(({ count }) => count));
  return (
    <section class="panel board-tries" aria-labelledby="board-tries">
      <h2 id="board-tries">{text.title}</h2>
      <p>{mean === undefined ? text.none : text.lead}</p>
      {mean !== undefined && (
        <>
          <dl class="board-tries-figures">
            {[
              [text.mean, number(mean, 1)],
              [text.expected, number(EXPECTED)],
              [text.finished, number(tries.length)],
            ].map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <ol class="board-bars" aria-label={text.histogram}>
            {bins.map(({ least, most: last, count }) => (
              <li key={least}>
                <span class="board-bar-label">{text.bin(least, last)}</span>
                <span class="board-bar" aria-hidden="true">
                  <span style={{ transform: `scaleX(${count / most})` }} />
                </span>
                <span class="board-bar-words">{text.students(count)}</span>
              </li>
            ))}
          </ol>
          <p class="hint">{text.explanation}</p>
        </>
      )}
    </section>
  );
}
