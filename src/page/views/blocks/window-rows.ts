import {
  observeWindowOffset,
  observeWindowRect,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useReducer, useState } from "preact/hooks";

/** Rows rendered outside the viewport, so that scrolling and tabbing find them there. */
const OVERSCAN = 4;

/**
 * The visible rows of a long list. All rows have the same height, `--row` of the list, which the style sheet sets.
 *
 * @param keyOf returns a row's key, which stays the same when rows are inserted before it
 */
export function useWindowRows(
  list: RefObject<HTMLElement | null>,
  count: number,
  keyOf: (row: number) => number,
): { readonly rows: readonly VirtualItem[]; readonly top: number; readonly height: number } {
  const [, redraw] = useReducer<number, void>((drawn) => drawn + 1, 0);
  const [{ top, row }, place] = useState({ top: 0, row: 0 });
  const options = {
    count: row > 0 ? count : 0,
    getScrollElement: () => window,
    estimateSize: () => row,
    getItemKey: keyOf,
    scrollMargin: top,
    overscan: OVERSCAN,
    initialOffset: () => scrollY,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    onChange: () => redraw(),
  };
  const [virtualizer] = useState(() => new Virtualizer<Window, HTMLElement>(options));
  // Internal by name, but meant for adapters like this one.
  const { _didMount: didMount, _willUpdate: willUpdate } = virtualizer;
  virtualizer.setOptions(options);
  useLayoutEffect(() => didMount(), [didMount]);
  useLayoutEffect(() => willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, row]);

  useEffect(() => {
    // Content above the list and the window's size can change. Both change the height of the body.
    const observer = new ResizeObserver(() => {
      const { current } = list;
      if (!current || current.offsetParent === null) return;
      const measured = {
        top: Math.round(current.getBoundingClientRect().top + scrollY),
        row: Number.parseFloat(getComputedStyle(current).getPropertyValue("--row")),
      };
      place((before) => (before.top === measured.top && before.row === measured.row ? before : measured));
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);

  return { rows: virtualizer.getVirtualItems(), top, height: virtualizer.getTotalSize() };
}
