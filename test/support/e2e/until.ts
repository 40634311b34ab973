import { setTimeout as wait } from "node:timers/promises";

/** How long to wait, in milliseconds: many times what is needed on a busy machine. */
const PATIENCE = 60_000;

/**
 * Waits until a condition holds.
 *
 * @param what describes the condition, for the message of a test that waited in vain
 */
export async function until(what: () => string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${PATIENCE} ms in vain: ${what()}`);
    await wait(20);
  }
}
