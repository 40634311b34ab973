import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isolated, Prose } from "../../parts/isolated.tsx";
import type { WatchedChain } from "../../watched-chain.ts";
import type { LabelOf } from "./labels.ts";
import { boardStrings } from "../../texts/board.ts";

/** Blocks that arrive within this time, in milliseconds, are announced together: a class may find several a second. */
const GATHERING = 15_000;

/** Announces new blocks to screen readers, without interrupting them. */
export function BoardNews({ chain, labelOf }: { readonly chain: WatchedChain; readonly labelOf: LabelOf }) {
  const news = useSignal("");
  const gathered = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const present = useRef(labelOf);
  present.current = labelOf;
  useSignalEffect(() => {
    if (!chain.arrived.value) return;
    gathered.current += 1;
    if (gathered.current > 1) return;
    timer.current = setTimeout(() => {
      const newest = chain.arrived.peek();
      const miner = isolated(present.current(newest?.mined_by ?? ""));
      if (newest) news.value = boardStrings.race.news(gathered.current, newest.index, miner);
      gathered.current = 0;
    }, GATHERING);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <p class="unseen" role="status">
      <Prose text={news.value} />
    </p>
  );
}
