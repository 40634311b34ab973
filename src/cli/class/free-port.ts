import { createServer } from "node:net";

/**
 * Makes sure that nothing listens on ports of this machine.
 *
 * @throws Error that names the first port that is taken
 */
export async function requireFreePorts(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await isFree(port)) continue;
    throw new Error(
      `Port ${port} is taken. If another program uses it, choose another with --port. If it is the server of a class whose ` +
        `command was killed, end its process workerd: on Linux and macOS, "lsof -i :${port}" shows its number, and on Windows ` +
        `"netstat -ano".`,
    );
  }
}

/** Whether nothing listens on a port of this machine. */
function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    probe.listen(port, "0.0.0.0", () => probe.close(() => resolve(true)));
  });
}
