import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** The tags that tests may have. */
export const TAGS = [{ name: "long", description: "runs in npm run test:long, since it would slow down npm test" }];

/** The files that match a pattern and contain tests with the tag `long`, as paths from the root. */
export function filesWithLongTests(pattern: string): string[] {
  return globSync(pattern, { cwd: ROOT }).filter((path) =>
    readFileSync(join(ROOT, path), "utf8").includes(`{ tags: "long"`),
  );
}
