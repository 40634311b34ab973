import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { filesWithLongTests } from "./support/long-tests.ts";
import { ROOT } from "./support/root.ts";

const SRC = join(ROOT, "src");

/** What each part of `src` may import from; dependencies go one way only. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  chain: ["chain"],
  markup: ["markup"],
  evidence: ["evidence", "chain"],
  mining: ["mining", "chain"],
  class: ["class", "markup", "chain"],
  simulation: ["simulation", "chain"],
  ledger: ["ledger", "class", "mining", "evidence", "chain"],
  contract: ["contract", "class", "mining", "evidence", "chain"],
  http: ["http", "contract", "class", "mining", "evidence", "chain"],
  client: ["client", "contract", "mining", "evidence", "chain"],
  report: ["report", "markup", "evidence", "chain"],
  page: ["page", "report", "client", "contract", "class", "simulation", "mining", "evidence", "chain"],
  cli: ["cli", "report", "client", "contract", "class", "mining", "evidence", "chain"],
  package: ["package"],
  "worker.ts": ["http", "ledger"],
};

/**
 * Individual exceptions: the Worker reads the signing settings like the object, and the API description contains the
 * product's version.
 */
const MAY_IMPORT_FILES: Record<string, string> = {
  "http/description/document.ts": "../package.json",
  "http/ledger/signing.ts": "ledger/signing/checkpoint-signers.ts",
};

/** What each part may import from as types only: `http` calls the object over RPC, so it needs no more than types. */
const MAY_IMPORT_TYPES: Record<string, readonly string[]> = { http: ["ledger"] };

/** The build of the npm package loads the schemas of the contract, to print their types. */
const LOADS_SCHEMAS = join("package", "build.ts");

/** The output of `wrangler types` for wrangler.toml. */
const GENERATED = "worker-configuration.d.ts";

interface Import {
  readonly file: string;
  /** The part of `src` that the file is in. */
  readonly part: string;
  readonly from: string;
  /** Whether the whole statement imports types, so that nothing remains of it at run time. */
  readonly typeOnly: boolean;
}

const files = scriptsIn(SRC).filter(({ name }) => name !== GENERATED);

/** The source texts in a folder and its subfolders. */
function scriptsIn(folder: string): { name: string; text: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ts|tsx|js)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

/**
 * Helpers shared by the tests of the routes and of the object are in neither's folder: `worker` runs them, and
 * `storage` edits what is stored. Helpers of one of them are not imported by the other's tests and helpers.
 */
const SUPPORT_MAY_IMPORT: Record<string, readonly string[]> = {
  chain: ["chain"],
  storage: ["storage"],
  worker: ["worker", "storage", "chain"],
  http: ["http", "worker", "storage", "chain"],
  ledger: ["ledger", "worker", "storage", "chain"],
};

/** The first folder of a path inside `src`, or the file itself if it is in no folder. */
function partOf(path: string): string {
  return path.split(sep)[0] ?? path;
}

