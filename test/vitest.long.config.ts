import { defineConfig } from "vitest/config";
import { workers } from "./support/workers-project.ts";

/** The long suite, `npm run test:long`: what takes too long, or needs too much of the Internet, for every `npm test`. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    silent: "passed-only",
    // What kills servers and floods them has the machine for itself.
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
