import { hex } from "../../../chain/text/hex.ts";
import type { Hash, InclusionStep } from "../../../chain/merkle-tree.ts";
import { chainStrings } from "../../texts/chain.ts";

/**
 * The drawing's dimensions. It fits the width of a phone, so its columns are the path and the siblings on both sides.
 */
const WIDTH = 330;
const COLUMN = { left: 52, middle: 165, right: 278 } as const;
const BOX = { width: 100, height: 38 } as const;
const ROW = 72;
const MARGIN = 8;
/** The space above the root for the caption that says what was signed. */
const CAPTION = 14;

interface AuditPathProps {
  readonly index: number;
  readonly size: number;
  readonly leaf: Hash;
  readonly steps: readonly InclusionStep[];
}

/** The path from a block's leaf up to the signed root, as a drawing and as a list. */
export function AuditPath(props: AuditPathProps) {
  const text = chainStrings.block.receipt;
  return (
    <figure class="audit-path">
      <PathDrawing {...props} />
      <details>
        <summary>{text.asList}</summary>
        <ol class="path-list">
          <li>
            {text.startsAt(short(props.leaf))} <code class="mono">{hex(props.leaf)}</code>
          </li>
          {props.steps.map(({ side, sibling, hash }, level) => (
            <li key={level}>
              {text.joins[side]} <code class="mono">{hex(sibling)}</code> {text.gives}{" "}
              <code class="mono">{hex(hash)}</code>
            </li>
          ))}
          <li>{text.ends}</li>
        </ol>
      </details>
    </figure>
  );
}

function PathDrawing({ index, size, leaf, steps }: AuditPathProps) {
  const text = chainStrings.block.receipt;
  const height = steps.length * ROW + BOX.height + CAPTION + 2 * MARGIN;
  /** The vertical centre of a level. The leaf is on level 0. */
  const y = (level: number) => height - MARGIN - BOX.height / 2 - level * ROW;
  const top = y(steps.length);
  const root = steps.at(-1)?.hash ?? leaf;
  return (
    <svg class="tree" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={text.tree(index, size)}>
      {steps.map(({ side }, level) => (
        <Edge key={level} from={[COLUMN[side], y(level)]} to={[COLUMN.middle, y(level + 1)]} kind="side" />
      ))}
      <Edge from={[COLUMN.middle, y(0)]} to={[COLUMN.middle, top]} kind="way" />
      <path class="tree-signed-line" d={`M${COLUMN.middle} ${top}H${COLUMN.right}`} />
      <Box x={COLUMN.middle} y={y(0)} kind="way" label={text.leaf(index)} hash={leaf} />
      {steps.map(({ side, sibling, hash }, level) => {
        const isRoot = level === steps.length - 1;
        return (
          <g key={level}>
            <Box x={COLUMN[side]} y={y(level)} kind="side" label={text.sibling} hash={sibling} />
            <Box
              x={COLUMN.middle}
              y={y(level + 1)}
              kind={isRoot ? "root" : "way"}
              label={isRoot ? text.root : text.node}
              hash={hash}
            />
          </g>
        );
      })}
      <Box x={COLUMN.right} y={top} kind="signed" label={text.signed} hash={root} />
      <text x={COLUMN.right} y={top - BOX.height / 2 - 6} class="tree-label">
        {text.checkpoint(size)}
      </text>
    </svg>
  );
}

type Point = readonly [x: number, y: number];

/** A line from a box up to its parent. */
function Edge({ from, to, kind }: { readonly from: Point; readonly to: Point; readonly kind: "way" | "side" }) {
  const middle = (from[1] + to[1]) / 2;
  return <path class={`tree-edge tree-edge-${kind}`} d={`M${from.join(" ")}V${middle}H${to[0]}V${to[1]}`} />;
}

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly kind: "way" | "side" | "root" | "signed";
  readonly label: string;
  readonly hash: Hash;
}

function Box({ x, y, kind, label, hash }: BoxProps) {
  const { width, height } = BOX;
  return (
    <g class={`tree-box tree-box-${kind}`}>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx="6" />
      <text x={x} y={y - 4} class="tree-label">
        {label}
      </text>
      <text x={x} y={y + 11} class="tree-hash">
        {short(hash)}
      </text>
    </g>
  );
}

function short(hash: Hash): string {
  return `${hex(hash.subarray(0, 5))}…`;
}
