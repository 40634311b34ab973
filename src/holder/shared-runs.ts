/** How many runs that are not the same may go on at once. */
const RUNS_LIMIT = 8;

interface Run<Result> {
  readonly result: Promise<Result>;
  /** The run that follows this one, for those who asked meanwhile. */
  next?: Promise<Result>;
}

/**
 * Long runs that many ask for at once. Who asks while the same run goes on waits for it and shares the next one: it
 * begins later than all of them asked, so nobody's answer is older than the question, and however many ask, one runs.
 */
export class SharedRuns<Result> {
  readonly #runs = new Map<unknown, Run<Result>>();

  /**
   * @param what tells runs apart that are not the same
   * @returns nothing when too many run already
   */
  run(what: unknown, work: () => Promise<Result>): Promise<Result> | undefined {
    const run = this.#runs.get(what);
    if (!run) return this.#runs.size < RUNS_LIMIT ? this.#start(what, work) : undefined;
    const start = () => this.#start(what, work);
    return (run.next ??= run.result.then(start, start));
  }

  #start(what: unknown, work: () => Promise<Result>): Promise<Result> {
    const result = work();
    this.#runs.set(what, { result });
    const end = () => this.#runs.delete(what);
    result.then(end, end);
    return result;
  }
}
