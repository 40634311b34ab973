import { printableLines } from "../chain/text/printable.ts";

/** Where a command prints to: a stream of the process, or a test's replacement. */
export interface Output {
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A command's access to its process. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From this call on, SIGINT and SIGTERM abort the returned signal instead of ending the process. */
  stopSignal(): AbortSignal;
}

/**
 * Prints a message, which may have several lines. External text in it may contain line feeds, so pass that text through
 * `printable` first.
 */
export function print(output: Output, message: string): void {
  output.write(`${printableLines(message)}\n`);
}
