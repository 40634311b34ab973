import { SQUARES_PROOFS, SQUARES_TAIL } from "../../../../mining/squares-cycle.ts";
import { tourStrings } from "../../../texts/tour.ts";

const SIZE = { width: 1000, height: 500 } as const;
const CIRCLE = { x: 735, y: 250, radius: 215 } as const;

/** The position of a proof in the drawing: the tail runs along the bottom and into the circle. */
export function loopPoint(place: number): { x: number; y: number } {
  const bottom = CIRCLE.y + CIRCLE.radius;
  const inCircle = place - SQUARES_TAIL;
  if (inCircle < 0) return { x: CIRCLE.x + (inCircle * (CIRCLE.x - 40)) / SQUARES_TAIL, y: bottom };
  const angle = (2 * Math.PI * inCircle) / (SQUARES_PROOFS.length - SQUARES_TAIL);
  return { x: CIRCLE.x + CIRCLE.radius * Math.sin(angle), y: CIRCLE.y + CIRCLE.radius * Math.cos(angle) };
}

interface LoopFigureProps {
  /** How many proofs were checked, starting with the first. */
  readonly checked: number;
  /** The place of the selected proof. */
  readonly selected: number;
  /** The place of the ledger's newest proof, if it is in the list. */
  readonly present: number | undefined;
}

/** All proofs that squares mining can reach: a tail that leads into a cycle. */
export function LoopFigure({ checked, selected, present }: LoopFigureProps) {
  const text = tourStrings.loop;
  const mark = loopPoint(selected);
  return (
    <figure class="tour-loop">
      <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={text.figure}>
        <path class="loop-line" d={`M40 ${CIRCLE.y + CIRCLE.radius}H${CIRCLE.x}`} />
        <circle class="loop-line" cx={CIRCLE.x} cy={CIRCLE.y} r={CIRCLE.radius} />
        {SQUARES_PROOFS.map((proof, place) => {
          const { x, y } = loopPoint(place);
          return <circle key={proof} class={place < checked ? "loop-checked" : "loop-open"} cx={x} cy={y} r={3.6} />;
        })}
        {present !== undefined && <Present {...loopPoint(present)} />}
        <circle class="loop-selected" cx={mark.x} cy={mark.y} r={10} />
        <text class="loop-count" x={CIRCLE.x} y={CIRCLE.y - 8}>
          {text.circle}
        </text>
        <text class="loop-note" x={CIRCLE.x} y={CIRCLE.y + 34}>
          {text.proofs(SQUARES_PROOFS.length - SQUARES_TAIL)}
        </text>
        <text class="loop-note" x={(40 + CIRCLE.x - CIRCLE.radius) / 2} y={CIRCLE.y + CIRCLE.radius - 28}>
          {text.tail(SQUARES_TAIL)}
        </text>
      </svg>
      <figcaption>
        <span class="loop-key loop-key-selected">{text.keySelected}</span>
        <span class="loop-key loop-key-checked">{text.keyChecked}</span>
        {present !== undefined && <span class="loop-key loop-key-present">{text.keyPresent}</span>}
      </figcaption>
    </figure>
  );
}

/** A diamond, so that it differs from the other marks in shape as well. */
function Present({ x, y }: { readonly x: number; readonly y: number }) {
  return <path class="loop-present" d={`M${x} ${y - 14}l14 14l-14 14l-14 -14z`} />;
}
