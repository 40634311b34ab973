import { defineConfig } from "vitest/config";
import { filesWithLongTests, ROOT, TAGS } from "./support/long-tests.ts";
import { inNode, inWorkerd, projectsOf } from "./support/projects.ts";

/**
 * The long suite, `npm run test:long`: tests that are too slow, or need too much of the Internet, for every `npm test`.
 * They are the tests in `test/long/`, and those elsewhere that have the tag `long`.
 */
export default defineConfig({
  root: ROOT,
  test: {
    silent: "passed-only",
    // Tests that kill and flood servers need the machine to themselves. Those of the object do not: `npm run test:long` runs
    // them first, two files at a time.
    maxWorkers: 1,
    tags: TAGS,
    projects: [
      inNode("long", ["test/long/*.test.ts"], 300_000),
      inWorkerd("long/workers", ["test/long/workers/**/*.test.ts"]),
      ...projectsOf(filesWithLongTests),
    ],
  },
});
