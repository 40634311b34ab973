import type { Run } from "./command.ts";

/** Runs a command with the arguments, streams and signals of this process, and sets the process's exit code. */
export async function main(run: Run): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  // A reader such as `head` may close the pipe early. That is not a failure of the command.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, stopSignal });
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  return stop.signal;
}
