import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Runs a command of a package that is not in package.json, since it would add many others to the lockfile.
 *
 * @param tool the package with its exact version, such as `newman@6.2.2`
 * @param command its command's name and arguments
 * @param folder where it runs
 * @returns its standard output
 */
export async function npx(tool: string, command: readonly string[], folder?: string): Promise<string> {
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const options = { cwd: folder, env, shell: process.platform === "win32", maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)("npx", ["--yes", "--package", tool, ...command], options);
  return stdout;
}

/**
 * Makes npx fetch a package from the npm registry, unless it is cached.
 *
 * @param command a command that does nothing else, such as the tool with `--version`
 * @throws Error that says what to do when npx fails
 */
export async function fetchTool(tool: string, command: readonly string[]): Promise<void> {
  await npx(tool, command).catch((error: { stderr?: string; message: string }) => {
    const said = (error.stderr || error.message).trim().split("\n").slice(0, 3).join("\n");
    throw new Error(
      `npx could not run ${tool}: this suite needs the npm registry the first time. Connect, and run npm run test:long again.\n${said}`,
    );
  });
}
