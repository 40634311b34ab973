import { setTimeout as wait } from "node:timers/promises";

/** How long is waited for what must happen, in milliseconds: many times what it takes on a busy machine. */
const PATIENCE = 60_000;

/**
 * Waits until something holds.
 *
 * @param what is waited for, for the message of a test that waited in vain
 */
export async function until(what: () => string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${PATIENCE} ms in vain: ${what()}`);
    await wait(20);
  }
}
