import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A folder that is empty before each test of a file and removed afterwards. Call this at the top of the file. */
export function emptyFolder(): { readonly path: string; file(name: string): string } {
  const folder = { path: "", file: (name: string) => join(folder.path, name) };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), "patient-ledger-cli-"));
  });
  afterEach(() => rmSync(folder.path, { recursive: true }));
  return folder;
}
