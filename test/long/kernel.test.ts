// @module-tag long

import { readFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { ROOT } from "../support/root.ts";

const folder = mkdtempSync(join(tmpdir(), "patient-ledger-kernel-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("npm run build:kernel reproduces the checked-in kernel from its source", async () => {
  const built = join(folder, "nonce-search.wasm");
  await promisify(execFile)("npm", ["run", "build:kernel", "--", "--outFile", built], { cwd: ROOT });

  expect(await readFile(built)).toEqual(await readFile(join(ROOT, "src/mining/kernel/nonce-search.wasm")));
});
