/** The part of the repository's package.json that the package's is made from. */
export interface Repository {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: object;
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The parts of the source that the package exports, each by its `index.ts`. */
export const EXPORTED = ["client", "chain", "evidence"] as const;

/** The program of the package. */
export const PROGRAM = "cli/patient-ledger.js";

/**
 * The package.json of the package.
 *
 * @param used what its modules import besides each other: packages, and names of `imports`
 */
export function manifest(repository: Repository, used: ReadonlySet<string>): object {
  const { name, version, description, license, engines, imports = {}, dependencies } = repository;
  const needed = [...new Set([...used].filter((from) => !from.startsWith("#")).map(packageOf))].toSorted();
  const missing = needed.filter((each) => !(each in dependencies));
  if (missing.length > 0) throw new Error(`the package needs ${missing.join(", ")}, which is no dependency`);
  return {
    name,
    version,
    description,
    keywords: ["audit", "checkpoint", "health records", "merkle tree", "tamper-evident", "transparency log"],
    license,
    type: "module",
    engines,
    sideEffects: false,
    bin: { [name]: PROGRAM },
    exports: Object.fromEntries(
      EXPORTED.map((part) => [`./${part}`, { types: `./${part}/index.d.ts`, default: `./${part}/index.js` }]),
    ),
    imports: Object.fromEntries(
      Object.entries(imports)
        .filter(([from]) => used.has(from))
        .map(([from, conditions]) => [from, compiled(conditions)]),
    ),
    // Exactly the versions that the tests ran with.
    dependencies: Object.fromEntries(needed.map((each) => [each, dependencies[each]])),
  };
}

/** The path in the package of what the compiler makes of a module of the repository, such as `./src/chain/index.ts`. */
export function compiledPath(path: string): string {
  return path.replace(/^\.\/src\//, "").replace(/\.ts$/, ".js");
}

/** The conditions of an import, with the paths of the compiled modules. */
function compiled(conditions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(conditions).map(([condition, path]) => [condition, `./${compiledPath(path)}`]),
  );
}

/** The name of the package that an import is of. */
function packageOf(from: string): string {
  return from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
}
