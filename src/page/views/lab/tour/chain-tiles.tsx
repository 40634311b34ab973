import { Badge } from "../../../parts/icon.tsx";
import { Isolated } from "../../../parts/isolated.tsx";
import { indexAt } from "../edits.ts";
import type { BlockState, LabChain } from "../lab-chain.ts";
import { labStrings } from "../../../texts/lab.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** The whole chain at a glance, in small tiles, with how each block has changed since the start. */
export function ChainTiles({ lab }: { readonly lab: LabChain }) {
  const text = tourStrings.tiles;
  const states = lab.states.value;
  return (
    <ol class="tour-tiles" aria-label={labStrings.chain}>
      {lab.start.map((original, place) => {
        const block = lab.blocks.value[place];
        const state = states[place] ?? "unknown";
        const { patient_name, hash } = block ?? original;
        // The block is valid but differs from the original. Green would make the forgery look right.
        const isRewritten = state === "valid" && block !== undefined && block.hash !== original.hash;
        return (
          <li key={place} class={`tour-tile tour-tile-${!block ? "cut" : isRewritten ? "unknown" : state}`}>
            <strong>{labStrings.block(indexAt(lab.before, place))}</strong>
            <span class="tour-tile-name">
              <Isolated text={patient_name} />
            </span>
            <code>{hash.slice(0, 8)}…</code>
            {block ? (
              <Badge tone={isRewritten ? "plain" : TONES[state]}>{isRewritten ? text.rewritten : text[state]}</Badge>
            ) : (
              <Badge tone="plain">{text.cut}</Badge>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Green only for what was checked. */
const TONES = { unknown: "plain", valid: "good", faulty: "bad" } as const satisfies Record<BlockState, string>;
