import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

/** One value, with its description in words. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

/** A mark on the vertical axis. */
export interface Mark {
  readonly y: number;
  readonly label: string;
}

export interface PlotProps {
  /** The plot's content in words, for screen readers. */
  readonly summary: string;
  /** In ascending order; at least one. */
  readonly points: readonly Point[];
  /** The axes' names; that of the vertical axis includes its unit. */
  readonly names: { readonly x: string; readonly y: string };
  /** In ascending order. The plot draws only those needed to enclose the points. */
  readonly marks: readonly Mark[];
  /** A reference value. */
  readonly line: Mark;
}

const HEIGHT = 240;
const EDGE = { left: 76, right: 14, top: 44, bottom: 42 } as const;

/** Below this width, in pixels, the axis' name and the line's label do not fit next to each other. */
const NARROW = 480;

/** The width of a number below the horizontal axis, in pixels. */
const LABEL_WIDTH = 52;

/** Plots values over integers, such as attempts over blocks, on a logarithmic axis. Each value is a stem and a dot. */
export function Plot({ summary, points, names, marks, line }: PlotProps) {
  const { frame, width } = useWidth();
  const shown = enclosing(marks, [...points.map(({ y }) => y), line.y]);
  const [first, last] = [points[0]?.x ?? 0, points.at(-1)?.x ?? 0];
  const [low, high] = [shown[0]?.y ?? 1, shown.at(-1)?.y ?? 10];
  const bottom = HEIGHT - EDGE.bottom;
  const right = width - EDGE.right;
  const step = (right - EDGE.left) / (last - first + 1);
  const xOf = (x: number) => EDGE.left + (x - first + 0.5) * step;
  const yOf = (y: number) => {
    const share = Math.log(Math.max(y, low) / low) / Math.log(high / low);
    return bottom - share * (bottom - EDGE.top);
  };
  return (
    <div ref={frame} class="plot">
      <svg role="img" aria-label={summary} width={width} height={HEIGHT}>
        <text class="plot-name" x={0} y={14}>
          {names.y}
        </text>
        {shown.map(({ y, label }) => (
          <g key={y}>
            <line class="plot-grid" x1={EDGE.left} x2={right} y1={yOf(y)} y2={yOf(y)} />
            <text class="plot-label" x={EDGE.left - 8} y={yOf(y)} text-anchor="end" dominant-baseline="middle">
              {label}
            </text>
          </g>
        ))}
        {wholeNumbers(first, last, (right - EDGE.left) / LABEL_WIDTH).map((x) => (
          <text key={x} class="plot-label" x={xOf(x)} y={bottom + 18} text-anchor="middle">
            {x}
          </text>
        ))}
        <text class="plot-name" x={right} y={HEIGHT - 4} text-anchor="end">
          {names.x}
        </text>
        {points.map(({ x, y, label }) => (
          <g key={x} class={x === last ? "plot-point plot-newest" : "plot-point"}>
            <title>{label}</title>
            <line x1={xOf(x)} x2={xOf(x)} y1={bottom} y2={yOf(y)} />
            <circle cx={xOf(x)} cy={yOf(y)} r={Math.min(4, Math.max(2, step / 3))} />
          </g>
        ))}
        <line class="plot-line" x1={EDGE.left} x2={right} y1={yOf(line.y)} y2={yOf(line.y)} />
        <text class="plot-line-label" x={right} y={width < NARROW ? 30 : 14} text-anchor="end">
          {line.label}
        </text>
      </svg>
    </div>
  );
}

/** The marks from the last one at or below all values to the first one at or above them; at least two. */
function enclosing(marks: readonly Mark[], values: readonly number[]): readonly Mark[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const from = Math.max(
    marks.findLastIndex(({ y }) => y <= least),
    0,
  );
  const to = marks.findIndex(({ y }, index) => y >= most && index > from);
  return marks.slice(from, to === -1 ? undefined : to + 1);
}

/** Evenly spaced round integers in a range; approximately `count` of them. */
function wholeNumbers(first: number, last: number, count: number): number[] {
  const step = [1, 2, 5, 10, 20, 50].find((each) => (last - first) / each <= count) ?? 100;
  const start = Math.ceil(first / step) * step;
  return Array.from({ length: Math.floor((last - start) / step) + 1 }, (_, index) => start + index * step);
}

/** Measures the available width. The drawing is laid out for it instead of scaled, so that its text stays legible. */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(320);
  useLayoutEffect(() => {
    const { current } = frame;
    if (!current) return;
    const observer = new ResizeObserver(([entry]) => (width.value = entry?.contentRect.width ?? width.value));
    observer.observe(current);
    return () => observer.disconnect();
  }, [width]);
  return { frame, width: width.value };
}
