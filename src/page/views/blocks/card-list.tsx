import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { hasCryptography } from "../../cryptography.ts";
import { Icon } from "../../parts/icon.tsx";
import { isPrinting } from "../../printing.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { BlockCard, CardPlaceholder, detailsOf } from "./block-card.tsx";
import { hashAll } from "./link.ts";
import { useWindowRows } from "./window-rows.ts";
import { chainStrings } from "../../texts/chain.ts";

/** The largest number of cards in the list, since browsers limit a page's height. */
const LIST_LIMIT = 50_000;

/** How long scrolling must have stopped before the visible blocks are loaded, in milliseconds. */
const REST = 80;

/** How long a card counts as new, in milliseconds: the duration of its animation. */
const SLIDING = 600;

/**
 * The cards, newest first. While the reader has scrolled down, new blocks are held back, so that the cards do not jump.
 */
export function CardList({
  chain,
  matches,
  isHidden,
}: {
  readonly chain: WatchedChain;
  /** The indexes of the blocks that match the search; absent when nothing is searched. */
  readonly matches: readonly number[] | undefined;
  readonly isHidden: boolean;
}) {
  const list = useRef<HTMLOListElement>(null);
  const { shown, settled, showNewest } = useShownLength(chain, list, isHidden);
  const count = matches ? matches.length : Math.min(shown, LIST_LIMIT);
  const indexOf = (row: number) => (matches ? (matches[row] ?? 0) : shown - row);
  const { rows, top, height } = useWindowRows(list, count, indexOf);
  const { blocks, state } = chain;
  const [first, last] = [rows.at(0), rows.at(-1)];
  useEffect(() => chain.load(shown, shown), [chain]);
  const [newest, oldest] = first && last ? [indexOf(first.index), indexOf(last.index)] : [0, 0];
  useEffect(() => {
    if (newest === 0 || matches) return;
    // Load one more block, which the last card's link leads to.
    const timer = setTimeout(() => chain.load(Math.max(1, oldest - 1), newest), REST);
    return () => clearTimeout(timer);
  }, [chain, newest, oldest, matches, state.value]);

  useEffect(() => {
    if (hasCryptography) void hashAll(blocks.values());
  }, [blocks]);
  const lines = useMemo(
    () => Math.max(0, ...Array.from(blocks.values(), (block) => detailsOf(block).length)),
    [blocks],
  );

  if (isPrinting.value && !isHidden) return <PrintedCards chain={chain} matches={matches} />;
  return (
    <>
      {shown < chain.length.value && !isHidden && (
        <button type="button" class="primary new-blocks" onClick={showNewest}>
          <Icon name="back" />
          {chainStrings.blocks.newBlocks(chain.length.value - shown)}
        </button>
      )}
      <ol
        ref={list}
        class={chain.isSealed ? "chain chain-sealed" : "chain"}
        style={{ height: `${height}px`, "--details": lines }}
      >
        {rows.map(({ key, index: row, start }) => {
          const index = indexOf(row);
          const block = blocks.get(index);
          return (
            <li
              key={key}
              class={index > settled ? "chain-row chain-row-new" : "chain-row"}
              style={{ transform: `translateY(${start - top}px)` }}
              aria-posinset={row + 1}
              aria-setsize={count}
            >
              {block ? (
                <BlockCard
                  chain={chain}
                  block={block}
                  previous={blocks.get(index - 1)}
                  isNext={indexOf(row + 1) === index - 1}
                />
              ) : (
                <CardPlaceholder index={index} />
              )}
            </li>
          );
        })}
      </ol>
      {!matches && shown > LIST_LIMIT && <p>{chainStrings.blocks.listEnds(LIST_LIMIT)}</p>}
    </>
  );
}

/** All cards that are loaded or that match the search, without virtual scrolling, since paper does not scroll. */
function PrintedCards({
  chain,
  matches,
}: {
  readonly chain: WatchedChain;
  readonly matches: readonly number[] | undefined;
}) {
  const { blocks, length } = chain;
  const printed = matches ?? [...blocks.keys()].toSorted((a, b) => b - a);
  return (
    <>
      <p>{chainStrings.blocks.printed(printed.length, length.value, matches !== undefined)}</p>
      <ol class={chain.isSealed ? "chain chain-sealed" : "chain"}>
        {printed.map((index, row) => {
          const block = blocks.get(index);
          return (
            <li key={index} class="chain-row">
              {block && (
                <BlockCard
                  chain={chain}
                  block={block}
                  previous={blocks.get(index - 1)}
                  isNext={printed[row + 1] === index - 1}
                />
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** How many blocks are shown: all, or while the reader has scrolled down, as many as before. */
function useShownLength(chain: WatchedChain, list: { readonly current: HTMLElement | null }, isHidden: boolean) {
  const shown = useSignal(chain.length.peek());
  const settled = useSignal(chain.length.peek());
  const kept = useRef(0);
  const isDrawn = () => list.current !== null && list.current.offsetParent !== null;
  const isAtTop = () => isDrawn() && (list.current?.getBoundingClientRect().top ?? 0) >= 0;

  useSignalEffect(() => {
    const length = chain.length.value;
    if (isAtTop()) shown.value = length;
  });
  useEffect(() => {
    const onScroll = () => {
      if (!isDrawn()) return;
      kept.current = scrollY;
      if (isAtTop()) shown.value = chain.length.peek();
    };
    addEventListener("scroll", onScroll, { passive: true });
    return () => removeEventListener("scroll", onScroll);
  }, [chain]);
  useLayoutEffect(() => {
    // Restore the scroll position when the reader returns from a block.
    if (isHidden) return;
    scrollTo(0, kept.current);
    if (isAtTop()) shown.value = chain.length.peek();
  }, [isHidden]);
  useEffect(() => {
    const timer = setTimeout(() => (settled.value = shown.value), SLIDING);
    return () => clearTimeout(timer);
  }, [shown.value]);

  const showNewest = () => {
    shown.value = chain.length.peek();
    scrollTo({ top: 0, behavior: "instant" });
    list.current?.closest("main")?.focus({ preventScroll: true });
  };
  return { shown: shown.value, settled: settled.value, showNewest };
}
