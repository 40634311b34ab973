import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf } from "../../src/package/modules.ts";
import { PACKED, UNPACKED } from "../support/package/installed.ts";

const paths = execFileSync("tar", ["-tzf", PACKED], { encoding: "utf8" })
  .trim()
  .split("\n")
  .map((path) => path.replace(/^package\//, ""))
  .filter((path) => !path.endsWith("/"));
const textOf = (path: string) => readFileSync(join(UNPACKED, path), "utf8");
const modules = paths.filter((path) => path.endsWith(".js"));
const manifest = JSON.parse(textOf("package.json")) as {
  readonly dependencies: Record<string, string>;
  readonly exports: Record<string, Record<string, string>>;
  readonly bin: Record<string, string>;
};

describe("the packed file", () => {
  test("holds compiled modules and their declarations, the kernel, and nothing else but what npm asks for", () => {
    const others = paths.filter(
      (path) => !/^(?:chain|cli|client|contract|evidence|markup|mining|report)\/.*\.(?:js|d\.ts)$/.test(path),
    );
    expect(others.toSorted()).toEqual(["LICENSE", "README.md", "mining/kernel/nonce-search.wasm", "package.json"]);
  });

  test("holds neither the server nor the commands that only the repository has", () => {
    const unwanted = /(?:^|\/)(?:dev|dev-[\w-]+|signing-key|record-key|schemas)(?:\.|\/)/;
    expect(paths.filter((path) => unwanted.test(path))).toEqual([]);
    // The expression would find them.
    expect(
      ["cli/dev/a.js", "cli/commands/dev.js", "contract/schemas/a.js"].filter((path) => !unwanted.test(path)),
    ).toEqual([]);
  });

  test("holds no path of the machine that built it, and no private key", () => {
    const found = paths.filter(
      (path) => textOf(path).includes(join(UNPACKED, "../..")) || /"d":\s*"[\w-]{20}/.test(textOf(path)),
    );
    expect(found).toEqual([]);
  });

  test("has the modules that its package.json names", () => {
    const named = [
      ...Object.values(manifest.exports).flatMap((each) => Object.values(each)),
      ...Object.values(manifest.bin),
    ];
    expect(paths).toEqual(expect.arrayContaining(named.map((path) => path.replace(/^\.\//, ""))));
  });

  test("depends on the packages that its modules import, and on no other", () => {
    const imported = modules
      .flatMap((path) => importsOf(textOf(path)))
      .filter((from) => !/^(?:\.|#|node:)/.test(from))
      .map((from) => from.replace(/\/.*$/, ""));
    expect([...new Set(imported)].toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted());
    expect(Object.values(manifest.dependencies)).toEqual(
      Object.values(manifest.dependencies).filter((each) => /^\d/.test(each)),
    );
  });

  test("has declarations that need none of these packages", () => {
    const imported = paths.filter((path) => path.endsWith(".d.ts")).flatMap((path) => importsOf(textOf(path)));
    expect(imported.filter((from) => !/^\.{1,2}\/.*\.js$/.test(from))).toEqual([]);
    expect(imported.length).toBeGreaterThan(0);
  });

  test("loads nothing of Node in what it exports, except for the sockets of Node", () => {
    const exported = modules.filter((path) => !path.startsWith("cli/") && path !== "client/sockets/node.js");
    expect(exported.filter((path) => importsOf(textOf(path)).some((from) => from.startsWith("node:")))).toEqual([]);
  });
});
