/** Compiles the kernel. It is run by `npm run build`, and on its own before `npm run mine`. */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, rename, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const SOURCE = join(import.meta.dirname, "assembly");
const OUTPUT = join(import.meta.dirname, "../../../.build");

/** Compiles the kernel into `.build/nonce-search.wasm`, and for the page into the assets, unless that is done. */
export async function buildKernel(): Promise<void> {
  const kernel = join(OUTPUT, "nonce-search.wasm");
  const assets = join(OUTPUT, "assets/page");
  const sources = (await readdir(SOURCE)).map((name) => join(SOURCE, name));
  const changed = await Promise.all([import.meta.filename, ...sources].map(timeOf));
  const copy = join(assets, "nonce-search.wasm");
  if (Math.min(await timeOf(kernel), await timeOf(copy)) > Math.max(...changed)) return;
  await mkdir(assets, { recursive: true });
  // Whoever reads it meanwhile gets the one before, or this one whole.
  const made = `${kernel}.${process.pid}`;
  await compile(join(SOURCE, "index.ts"), made);
  await copyFile(made, `${made}.copy`);
  await rename(`${made}.copy`, copy);
  await rename(made, kernel);
}

async function compile(entry: string, output: string): Promise<void> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin/asc.js");
  // Without a runtime: the kernel allocates nothing. Warning 112 is about vectors in exports, of which it has none.
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--disableWarning", "112"];
  await promisify(execFile)(process.execPath, [compiler, entry, "--outFile", output, "--baseDir", "/", ...options]);
}

/** When a file was written, or 0 where there is none. */
async function timeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

if (process.argv[1] === import.meta.filename) await buildKernel();
