import { defineConfig } from "vitest/config";

/** The long suite, `npm run test:long`: what takes too long, or needs too much of the Internet, for every `npm test`. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    name: "long",
    silent: "passed-only",
    include: ["test/long/**/*.test.ts"],
    // Each file starts a `wrangler dev` of its own.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
