import { defineConfig } from "vitest/config";
import { allFiles, TAGS } from "./support/long-tests.ts";
import { ROOT } from "./support/root.ts";
import { CHROMIUM, NO_CHROMIUM } from "./support/page/chromium.ts";
import { projectsOf } from "./support/projects.ts";
import { keepCompiled, storeInMemory } from "./support/temporary-files.ts";

storeInMemory();
keepCompiled();

// In CI, where everything must be tested, a missing browser is an error.
if (CHROMIUM === undefined) {
  if (process.env["CI"]) throw new Error(NO_CHROMIUM);
  console.warn(NO_CHROMIUM);
}

/** The suite of `npm test`, which leaves out the tests with the tag `long`. */
export default defineConfig({
  root: ROOT,
  test: {
    // The logs of passing tests (a line for each request) would bury the output of failing ones.
    silent: "passed-only",
    // One for each processor; more would compete with each other.
    maxWorkers: "100%",
    tags: TAGS,
    projects: projectsOf(allFiles),
  },
});
