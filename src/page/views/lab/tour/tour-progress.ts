import { computed, signal } from "@preact/signals";
import { TOUR, type TourStep } from "../../../address/address.ts";
import { keptHere } from "../../../kept-texts.ts";
import { session } from "../../../session/session.ts";

/** As many tries are stored and reported at most, so that no slip of a finger spoils the mean of a class. */
const MOST_TRIES = 10_000;

/** A reader's progress. */
export interface TourProgress {
  /** The step that was visited last; absent before the tour was started. */
  readonly last: TourStep | undefined;
  readonly done: readonly TourStep[];
  /** How many nonces the reader typed until the first hash with a leading zero; absent before that. */
  readonly tries: number | undefined;
}

/**
 * The key under which the progress is stored. It contains only the names of steps, and how many tries the reader needed by hand.
 * The numbers of steps that an older version stored are no names, so they mark nothing as done. Students of a class have progress of their
 * own, since several may use one computer, and the teacher sees it.
 */
const place = computed(() => {
  const { className, subject } = session.value ?? {};
  return className === undefined ? "patient-ledger.tour" : `patient-ledger.tour.${className}.${subject}`;
});

/** Counts the changes of what is stored. */
const changes = signal(0);

/** The progress of this browser's reader. */
export const progress = computed<TourProgress>(() => {
  void changes.value;
  return readProgress(keptHere.get(place.value));
});

/** The number of the step that was visited last; absent before the tour was started. */
export function lastStep({ last }: TourProgress): number | undefined {
  return last === undefined ? undefined : TOUR.indexOf(last) + 1;
}

/** Stores that a step was visited. */
export function visit(step: TourStep): void {
  store({ ...progress.peek(), last: step });
}

/** Stores that a step was completed. */
export function finish(step: TourStep): void {
  const { done, ...rest } = progress.peek();
  if (!done.includes(step)) store({ ...rest, done: [...done, step] });
}

/** Stores how many tries the reader needed by hand, unless it is known. */
export function keepTries(tries: number): void {
  if (progress.peek().tries === undefined) store({ ...progress.peek(), tries });
}

/** Parses the stored progress. Treats anything malformed as a tour that was not started. */
export function readProgress(text: string | null): TourProgress {
  try {
    const { last, done, tries } = JSON.parse(text ?? "") as { [Name in keyof TourProgress]?: unknown };
    return {
      last: isStep(last) ? last : undefined,
      // Whatever is stored, each step counts once.
      done: Array.isArray(done) ? [...new Set(done.filter(isStep))] : [],
      tries: isCount(tries) ? tries : undefined,
    };
  } catch {
    return { last: undefined, done: [], tries: undefined };
  }
}

function store(changed: TourProgress): void {
  keptHere.set(place.peek(), JSON.stringify(changed));
  changes.value += 1;
}

function isStep(value: unknown): value is TourStep {
  return TOUR.some((step) => step === value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST_TRIES;
}
