import { signal } from "@preact/signals";
import { TOUR_STEPS } from "../../../address/address.ts";

/** How many steps the tour has. */
export const STEP_COUNT = TOUR_STEPS;

/** How far a reader is. */
export interface TourProgress {
  /** The step that was looked at last; none before the tour was begun. */
  readonly last: number | undefined;
  readonly done: readonly number[];
}

/** Where it is stored: it holds numbers of steps only. */
const STORE = "patient-ledger.tour";

/** How far this browser's reader is. */
export const progress = signal<TourProgress>(readProgress(localStorage.getItem(STORE)));

/** Stores that a step was looked at. */
export function visit(step: number): void {
  store({ ...progress.peek(), last: step });
}

/** Stores that a step was done. */
export function finish(step: number): void {
  const { last, done } = progress.peek();
  if (!done.includes(step)) store({ last, done: [...done, step] });
}

/** Reads what was stored; whatever else stands there counts as a tour that was not begun. */
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
