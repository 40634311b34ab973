import { defineConfig } from "vitest/config";
import { workers } from "./support/workers-project.ts";

/**
 * The long suite, `npm run test:long`: tests that are too slow, or need too much of the Internet, for every `npm test`.
 */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    silent: "passed-only",
    // Tests that kill and flood servers need the machine to themselves.
    maxWorkers: 1,
    projects: [
      {
        test: {
          name: "long",
          include: ["test/long/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      workers("long/workers"),
    ],
  },
});
