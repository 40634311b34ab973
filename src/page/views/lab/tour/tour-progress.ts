import { signal } from "@preact/signals";
import { TOUR_STEPS } from "../../../address/address.ts";

/** The number of steps in the tour. */
export const STEP_COUNT = TOUR_STEPS;

/** A reader's progress. */
export interface TourProgress {
  /** The step that was visited last; absent before the tour was started. */
  readonly last: number | undefined;
  readonly done: readonly number[];
}

/** The key under which the progress is stored. It contains only step numbers. */
const STORE = "patient-ledger.tour";

/** The progress of this browser's reader. */
export const progress = signal<TourProgress>(readProgress(localStorage.getItem(STORE)));

/** Stores that a step was visited. */
export function visit(step: number): void {
  store({ ...progress.peek(), last: step });
}

/** Stores that a step was completed. */
export function finish(step: number): void {
  const { last, done } = progress.peek();
  if (!done.includes(step)) store({ last, done: [...done, step] });
}

/** Parses the stored progress. Treats anything malformed as a tour that was not started. */
export function readProgress(text: string | null): TourProgress {
  try {
    const { last, done } = JSON.parse(text ?? "") as { last?: unknown; done?: unknown };
    return { last: isStep(last) ? last : undefined, done: Array.isArray(done) ? done.filter(isStep) : [] };
  } catch {
    return { last: undefined, done: [] };
  }
}

function store(changed: TourProgress): void {
  progress.value = changed;
  localStorage.setItem(STORE, JSON.stringify(changed));
}

function isStep(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= STEP_COUNT;
}
