/**
 * Builds the npm package in `.build/package` from the modules that the compiler wrote (see src/package/tsconfig.json), packs
 * it, and prints where it is and its checksum.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Contract, TYPES, withPlainTypes } from "./declarations.ts";
import { compiledPath, EXPORTED, manifest, PROGRAM, type Repository } from "./manifest.ts";
import { neededModules } from "./modules.ts";
import { SchemaTypes } from "./schema-types.ts";

const source = join(import.meta.dirname, "..");
const root = join(source, "..");
const compiled = join(root, ".build/compiled");
const target = join(root, ".build/package");

/** The kernel of `patient-ledger mine`, which is read at run time. */
const KERNEL = "mining/kernel/nonce-search.wasm";

const repository = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Repository;
const conditional = Object.values(repository.imports ?? {})
  .flatMap((conditions) => Object.values(conditions))
  .map(compiledPath);
const entries = EXPORTED.map((part) => `${part}/index.js`);

const modules = neededModules(compiled, [PROGRAM, ...entries, ...conditional], (path) => path);

const contract = await contractIn("contract/schemas");
const declarations = neededModules(
  compiled,
  entries,
  (path) => path.replace(/\.[jt]s$/, ".d.ts"),
  (path, text) => withPlainTypes(path.replace(/\.d\.ts$/, ""), text, contract),
  `${TYPES}.d.ts`,
);

rmSync(target, { recursive: true, force: true });
for (const [path, text] of [...modules.modules, ...declarations.modules]) write(path, text);
write(`${TYPES}.d.ts`, contract.types.module);
write("package.json", `${JSON.stringify(manifest(repository, modules.packages), null, 2)}\n`);
for (const [from, to] of [
  [join(root, "LICENSE"), "LICENSE"],
  [join(import.meta.dirname, "README.md"), "README.md"],
  [join(source, KERNEL), KERNEL],
] as const) {
  mkdirSync(dirname(join(target, to)), { recursive: true });
  cpSync(from, join(target, to));
}

const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", ".."], {
  cwd: target,
  encoding: "utf8",
  shell: process.platform === "win32",
}).trim();
const bytes = readFileSync(join(root, ".build", packed));
const checksum = createHash("sha256").update(bytes).digest("hex");
console.log(`.build/${packed}, ${bytes.length.toLocaleString("en")} bytes\nSHA-256 ${checksum}`);

/** The schemas in a folder, and their declarations. */
async function contractIn(folder: string): Promise<Contract> {
  const paths = readdirSync(join(source, folder)).map((file) => `${folder}/${basename(file, ".ts")}`);
  const loaded = paths.map(async (path) => {
    const { href } = pathToFileURL(join(source, `${path}.ts`));
    return [path, (await import(href)) as Record<string, unknown>] as const;
  });
  const written = paths
    .filter((path) => existsSync(join(compiled, `${path}.d.ts`)))
    .map((path) => [path, readFileSync(join(compiled, `${path}.d.ts`), "utf8")] as const);
  return { types: new SchemaTypes(), schemas: new Map(await Promise.all(loaded)), declarations: new Map(written) };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), text);
}
