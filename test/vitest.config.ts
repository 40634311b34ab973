import { defineConfig } from "vitest/config";
import { CHROMIUM, NO_CHROMIUM } from "./support/page/chromium.ts";
import { workers } from "./support/workers-project.ts";

// In CI, where everything must be tested, a missing browser is an error.
if (CHROMIUM === undefined) {
  if (process.env["CI"]) throw new Error(NO_CHROMIUM);
  console.warn(NO_CHROMIUM);
}

/** The tests of one folder that start servers and browsers, which is slow on a busy machine. */
const processes = (folder: string) => ({
  name: folder,
  include: [`test/${folder}/**/*.test.ts`],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  globalSetup: ["test/support/e2e/shared-server.ts"],
});

/**
 * The projects: plain Node for the pure parts, workerd for the object and the routes, a real `wrangler dev`, a browser.
 */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    // The logs of passing tests (a line for each request) would bury the output of failing ones.
    silent: "passed-only",
    // One for each processor; more would compete with each other.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "node",
          // Some tests check every character in Unicode, or search many nonces.
          testTimeout: 30_000,
          include: ["test/{bench,chain,evidence,mining,contract,cli}/**/*.test.ts", "test/*.test.ts"],
        },
      },
      workers("ledger"),
      workers("http"),
      { test: processes("e2e") },
      ...(CHROMIUM === undefined ? [] : [{ test: processes("page") }]),
    ],
  },
});
