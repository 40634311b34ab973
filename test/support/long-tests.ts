import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.ts";

/** The tags that tests may have. */
export const TAGS = [{ name: "long", description: "runs in npm run test:long, since it would slow down npm test" }];

/** The files that match a pattern, as paths from the root. */
export function allFiles(pattern: string): string[] {
  return globSync(pattern, { cwd: ROOT });
}

/** Those of them that contain tests with the tag `long`. */
export function filesWithLongTests(pattern: string): string[] {
  return allFiles(pattern).filter((path) => contains(path, `{ tags: "long"`));
}

/** Whether a file contains a text. */
export function contains(path: string, text: string): boolean {
  return readFileSync(join(ROOT, path), "utf8").includes(text);
}
