import type { AlarmSchedule } from "../../alarm-schedule.ts";
import { HALTED_DELAY, haltOf } from "../../contradiction.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { ErasureSteps } from "./erasure-steps.ts";
import type { Erasures } from "./erasures.ts";

/** How long after an erasure was begun, or a step of it has failed, the alarm takes it up, in milliseconds. */
const ALARM_DELAY = 5_000;

/** The same for an erasure that waits for its block: as soon as that is mined, it goes on without an alarm. */
const WAITING_DELAY = 60_000;

/** What is run. */
interface Sources {
  readonly parts: Pick<SealedParts, "link" | "sealing">;
  readonly alarms: AlarmSchedule;
  readonly erasures: Erasures;
  readonly steps: ErasureSteps;
}

/**
 * Takes the steps of all erasures that are not done, in the background and by alarm, so that they depend neither on the
 * request that began them nor on this object's memory.
 */
export class ErasureRuns {
  readonly #sources: Sources;
  #running: Promise<void> | undefined;
  /** Whether something may have changed since the current run has looked. */
  #isAgain = false;
  /** Whether a hold may have ended, so that the vault has to be asked for what is due. */
  #isAsking = false;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Call this when the object starts: it plans an alarm if anything is left to do. */
  recall(): void {
    if (this.#sources.erasures.isUnfinished) this.#sources.alarms.set("erasing", Date.now() + ALARM_DELAY);
  }

  /**
   * Plans the alarm, in case that what follows is interrupted. Call this in the turn of the event loop that begins an
   * erasure, or before a hold is ended.
   *
   * @param isAsking whether the vault will have to be asked for what is due
   */
  arm(isAsking = false): void {
    this.#isAsking ||= isAsking;
    this.#sources.alarms.setBy("erasing", Date.now() + ALARM_DELAY);
  }

  /** Takes the steps that are possible now, in the background. Call this when the vault was opened, and after a block. */
  start(): void {
    if (!this.#sources.erasures.isUnfinished) return;
    this.arm();
    this.#run().catch(() => undefined);
  }

  /** Handles an alarm. Opening the vault tells whether anything is due. */
  onAlarm(now: number): Promise<void> {
    if (this.#sources.erasures.isUnfinished) this.#sources.alarms.setBy("erasing", now + ALARM_DELAY);
    return this.#run();
  }

  #run(): Promise<void> {
    this.#isAgain = true;
    this.#running ??= this.#runAll().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #runAll(): Promise<void> {
    const { alarms, erasures } = this.#sources;
    try {
      let delay: number | undefined;
      while (this.#isAgain) {
        this.#isAgain = false;
        delay = await this.#pass();
      }
      alarms.set("erasing", delay === undefined ? undefined : Date.now() + delay);
    } catch (error) {
      const delay = haltOf(error) ? HALTED_DELAY : ALARM_DELAY;
      if (erasures.isUnfinished || this.#isAsking) alarms.set("erasing", Date.now() + delay);
      if (!haltOf(error)) throw error;
    }
  }

  /** @returns when to look again; `undefined` if everything is done */
  async #pass(): Promise<number | undefined> {
    const { parts, erasures, steps } = this.#sources;
    const sealing = await parts.sealing();
    if (this.#isAsking) {
      this.#isAsking = false;
      try {
        const { due } = await parts.link.call((vault, id) => vault.erasures(id, Number.MAX_SAFE_INTEGER));
        for (const { record, reason } of due) await erasures.begin(record, reason, sealing);
      } catch (error) {
        this.#isAsking = true;
        throw error;
      }
    }
    let delay: number | undefined;
    let halted: unknown;
    for (const record of erasures.unfinished()) {
      const progress = await steps.run(record).catch((error: unknown) => {
        // It may be only this record whose storage was edited: the others' erasures go on.
        if (haltOf(error)) halted = error;
        return "failed" as const;
      });
      if (progress === "failed") delay = ALARM_DELAY;
      if (progress === "waiting") delay = Math.min(delay ?? WAITING_DELAY, WAITING_DELAY);
    }
    if (halted !== undefined) throw halted;
    return delay;
  }
}
