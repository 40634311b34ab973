import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { CHROMIUM, NO_CHROMIUM } from "./support/page/chromium.ts";

/** The tests of one folder, inside workerd. Each folder has a runtime of its own, so that they run side by side. */
const workers = (folder: string) => ({
  plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" }, miniflare: { cf: false } })],
  test: {
    name: folder,
    include: [`test/${folder}/**/*.test.ts`],
    setupFiles: ["test/support/reset.ts"],
    // The Worker's modules are loaded once, not for each file; storage is emptied before each test instead.
    isolate: false,
    testTimeout: 30_000,
  },
});

// Where everything must be tested, a missing browser is a failure, not a gap.
if (CHROMIUM === undefined) {
  if (process.env["CI"]) throw new Error(NO_CHROMIUM);
  console.warn(NO_CHROMIUM);
}

/** The suites: plain Node for what is pure, workerd for the object and the routes, a real `wrangler dev`, a browser. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    // What passing tests log (a line for each request) would bury what failing ones say.
    silent: "passed-only",
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
      // Each file starts a `wrangler dev` of its own: one at a time, on two cores.
      ...["e2e", ...(CHROMIUM === undefined ? [] : ["page"])].map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      })),
    ],
  },
});
