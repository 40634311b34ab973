import { Icon } from "../../parts/icon.tsx";
import { type CardAction, EditableBlock } from "./editable-block.tsx";
import { blockBefore, type Field, indexAt } from "./edits.ts";
import type { LabChain } from "./lab-chain.ts";
import { labStrings } from "../../texts/lab.ts";

interface ChainRowProps {
  readonly lab: LabChain;
  readonly fields?: readonly Field[];
  readonly actions?: readonly CardAction[];
}

/** The chain, oldest block first, each linked to its predecessor: a scrollable row, or a column on narrow screens. */
export function ChainRow({ lab, ...card }: ChainRowProps) {
  const blocks = lab.blocks.value;
  return (
    <div class="lab-scroll" role="region" aria-label={labStrings.chain} tabIndex={0}>
      <ol class="lab-row">
        {blocks.map((_, place) => (
          // Key by place, so that inputs keep their focus: the block changes with each keystroke.
          <li key={place}>
            {(place > 0 || lab.before) && <Link lab={lab} place={place} />}
            <EditableBlock lab={lab} place={place} {...card} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/**
 * Whether a block's previous hash equals the hash stored in its predecessor. The predecessor's card says whether that
 * one is right.
 */
function Link({ lab, place }: { readonly lab: LabChain; readonly place: number }) {
  const text = labStrings.link;
  const blocks = lab.blocks.value;
  const isLinked = blocks[place]?.previous_hash === blockBefore({ before: lab.before, blocks }, place)?.hash;
  const isFirst = place === 0;
  return (
    <p class={`lab-link lab-link-${isLinked ? "good" : "bad"}`}>
      {isFirst && <span>{text.given(indexAt(lab.before, -1))}</span>}
      <Icon name={isLinked ? "link" : "broken"} />
      <span>{isLinked ? text.linked : text.broken}</span>
    </p>
  );
}
