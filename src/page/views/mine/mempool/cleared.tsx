import { linkTo } from "../../../address/route.ts";
import { Hash } from "../../../parts/hash.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { chainStrings } from "../../../texts/chain.ts";
import { figureStrings } from "../../../texts/figure.ts";
import type { Stage } from "../mining-run.ts";

/** The block into which this browser mined what waited, or that others were faster. */
export function ClearedMempool({ block }: Extract<Stage, { at: "cleared" }>) {
  const text = figureStrings.cleared;
  if (!block) {
    return (
      <>
        <h2 id="mine-bench-title">{text.nothing}</h2>
        <Notice>{text.faster}</Notice>
      </>
    );
  }
  return (
    <>
      <h2 id="mine-bench-title">{text.title(block.index)}</h2>
      <Notice tone="good">{text.entries(block.first_entry, block.last_entry)}</Notice>
      <Hash value={block.hash} />
      <p>
        <a href={linkTo("blocks", block.index)}>{chainStrings.blocks.block(block.index)}</a>
      </p>
    </>
  );
}
