import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { WatchedChain } from "../../watched-chain.ts";
import { chainStrings } from "../../texts/chain.ts";

/** Blocks that arrive within this time, in milliseconds, are announced together. */
const GATHERING = 1_000;

/** Announces new blocks to screen readers without interrupting them. */
export function ArrivalNews({ chain }: { readonly chain: WatchedChain }) {
  const news = useSignal("");
  const gathered = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useSignalEffect(() => {
    if (!chain.arrived.value) return;
    gathered.current += 1;
    if (gathered.current > 1) return;
    timer.current = setTimeout(() => {
      const length = chain.length.peek();
      const { arrivedOne, arrivedMany } = chainStrings.blocks;
      news.value = gathered.current === 1 ? arrivedOne(length) : arrivedMany(gathered.current, length);
      gathered.current = 0;
    }, GATHERING);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <p class="unseen" role="status">
      {news.value}
    </p>
  );
}
