/**
 * Loaded into a child process that has a channel to its parent: ends it in an orderly way when the parent has ended, even if
 * that was killed. Otherwise, the server would keep its port and its files.
 */

/** How long after the channel closed the parent has surely ended if it was killed, in milliseconds. */
const GRACE = 100;

const parent = process.ppid;

process.on("disconnect", () => {
  // wrangler closes the channel once more, which is an error then.
  process.on("error", () => undefined);
  // It also closes the channel itself when it fails, and then ends with its own exit code.
  setTimeout(() => {
    if (!isRunning()) process.kill(process.pid, "SIGTERM");
  }, GRACE).unref();
});
// Listening for that must not keep the process running.
process.channel?.unref();

/** Whether the parent still runs. If not, most systems give this process another one. */
function isRunning(): boolean {
  if (process.ppid !== parent) return false;
  try {
    return process.kill(parent, 0);
  } catch {
    return false;
  }
}
