import { randomBytes } from "node:crypto";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { contains } from "./long-tests.ts";
import { CHROMIUM } from "./page/chromium.ts";

/** The secret of the tests' deployments: a JSON Web Key with 32 bytes. */
const RECORD_KEY = JSON.stringify({ kty: "oct", k: randomBytes(32).toString("base64url") });

/** The tests that run in Node, each file in a process of its own unless the options say otherwise. */
export const inNode = (name: string, include: string[], timeout: number, options: object = {}) => ({
  test: { name, include, testTimeout: timeout, hookTimeout: timeout, ...options },
});

/**
 * The tests that start no server. One process runs many files, since starting it and loading what they import takes as
 * long as their tests. So a file must leave nothing behind. Files that mock a module need one that nobody has loaded yet.
 */
const inFewProcesses = (include: string[]) => {
  const [mocking, others] = [true, false].map((is) => include.filter((path) => contains(path, "vi.mock(") === is));
  // Some tests check every character in Unicode, or search many nonces.
  return [inNode("node", others ?? [], 30_000, { isolate: false }), inNode("mocks", mocking ?? [], 30_000)];
};

/** The same project, with its files one after another when those of all other projects are done. */
export const afterOthers = <Project extends { readonly test: object }>(project: Project) => ({
  ...project,
  test: { ...project.test, maxWorkers: 1, sequence: { groupOrder: 1 } },
});

/**
 * The tests that run inside workerd. Each project has its own runtime, so that the projects run in parallel. Tests search
 * for proofs with the kernel, which finds the same proofs as `crypto.subtle` in a thirtieth of the time. The default
 * search of a deployment is tested separately, and end to end.
 */
export const inWorkerd = (name: string, include: string[]) => ({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: { cf: false, bindings: { NONCE_SEARCH: "simd", RECORD_KEY } },
    }),
  ],
  test: {
    name,
    include,
    setupFiles: ["test/support/worker/reset.ts"],
    // The Worker's modules are loaded once, not for each file. Instead, storage is emptied before each test.
    isolate: false,
    testTimeout: 30_000,
  },
});

/**
 * The tests that start servers and browsers, which is slow on a busy machine. One process runs many files, as with
 * {@link inFewProcesses}; those of the page share its browser.
 */
const withProcesses = (name: string, include: string[], setup: string) =>
  inNode(name, include, 120_000, { isolate: false, globalSetup: [setup] });

/** The projects that both suites run, each its own files of them: plain Node, workerd, a real `wrangler dev`, a browser. */
export const projectsOf = (files: (pattern: string) => string[]) => [
  ...inFewProcesses(
    files("test/{*,{bench,chain,class,evidence,mining,simulation,contract,report,client,cli}/**/*}.test.ts"),
  ),
  inWorkerd("ledger", files("test/ledger/**/*.test.ts")),
  inWorkerd("http", files("test/http/**/*.test.ts")),
  withProcesses("e2e", files("test/{e2e,package}/**/*.test.ts"), "test/support/e2e/shared-server.ts"),
  ...(CHROMIUM === undefined
    ? []
    : [withProcesses("page", files("test/page/**/*.test.ts"), "test/support/page/shared-server.ts")]),
];