/** The imports and re-exports of a source text, including dynamic imports. */
function importsOf(name: string, text: string): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^;"'`]*?\sfrom\s+)?["']([^"']+)["']/gm);
  const calls = text.matchAll(/\bimport\(\s*(?:["'`]([^"'`]+)["'`])?/g);
  const imports = (from: string, typeOnly: boolean) => ({ file: name, part: partOf(name), from, typeOnly });
  return [
    ...Array.from(statements, ([, type, from]) => imports(from ?? "", type !== undefined)),
    ...Array.from(calls, ([, from]) => imports(from ?? "a computed name", false)),
  ];
}

/** Whether an import follows the allowed direction; another rule covers packages. */
function isForward({ file, part, from, typeOnly }: Import): boolean {
  if (!from.startsWith(".")) return from !== "a computed name" || file === LOADS_SCHEMAS;
  const path = relative(SRC, join(SRC, dirname(file), from));
  if (MAY_IMPORT_FILES[file] === path) return true;
  const target = partOf(path);
  const allowed = [...(MAY_IMPORT[part] ?? []), ...(typeOnly ? (MAY_IMPORT_TYPES[part] ?? []) : [])];
  return allowed.includes(target);
}

const imports = files.flatMap(({ name, text }) => importsOf(name, text));
/**
 * The parts that run anywhere: in the Worker, in Node and in a browser. The code that builds the kernel runs in Node
 * only.
 */
const PURE = ["chain", "markup", "class", "simulation", "evidence", "mining", "contract", "report"];
const pure = files.filter(
  ({ name }) => PURE.includes(partOf(name)) && !name.startsWith(join("mining", "kernel", "build")),
);

describe("the parser of imports", () => {
  test("recognizes every form of import", () => {
    const source = [
      `import "./a.ts";`,
      `import b from './b.ts';`,
      `import type { C } from "./c.ts";`,
      `import {\n  type D,\n  d,\n} from "./d.ts";`,
      `import * as e from "./e.ts";`,
      `export { f } from "./f.ts";`,
      `export type { G } from "./g.ts";`,
      `const h = await import("./h.ts");`,
      `const i = await import(name);`,
      `export const text = "./j.ts";`,
      `import k from "./k.json" with { type: "json" };`,
      `export * from "./l.ts";`,
    ].join("\n");
    const read = importsOf("chain/x.ts", source).map(({ from, typeOnly }) => `${from}${typeOnly ? " as types" : ""}`);
    expect(read.toSorted()).toEqual([
      "./a.ts",
      "./b.ts",
      "./c.ts as types",
      "./d.ts",
      "./e.ts",
      "./f.ts",
      "./g.ts as types",
      "./h.ts",
      "./k.json",
      "./l.ts",
      "a computed name",
    ]);
  });

  test("misses no import in the source", () => {
    // Counted line by line: each import has one line with its path.
    const missed = files.filter(({ name, text }) => {
      const lines = text.match(/^(?:(?:import|export|\})[^"'`\n]*\bfrom\s+["']|import\s+["'])|\bimport\(/gm) ?? [];
      return importsOf(name, text).length !== lines.length;
    });
    expect(missed.map(({ name }) => name)).toEqual([]);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  test.each([
    ["chain/x.ts", `import { Ledger } from "../ledger/ledger.ts";`],
    ["chain/x.ts", `import type { Ledger } from "../ledger/ledger.ts";`],
    ["ledger/x.ts", `import { app } from "../http/app.ts";`],
    ["http/x.ts", `import { Ledger } from "../ledger/ledger.ts";`],
    ["http/x.ts", `import { type Ledger } from "../ledger/ledger.ts";`],
    ["http/x.ts", `export { Ledger } from "../ledger/ledger.ts";`],
    ["page/x.ts", `import { app } from "../http/app.ts";`],
    ["cli/x.ts", `import worker from "../worker.ts";`],
    ["cli/x.ts", `import fixture from "../../test/support/worker/reset.ts";`],
    ["ledger/x.ts", `import page from "../../.build/assets/index.html";`],
    ["evidence/x.ts", `import { mineBlock } from "../mining/mine-block.ts";`],
    ["mining/x.ts", `import type { Checkpoint } from "../evidence/notes/checkpoint.ts";`],
    ["chain/x.ts", `import type { Checkpoint } from "../evidence/notes/checkpoint.ts";`],
    ["contract/x.ts", `import { app } from "../http/app.ts";`],
    ["contract/x.ts", `import type { Ledger } from "../ledger/ledger.ts";`],
    ["ledger/x.ts", `import type { Route } from "../contract/route.ts";`],
    ["other/x.ts", `import { hex } from "../chain/canonical.ts";`],
  ])("reports that in %s, %s is in the wrong direction", (name, source) => {
    expect(importsOf(name, source).map(isForward)).toEqual([false]);
  });
});

describe("the layout of the source", () => {
  test("has one direction: from http, client, page and cli to contract, and from all to mining, evidence and chain", () => {
    expect(imports.filter((each) => !isForward(each))).toEqual([]);
  });

  test("has only these parts", () => {
    expect(Object.keys(MAY_IMPORT)).toEqual(
      expect.arrayContaining([...new Set(files.map(({ name }) => partOf(name)))]),
    );
  });

  test("keeps the pure parts free of any platform: they import themselves, canonicalize, lean-qr, zod and csv-parse for the contract, and pure-rand for the simulation", () => {
    const names = new Set(pure.map(({ name }) => name));
    const packages = imports.filter(({ file, from }) => names.has(file) && !from.startsWith("."));
    expect(new Set(packages.map(({ part, from }) => `${part}: ${from}`))).toEqual(
      new Set([
        "chain: canonicalize",
        "class: lean-qr",
        "class: lean-qr/extras/svg",
        "contract: zod",
        "contract: csv-parse/browser/esm/sync",
        "simulation: pure-rand/distribution/uniformFloat64",
        "simulation: pure-rand/generator/xoroshiro128plus",
      ]),
    );
  });

  test("keeps schemas out of the page and the commands: they import only types from zod", () => {
    const withZod = new Set(
      files.filter(({ text }) => /^import \* as z from "zod"/m.test(text)).map(({ name }) => name),
    );
    for (let size = -1; size !== withZod.size;) {
      size = withZod.size;
      for (const { file, from, typeOnly } of imports) {
        if (!typeOnly && withZod.has(join(dirname(file), from))) withZod.add(file);
      }
    }
    expect([...withZod].filter((name) => !["contract", "http", "package", "worker.ts"].includes(partOf(name)))).toEqual(
      [],
    );
  });

  test("keeps what the npm package exports to the package: nothing else imports the index of a part", () => {
    expect(imports.filter(({ from }) => from.endsWith("/index.ts"))).toEqual([]);
  });

  test("gives the commands access to their process through one file only", () => {
    const bound = /\bconsole\.|\bprocess\.(?:argv|env|exit|exitCode|stdin|stdout|stderr)\b|\} = process\b/;
    const commands = files.filter(({ name }) => partOf(name) === "cli");
    expect(commands.filter(({ text }) => bound.test(text)).map(({ name }) => name)).toEqual(["cli/main.ts"]);
  });

  test("names commands as the user calls them, in the repository or installed, through one file only", () => {
    const literal = files.filter(
      ({ name, text }) =>
        partOf(name) === "cli" &&
        // Only the repository has a server to run.
        !name.startsWith(join("cli", "dev")) &&
        /^(?!\s*(?:\*|\/\*|\/\/)).*npm run (?!dev\b)/m.test(text),
    );
    expect(literal.map(({ name }) => name)).toEqual(["cli/invoked.ts"]);
  });

  test("reads external JSON only with the strict reader", () => {
    const lax = files.filter(({ text }) => /\bJSON\.parse\(|\.json\(\)/.test(text)).map(({ name }) => name);
    expect(lax.toSorted()).toEqual([
      // The ledger's own lines, from its own database.
      "chain/block-lines.ts",
      // The strict reader itself.
      "chain/text/json.ts",
      // Part of one of those lines.
      "chain/text/text-bytes.ts",
      // The output of the command's own server and child process.
      "cli/dev/dev-greeting.ts",
      "cli/dev/wrangler-dev.ts",
      // Text that the strict reader refused, to distinguish a damaged line from an ambiguous one.
      "client/transport/lines.ts",
      // An identity provider's keys: RFC 7517 lets the last of two members count.
      "http/access/key-set.ts",
      // The repository's own package.json.
      "package/build.ts",
      // The page's own stored data.
      "page/views/lab/tour/tour-progress.ts",
    ]);
  });

  test("keeps clocks and randomness out of the pure parts", () => {
    const impure =
      /\bDate\.now\b|\bnew Date\b(?!\s*\(\s*[^\s)])|(?<!new )\bDate\(|\bMath\.random\b|\bperformance\b|\bgetRandomValues\b|\brandomUUID\b/;
    expect(pure.filter(({ text }) => impure.test(text)).map(({ name }) => name)).toEqual([]);
    // The expression finds all of these, but allows formatting a given time.
    const calls = ["Date.now()", "new Date()", "new Date( )", "new Date;", "Date()", "Math.random()"];
    expect(calls.filter((call) => !impure.test(call))).toEqual([]);
    expect(impure.test("new Date(now).toISOString(); Date.parse(text)")).toBe(false);
    expect(pure.length).toBeGreaterThan(0);
  });
});

describe("the layout of the tests", () => {
  test("separates the helpers of the routes' tests from those of the object's tests", () => {
    const support = join(ROOT, "test", "support");
    const backward = Object.entries(SUPPORT_MAY_IMPORT).flatMap(([part, allowed]) =>
      [join(support, part), join(ROOT, "test", part)].flatMap((folder) =>
        scriptsIn(folder)
          .flatMap(({ name, text }) => importsOf(join(folder, name), text))
          .filter(({ from }) => from.startsWith("."))
          .map(({ file, from }) => ({ file, target: relative(support, join(dirname(file), from)) }))
          .filter(({ target }) => !target.startsWith("..") && !allowed.includes(partOf(target))),
      ),
    );
    expect(backward).toEqual([]);
  });

  const tests = scriptsIn(join(ROOT, "test")).filter(({ name }) => name.endsWith(".test.ts"));

  test("writes the tag of long tests as their suite looks for it", () => {
    const tagged = tests.filter(({ text }) => /\btags:\s*\[?["'`]/.test(text)).map(({ name }) => join("test", name));
    expect(filesWithLongTests("test/**/*.test.ts").toSorted()).toEqual(tagged.toSorted());
    expect(tagged.length).toBeGreaterThan(0);
  });

  test("gives every file in test/long/ the tag, without which no suite would run it", () => {
    const untagged = tests.filter(
      ({ name, text }) => partOf(name) === "long" && !/^\/\/ @module-tag long$/m.test(text),
    );
    expect(untagged.map(({ name }) => name)).toEqual([]);
  });
});

describe("the layout of the repository", () => {
  test("has a short top level", () => {
    const tracked = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
    const topLevel = new Set(tracked.map((path) => path.split("/")[0] ?? path));
    const listed = [
      "LICENSE",
      "README.md",
      "package-lock.json",
      "package.json",
      "src",
      "test",
      "tsconfig.json",
      "wrangler.toml",
    ];
    expect([...topLevel].filter((name) => !name.startsWith(".") && !listed.includes(name))).toEqual([]);
    expect([...topLevel]).toEqual(
      expect.arrayContaining(["package.json", "wrangler.toml", "tsconfig.json", "src", "test"]),
    );
  });

  test("has no file with the marks of an unfinished merge", () => {
    const marks = ["<<<<<<< ", "||||||| ", ">>>>>>> "].flatMap((mark) => ["-e", `^${mark}`]);
    const { stdout, status } = spawnSync("git", ["grep", "-lI", ...marks], { cwd: ROOT, encoding: "utf8" });
    // 1: there are none.
    expect([stdout, status]).toEqual(["", 1]);
  });

  test("makes a deployment search for proofs with crypto.subtle, unless configured otherwise", () => {
    expect(readFileSync(join(ROOT, "wrangler.toml"), "utf8")).toMatch(/^NONCE_SEARCH = "subtle"/m);
  });

  test("locks one copy of workerd, so that tests run on the same runtime as wrangler", () => {
    const copies = [...lockedPackages().keys()].filter((path) => path.endsWith("node_modules/workerd"));
    expect(copies).toEqual(["node_modules/workerd"]);
  });

  test("locks the packages of every platform, since `npm ci` refuses the lockfile without them", () => {
    const locked = lockedPackages();
    const missing = [...locked].flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !locked.has(`node_modules/${name}`) && !locked.has(`${path}/node_modules/${name}`),
      ),
    );
    expect(missing).toEqual([]);
  });
});

/** The entries of package-lock.json, by the path at which a package is installed. */
function lockedPackages(): Map<string, { optionalDependencies?: Record<string, string> }> {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  return new Map(Object.entries(lock.packages));
}
