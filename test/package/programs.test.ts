import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { OTHER_ORIGIN, sharedServer } from "../support/e2e/shared-server.ts";
import { installedProject, TSC } from "../support/package/installed.ts";
import { CHROMIUM } from "../support/page/chromium.ts";
import { launchChromium } from "../support/page/launch.ts";
import type { Found } from "./consumers/calls.ts";

const dev = sharedServer();
const project = installedProject();
const CONSUMERS = join(import.meta.dirname, "consumers");

/** Chromium takes a page that the test serves for one of the Internet, which may not call this machine. */
const LOCAL_CHECKS = "LocalNetworkAccessChecks";

/** Copies the program of a consumer into the project. */
function copy(...names: readonly string[]): void {
  for (const name of names) project.write(name, readFileSync(join(CONSUMERS, name), "utf8"));
}

/** What the program finds on any ledger. */
const EXPECTED = {
  hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  problem: "block-not-found",
  valid: true,
  fault: "hash",
  checked: ["blocks", "newest-checkpoint", "receipt"],
  forged: "Malformed",
  watched: [1, 2],
} satisfies Found;

/** A compilation that accepts no doubt, also about the package's own declarations. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  declaration: true,
  target: "es2022",
  outDir: "built",
};

/** Compiles a project. @returns what the compiler says */
async function compile(options: object, files: readonly string[]): Promise<string> {
  project.write("tsconfig.json", JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }));
  const { stdout } = await project.run(process.execPath, [TSC, "--project", "."]);
  return stdout;
}

/** Runs a compiled program on the machine's own Node. */
async function found(file: string, ledger: string): Promise<unknown> {
  const env = { LEDGER_URL: `${dev.url}/ledgers/${ledger}`, LEDGER_TOKEN: dev.token };
  const { code, stdout, stderr } = await project.run("node", [file], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("the installed package", () => {
  test.each([
    ["node16", { module: "node16", moduleResolution: "node16" }],
    ["bundler", { module: "esnext", moduleResolution: "bundler" }],
  ])("compiles strictly, with the resolution of %s, for Node, and the program runs", async (name, options) => {
    copy("calls.ts", "program.ts");
    project.addNodeTypes();
    expect(await compile({ ...options, lib: ["es2022"], types: ["node"] }, ["program.ts"])).toBe("");
    expect(await found("built/program.js", `package-${name}`)).toEqual(EXPECTED);
  });

  test("compiles strictly for a browser", async () => {
    copy("calls.ts", "browser.ts");
    const options = { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"], types: [] };
    expect(await compile(options, ["browser.ts"])).toBe("");
  });

  test("refuses a wrong call in TypeScript", async () => {
    project.write(
      "wrong.ts",
      `import { LedgerClient, readRecord } from "patient-ledger/client";
const client = new LedgerClient({ url: "http://localhost:8787", token: async () => "" });
export const name: number = (await readRecord(client, "7")).patient_name;`,
    );
    const said = await compile({ module: "node16", lib: ["es2022", "dom"], types: [] }, ["wrong.ts"]);
    expect(said.match(/error TS\d+/g)).toEqual(["error TS2322", "error TS2345"]);
  });

  test("runs from JavaScript, as its README shows", async () => {
    const ledger = "/ledgers/package-readme";
    const headers = { "Content-Type": "application/json" };
    await dev.fetch(ledger, { method: "PUT", headers, body: JSON.stringify({ puzzle: "squares" }) });
    const record = { patient_name: "Alice", patient_ID: "P-1001", Reg_no: "REG-2024-0001" };
    const mined = await dev.fetch(`${ledger}/mine_block`, { method: "POST", headers, body: JSON.stringify(record) });
    project.write("mined.json", await mined.text());
    const readme = readFileSync(join(project.folder, "node_modules/patient-ledger/README.md"), "utf8");
    const [, program = ""] = /```js\n(.*?)```/s.exec(readme) ?? [];
    const key = (await (await dev.fetch(`${ledger}/vkey`)).text()).trim();
    project.write("readme.js", program.replace(/NAME\+ID\+KEY[^"]*/, key));
    expect(await project.run("node", ["readme.js"])).toEqual({ code: 0, stdout: "", stderr: "" });

    project.write("mined.json", readFileSync(join(project.folder, "mined.json"), "utf8").replace("Alice", "Eve"));
    expect((await project.run("node", ["readme.js"])).code).not.toBe(0);
  });

  test.skipIf(CHROMIUM === undefined)("runs in a browser, from a bundle on another origin", async () => {
    copy("calls.ts", "browser.ts");
    const [bundle] = (
      await build({
        absWorkingDir: project.folder,
        entryPoints: ["browser.ts"],
        bundle: true,
        write: false,
        format: "esm",
        platform: "browser",
        target: "es2022",
        logLevel: "silent",
      })
    ).outputFiles;
    writeFileSync(join(project.folder, "bundle.js"), bundle?.text ?? "");
    expect(bundle?.text).not.toMatch(/from "|require\(/);
    const browser = await launchChromium([], { without: [LOCAL_CHECKS] });
    try {
      const page = await browser.newPage();
      await page.route(`${OTHER_ORIGIN}/`, (route) =>
        route.fulfill({
          contentType: "text/html; charset=utf-8",
          body: `<script type="module">${bundle?.text}</script>`,
        }),
      );
      await page.goto(`${OTHER_ORIGIN}/`);
      const call = `calls(${JSON.stringify(`${dev.url}/ledgers/package-browser`)}, ${JSON.stringify(dev.token)})`;
      // The stack of an error in the page would mislead vitest.
      expect(await page.evaluate(`${call}.catch(String)`)).toEqual(EXPECTED);
    } finally {
      await browser.close();
    }
  });
});
