import { batch, signal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { forgetDrafts } from "./drafts.ts";

/**
 * How many records were erased from here. Whatever shows or keeps records depends on it, and drops them when it
 * changes: the page cannot tell which of them are versions of the erased record.
 */
export const forgotten = signal(0);

/** Drops everything of records that the page shows or keeps in memory, after one of them was erased. */
export function forgetRecords(): void {
  batch(() => {
    forgetDrafts();
    forgotten.value += 1;
  });
}

/** Calls a function when records are to be dropped while the component is shown. */
export function useForgetting(drop: () => void): void {
  const known = useRef(forgotten.peek());
  useSignalEffect(() => {
    if (forgotten.value === known.current) return;
    known.current = forgotten.value;
    drop();
  });
}
