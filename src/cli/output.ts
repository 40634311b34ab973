import { printableLines } from "../client/printable.ts";

/**
 * Prints a message on standard error. Its lines are its own: what comes from outside and may hold line feeds has to
 * pass through `printable` before.
 */
export function complain(message: string): void {
  console.error(printableLines(message));
}

/** Prints on standard output, as {@link complain} does. */
export function say(message: string): void {
  console.log(printableLines(message));
}
