import { Slots } from "./slots.ts";

/** Why something was not begun: its subject has as much going on as it may, or all subjects together have. */
export type Refusal = "share-used" | "busy";

/** How many runs that are not the same may go on at once, of all subjects and of one, and how many may wait for it. */
export interface RunLimits {
  readonly total: number;
  readonly each: number;
  readonly waiting: { readonly total: number; readonly each: number };
}

/** A run that has not begun, for all who asked for it. */
interface Waiting<Result, Asker> {
  readonly askers: Asker[];
  readonly subjects: Set<string>;
  readonly result: PromiseWithResolvers<Result>;
}

/**
 * Long runs that many ask for at once. Who asks while the same run goes on waits for it and shares the next one: it
 * begins later than all of them asked, so nobody's answer is older than the question, and however many ask, one runs.
 *
 * Runs that differ wait for each other where they are too many. Subjects take turns, and a run that several of them ask
 * for begins when it is the turn of any: nobody waits for what only others wanted.
 */
export class SharedRuns<Result, Asker = undefined> {
  readonly #limits: RunLimits;
  readonly #slots: Slots;
  readonly #waiting = new Map<string, Waiting<Result, Asker>>();
  /** What goes on, with what resolves at its end. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(limits: RunLimits) {
    this.#limits = limits;
    this.#slots = new Slots(limits);
  }

  /**
   * Runs something, or shares the next run of the same.
   *
   * @param what tells runs apart that are not the same
   * @param subject who asks
   * @param work is given what each asker handed in as `asker`, when it begins
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
    // Another subject of the same run may have been faster.
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
