import type { Run } from "./command.ts";

/** Runs a command as this process: with its arguments, streams and signals. Its exit code becomes the process's. */
export async function main(run: Run): Promise<void> {
  const { stdout, stderr, env } = process;
  // Who reads may stop before the end, as `head` does: that is no failure of the command.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  process.exitCode = await run(process.argv.slice(2), { stdout, stderr, env, stopSignal });
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  return stop.signal;
}
