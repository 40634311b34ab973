import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Keeps the end of a scrolled row in view when it grows, unless the reader has scrolled back. From right to left,
 * positions are negative.
 *
 * @param length of the row
 */
export function useTipInView(length: number) {
  const frame = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const { current } = frame;
    if (!current) return;
    const note = () => {
      isAtEnd.current = current.scrollWidth - current.clientWidth - Math.abs(current.scrollLeft) < 100;
    };
    current.addEventListener("scroll", note, { passive: true });
    return () => current.removeEventListener("scroll", note);
  }, []);
  useLayoutEffect(() => {
    const { current } = frame;
    if (!current || !isAtEnd.current) return;
    const end = current.scrollWidth - current.clientWidth;
    current.scrollLeft = getComputedStyle(current).direction === "rtl" ? -end : end;
  }, [length]);
  return frame;
}
