/**
 * Shares one long run among concurrent callers, however many there are. A caller that asks during a run waits for it to
 * end and shares the next one, so no result is older than its request.
 */
export class SharedRun<Result> {
  readonly #work: () => Promise<Result>;
  /** The run that has not started, which callers may still join. */
  #next: Promise<Result> | undefined;
  /** The run that started last. */
  #started: Promise<Result> | undefined;

  /** @param work starts the run */
  constructor(work: () => Promise<Result>) {
    this.#work = work;
  }

  /** The result of a run that starts after this call. */
  join(): Promise<Result> {
    this.#next ??= this.#begin();
    return this.#next;
  }

  async #begin(): Promise<Result> {
    // Whether the last run fails matters only to those who share it.
    await Promise.allSettled([this.#started]);
    this.#next = undefined;
    this.#started = this.#work();
    return this.#started;
  }
}
