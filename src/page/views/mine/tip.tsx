import { useSignalEffect } from "@preact/signals";
import { Hash } from "../../parts/hash.tsx";
import { isolated, Prose } from "../../parts/isolated.tsx";
import { linkTo } from "../../address/route.ts";
import { chain } from "../../watched-chain.ts";
import { mineStrings } from "../../texts/mine.ts";
import { time } from "../../language/format.ts";

/** The present tip, which the next block will be linked to. */
export function Tip() {
  const text = mineStrings.tip;
  useSignalEffect(() => {
    const index = chain.value?.length.value ?? 0;
    if (index > 0) chain.value?.load(index, index);
  });
  const watched = chain.value;
  const block = watched?.blocks.get(watched.length.value);
  if (!watched || !block) return null;
  return (
    <section class="mine-tip" aria-label={text.name}>
      <span>{text.name}</span>
      <a href={linkTo("blocks", block.index)}>{text.block(block.index)}</a>
      <span>
        <Prose text={text.minedBy(isolated(block.mined_by))} />
      </span>
      <time dateTime={block.timestamp}>{time(block.timestamp)}</time>
      <Hash value={block.hash} short isWork={block.difficulty !== undefined} />
    </section>
  );
}
