import { Slots } from "./slots.ts";

/** Why work was not started: its subject has reached its limit, or all subjects together have reached theirs. */
export type Refusal = "share-used" | "busy";

/** How many different runs may go on at once, in total and for each subject, and how many more may wait. */
export interface RunLimits {
  readonly total: number;
  readonly each: number;
  readonly waiting: { readonly total: number; readonly each: number };
}

/** A run that has not started, with everyone who asked for it. */
interface Waiting<Result, Asker> {
  readonly askers: Asker[];
  readonly subjects: Set<string>;
  readonly result: PromiseWithResolvers<Result>;
}

/**
 * Shares long runs among concurrent callers. A caller that asks while the same run is in progress waits for it to end
 * and shares the next one. That run starts after everyone who shares it has asked, so no result is older than its
 * request. However many ask, only one such run is in progress at a time.
 *
 * If there are too many different runs, they wait for each other. Subjects take turns, and a run that several subjects
 * asked for starts at the first turn of any of them, so no subject waits for work that only others wanted.
 */
export class SharedRuns<Result, Asker> {
  readonly #limits: RunLimits;
  readonly #slots: Slots;
  readonly #waiting = new Map<string, Waiting<Result, Asker>>();
  /** The runs in progress, each with a promise that resolves when it ends. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(limits: RunLimits) {
    this.#limits = limits;
    this.#slots = new Slots(limits);
  }

  /**
   * Starts a run, or joins the next run of the same kind.
   *
   * @param what identifies the run: calls with an equal value share one
   * @param subject who asks
   * @param work starts the run; it gets the `asker` of every call that shares the run
   */
  run(
    what: string,
    subject: string,
    asker: Asker,
    work: (askers: readonly Asker[]) => Promise<Result>,
  ): Promise<Result> | Refusal {
    const known = this.#waiting.get(what);
    const isNew = !known?.subjects.has(subject);
    if (isNew && this.#waitingFor(subject) >= this.#limits.waiting.each) return "share-used";
    if (!known && this.#waiting.size >= this.#limits.waiting.total) return "busy";
    const run = known ?? { askers: [], subjects: new Set(), result: Promise.withResolvers<Result>() };
    this.#waiting.set(what, run);
    run.askers.push(asker);
    run.subjects.add(subject);
    if (isNew) void this.#begin(what, subject, run, work);
    return run.result.promise;
  }

  #waitingFor(subject: string): number {
    return [...this.#waiting.values()].filter(({ subjects }) => subjects.has(subject)).length;
  }

  async #begin(
    what: string,
    subject: string,
    run: Waiting<Result, Asker>,
    work: (askers: readonly Asker[]) => Promise<Result>,
  ): Promise<void> {
    await this.#running.get(what);
    const isWaiting = () => this.#waiting.get(what) === run;
    // The turn of another subject may have started this run.
    if (!isWaiting() || !(await this.#slots.take(subject, run)) || !isWaiting()) return;
    this.#waiting.delete(what);
    const result = work(run.askers);
    const end = () => {
      this.#running.delete(what);
      this.#slots.release(run);
    };
    this.#running.set(what, result.then(end, end));
    run.result.resolve(result);
  }
}
