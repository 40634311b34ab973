import { computed, signal } from "@preact/signals";
import { TOUR_STEPS } from "../../../address/address.ts";
import { session } from "../../../session/session.ts";

/** The number of steps in the tour. */
export const STEP_COUNT = TOUR_STEPS;

/** A reader's progress. */
export interface TourProgress {
  /** The step that was visited last; absent before the tour was started. */
  readonly last: number | undefined;
  readonly done: readonly number[];
}

/**
 * The key under which the progress is stored. It contains only step numbers. Students of a class have progress of their
 * own, since several may use one computer, and the teacher sees it.
 */
const place = computed(() => {
  const { className, subject } = session.value ?? {};
  return className === undefined ? "patient-ledger.tour" : `patient-ledger.tour.${className}.${subject}`;
});

/** Counts the changes of what is stored. */
const changes = signal(0);

/** What could not be stored because the storage is full, by place: it lasts until the page is left. */
const unstored = new Map<string, string>();

/** The progress of this browser's reader. */
export const progress = computed<TourProgress>(() => {
  void changes.value;
  return readProgress(unstored.get(place.value) ?? localStorage.getItem(place.value));
});

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
  const text = JSON.stringify(changed);
  try {
    localStorage.setItem(place.peek(), text);
    unstored.delete(place.peek());
  } catch {
    unstored.set(place.peek(), text);
  }
  changes.value += 1;
}

function isStep(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= STEP_COUNT;
}
