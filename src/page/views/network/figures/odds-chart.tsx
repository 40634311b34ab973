import { percent } from "../../../language/format.ts";
import { networkStrings } from "../../../texts/network.ts";

/** The success of a double spend for a number of confirmations. */
export interface OddsPoint {
  readonly confirmations: number;
  readonly theory: number;
  readonly simulated: number;
}

const SIZE = { width: 480, height: 280 } as const;
const EDGE = { left: 62, right: 16, top: 16, bottom: 54 } as const;

interface OddsChartProps {
  /** In the order of their confirmations, from 0. */
  readonly points: readonly OddsPoint[];
  /** The chart in words. */
  readonly summary: string;
}

/** The theory as a line, what was simulated as dots. */
export function OddsChart({ points, summary }: OddsChartProps) {
  const text = networkStrings.odds;
  const bottom = SIZE.height - EDGE.bottom;
  const right = SIZE.width - EDGE.right;
  const xOf = (confirmations: number) =>
    EDGE.left + ((confirmations + 0.3) * (right - EDGE.left)) / (points.length - 0.4);
  const yOf = (part: number) => bottom - part * (bottom - EDGE.top);
  return (
    <figure class="net-chart" dir="ltr">
      <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={summary}>
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <g key={part}>
            <line class="net-grid" x1={EDGE.left} x2={right} y1={yOf(part)} y2={yOf(part)} />
            <text x={EDGE.left - 8} y={yOf(part) + 5} text-anchor="end">
              {percent(part)}
            </text>
          </g>
        ))}
        {points.map(({ confirmations }) => (
          <text key={confirmations} x={xOf(confirmations)} y={bottom + 20} text-anchor="middle">
            {confirmations}
          </text>
        ))}
        <text x={right} y={SIZE.height - 8} text-anchor="end">
          {text.confirmations}
        </text>
        <polyline
          class="net-theory"
          points={points.map(({ confirmations, theory }) => `${xOf(confirmations)},${yOf(theory)}`).join(" ")}
        />
        {points.map(({ confirmations, simulated }) => (
          <circle key={confirmations} class="net-simulated" cx={xOf(confirmations)} cy={yOf(simulated)} r={5.5} />
        ))}
      </svg>
      <figcaption class="hint" dir="auto">
        <span class="net-key-theory">{text.theory}</span> <span class="net-key-simulated">{text.simulated}</span>
      </figcaption>
    </figure>
  );
}
