import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { bundleWorker } from "../e2e/bundle.ts";
import { PageServer } from "./page-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder with the bundled Worker, for the servers of the page's test files. */
    bundle: string;
  }
}

/** Bundles the Worker, and starts the server that the page's test files share unless they stop theirs. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "patient-ledger-bundle-"));
  const bundle = bundleWorker(folder);
  const server = new PageServer(bundle);
  await server.start();
  const { url, token, data } = server;
  provide("bundle", bundle);
  provide("sharedServer", { url, token, data });
  return async () => {
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  };
}
