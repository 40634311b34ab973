import { defineConfig } from "vitest/config";
import { CHROMIUM, NO_CHROMIUM } from "./support/page/chromium.ts";
import { workers } from "./support/workers-project.ts";

// Where everything must be tested, a missing browser is a failure, not a gap.
if (CHROMIUM === undefined) {
  if (process.env["CI"]) throw new Error(NO_CHROMIUM);
  console.warn(NO_CHROMIUM);
}

/** The tests of one folder that start servers and browsers, which takes its time on a busy machine. */
const processes = (folder: string) => ({
  name: folder,
  include: [`test/${folder}/**/*.test.ts`],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  globalSetup: ["test/support/e2e/shared-server.ts"],
});

/** The suites: plain Node for what is pure, workerd for the object and the routes, a real `wrangler dev`, a browser. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    // What passing tests log (a line for each request) would bury what failing ones say.
    silent: "passed-only",
    // As many as there are processors; more of them would be in each other's way.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "node",
          // Some look at every character there is, or search many nonces.
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
