/**
 * Loaded into a child process that has a channel to its parent: ends it in an orderly way when the parent has ended, even if
 * that was killed. Otherwise, the server would keep its port and its files.
 */
process.on("disconnect", () => {
  // wrangler closes the channel once more, which is an error then.
  process.on("error", () => undefined);
  process.kill(process.pid, "SIGTERM");
});
// Listening for that must not keep the process running.
process.channel?.unref();
