import type { Step } from "./passage.ts";

/** The most waiting records that are drawn. */
const DRAWN = 12;

/** SVG paths on a grid of 48 by 32, in the colour of the surrounding text. */
const PATHS: Record<Exclude<Step, "mempool">, string> = {
  // A block: header, previous block, and what it holds.
  candidate: "M12 4h24v24H12zM12 11h24M2 16h10M5 13 2 16l3 3M17 17h14M17 22h9",
  // A record with a check mark.
  validation: "M13 3h15l7 7v19H13zM28 3v7h7M18 20l4 4 8-9",
  // Hashes that are tried, and one that is found.
  search: "M4 8h10M4 16h10M4 24h10M18 4v24M31 20a7 7 0 1 0 0-14 7 7 0 0 0 0 14M36 18l8 9",
  // Three that check one block.
  check:
    "M18 12h12v12H18zM21 18l2 3 4-5M8 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6M40 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6M10 8l7 5M38 8l-7 5M24 28v2",
  // A coin.
  reward: "M24 28a12 12 0 1 0 0-24 12 12 0 0 0 0 24M20 12l4-3v14M20 23h8",
  // A block that is sent to others.
  propagation: "M19 11h10v10H19zM14 16H5M8 13l-3 3 3 3M34 16h9M40 13l3 3-3 3M16 8 9 3M32 8l7-5M16 24l-7 5M32 24l7 5",
};

/** What a step looks like; its words stand beside it. */
export function Drawing({ step, waiting }: { readonly step: Step; readonly waiting: number }) {
  return (
    <svg class={`figure-drawing figure-drawing-${step}`} viewBox="0 0 48 32" aria-hidden="true">
      {step === "mempool" ? <Pool waiting={waiting} /> : <path d={PATHS[step]} />}
    </svg>
  );
}

/** A vessel with a sheet for each waiting record, as far as they fit. */
function Pool({ waiting }: { readonly waiting: number }) {
  return (
    <>
      <path d="M4 4v20a5 5 0 0 0 5 5h30a5 5 0 0 0 5-5V4" />
      {Array.from({ length: Math.min(waiting, DRAWN) }, (_, place) => (
        <rect
          key={place}
          class="figure-sheet"
          x={9 + (place % 4) * 8}
          y={20 - Math.floor(place / 4) * 7}
          width="6"
          height="5"
        />
      ))}
    </>
  );
}
