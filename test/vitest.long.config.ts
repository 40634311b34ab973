import { defineConfig } from "vitest/config";
import { filesWithLongTests, TAGS } from "./support/long-tests.ts";
import { ROOT } from "./support/root.ts";
import { afterOthers, inNode, inWorkerd, projectsOf } from "./support/projects.ts";
import { keepCompiled, storeInMemory } from "./support/temporary-files.ts";

storeInMemory();
keepCompiled();

/**
 * The long suite, `npm run test:long`: tests that are too slow, or need too much of the Internet, for every `npm test`.
 * They are the tests in `test/long/`, and those elsewhere that have the tag `long`.
 */
export default defineConfig({
  root: ROOT,
  test: {
    silent: "passed-only",
    // One for each processor; more would compete with each other.
    maxWorkers: "100%",
    tags: TAGS,
    projects: [
      ...projectsOf(filesWithLongTests),
      // Tests that kill and flood servers need the machine to themselves, and a disk, as a deployment has.
      afterOthers(inNode("long", ["test/long/*.test.ts"], 300_000, { env: { TMPDIR: "/var/tmp" } })),
      afterOthers(inWorkerd("long/workers", ["test/long/workers/**/*.test.ts"])),
    ],
  },
});
