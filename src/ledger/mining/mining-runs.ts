import type { AlarmSchedule } from "../alarm-schedule.ts";
import { HALTED_DELAY, orHalted } from "../contradiction.ts";

/** How long after something is accepted the alarm checks whether it is still waiting, in milliseconds. */
const ALARM_DELAY = 5_000;

/** What is run. */
interface Work {
  readonly alarms: AlarmSchedule;
  /** Whether there is anything for this ledger to mine. */
  readonly isDue: () => boolean;
  /** Mines until nothing is left. If a run is already in progress, it returns at once. */
  readonly run: () => Promise<void>;
}

/**
 * Runs mining in the background and repeats it by alarm, so that it depends neither on the request that started it nor on
 * this object's memory.
 */
export class MiningRuns {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  /** Call this when the object starts: it plans an alarm if anything is left to mine. */
  recall(): void {
    if (this.#work.isDue()) this.#work.alarms.set("mining", Date.now() + ALARM_DELAY);
  }

  /**
   * Starts mining what is stored, in the background. Call this in the turn of the event loop that stored it, so that
   * the alarm is committed together with it, or neither is.
   */
  start(): void {
    this.#work.alarms.setBy("mining", Date.now() + ALARM_DELAY);
    this.runInBackground();
  }

  /** Starts mining what is not stored yet. */
  runInBackground(): void {
    // A failure rejects the promises of the waiting requests, and the alarm repeats the run.
    this.#runUnlessHalted().catch(() => undefined);
  }

  /**
   * Handles an alarm: plans the next one, resumes mining that a restart interrupted, and returns that work.
   *
   * The platform gives each alarm a fresh budget of CPU time and 15 minutes. So instead of one long alarm, there is a
   * new one every few seconds while there is something to mine.
   */
  onAlarm(now: number): Promise<void> | undefined {
    if (!this.#work.isDue()) return undefined;
    this.#work.alarms.set("mining", now + ALARM_DELAY);
    // A timer that keeps running after everything is mined would keep the object in memory.
    const timer = new AbortController();
    const delay = scheduler.wait(ALARM_DELAY, { signal: timer.signal }).catch(() => undefined);
    return Promise.race([this.#runUnlessHalted(), delay]).finally(() => timer.abort());
  }

  /** Mines everything there is. If the ledger is halted, the next alarm comes later than usual. */
  async #runUnlessHalted(): Promise<void> {
    const halted = await orHalted(this.#work.run());
    if (halted && this.#work.isDue()) this.#work.alarms.set("mining", Date.now() + HALTED_DELAY);
  }
}
