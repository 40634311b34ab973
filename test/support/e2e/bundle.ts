import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../root.ts";

/**
 * Writes wrangler.toml without the command that builds the page: the page is already built, and building it again would restart
 * the running servers.
 *
 * @param folder where it is written
 * @returns its path
 */
export function writeSettingsWithoutBuild(folder: string): string {
  const settings = readFileSync(join(ROOT, "wrangler.toml"), "utf8")
    .replace(/^\[build\]\ncommand = .*\n/m, "")
    .replace('"src/worker.ts"', JSON.stringify(join(ROOT, "src/worker.ts")))
    .replace('".build/assets"', JSON.stringify(join(ROOT, ".build/assets")));
  const path = join(folder, "wrangler.toml");
  writeFileSync(path, settings);
  return path;
}

/**
 * Bundles the Worker as a deployment does.
 *
 * @param folder where the bundle's own folder is created
 * @returns that folder
 */
export function bundleWorker(folder: string): string {
  const bundle = mkdtempSync(join(folder, "bundle-"));
  const args = ["deploy", "--dry-run", "--outdir", bundle, "--config", writeSettingsWithoutBuild(folder)];
  const { status, stderr } = spawnSync("wrangler", args, {
    cwd: ROOT,
    encoding: "utf8",
    shell: process.platform === "win32",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
  });
  if (status !== 0) throw new Error(`wrangler did not bundle the Worker:\n${stderr}`);
  return bundle;
}

/** The bundle's modules, the one to start with first. */
export function modulesOf(bundle: string, entry = "worker.js"): { type: "ESModule" | "CompiledWasm"; path: string }[] {
  const binaries = readdirSync(bundle).filter((file) => file.endsWith(".wasm"));
  return [
    ...[...new Set([entry, "worker.js"])].map((file) => ({ type: "ESModule" as const, path: join(bundle, file) })),
    ...binaries.map((file) => ({ type: "CompiledWasm" as const, path: join(bundle, file) })),
  ];
}
