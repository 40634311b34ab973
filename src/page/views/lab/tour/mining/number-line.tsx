import { miningStrings } from "../../../../texts/mining.ts";

const SIZE = { width: 1000, height: 170, edge: 14, top: 20, step: 15 } as const;

/** Rows in which the dots lie, so that few cover each other. */
const ROWS = 8;

interface NumberLineProps {
  readonly hashes: readonly string[];
  /** How many leading zero bits a hash must have. */
  readonly bits: number;
}

/** Hashes as points on the line of all numbers with 256 bits, with the target that a hash must be below. */
export function NumberLine({ hashes, bits }: NumberLineProps) {
  const text = miningStrings.target.line;
  const below = hashes.filter((hash) => shareOf(hash) < 2 ** -bits).length;
  const xOf = (share: number) => SIZE.edge + share * (SIZE.width - 2 * SIZE.edge);
  const target = xOf(2 ** -bits);
  const bottom = SIZE.top + ROWS * SIZE.step;
  return (
    <figure class="tour-line" dir="ltr">
      <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={text.figure(below, bits)}>
        <rect class="line-below" x={xOf(0)} y={0} width={target - xOf(0)} height={bottom} />
        <path class="line-axis" d={`M${xOf(0)} ${bottom}H${xOf(1)}`} />
        <path class="line-target" d={`M${target} 0V${bottom + 8}`} />
        {hashes.map((hash, nonce) => (
          <circle
            key={nonce}
            class={shareOf(hash) < 2 ** -bits ? "line-hit" : "line-miss"}
            cx={xOf(shareOf(hash))}
            cy={SIZE.top + (nonce % ROWS) * SIZE.step}
            r={6}
          />
        ))}
        <text x={xOf(0)} y={SIZE.height - 4}>
          {text.axis[0]}
        </text>
        <text x={xOf(1)} y={SIZE.height - 4} text-anchor="end">
          {text.axis[1]}
        </text>
      </svg>
    </figure>
  );
}

/** Where a hash lies between 0 and 2²⁵⁶, from 0 to 1. */
export function shareOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 13), 16) / 2 ** 52;
}
