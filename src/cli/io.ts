import { printableLines } from "../client/printable.ts";

/** Where a command prints: a stream of the process, or a test's own. */
export interface Output {
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** All that a command has of the process that runs it. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Has SIGINT and SIGTERM from now on abort the returned signal, instead of ending the process. */
  stopSignal(): AbortSignal;
}

/**
 * Prints a message. Its lines are its own: what comes from outside and may hold line feeds has to pass through
 * `printable` before.
 */
export function print(output: Output, message: string): void {
  output.write(`${printableLines(message)}\n`);
}
