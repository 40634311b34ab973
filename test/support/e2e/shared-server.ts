import type { TestProject } from "vitest/node";
import { inject } from "vitest";
import { DevServer } from "./dev-server.ts";
import { LedgerServer } from "./ledger-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server that a project's test files share. */
    sharedServer: { readonly url: string; readonly token: string };
  }
}

/** Starts one `npm run dev` for all test files of a project that do not stop theirs, before the first of them. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = new DevServer();
  await server.start();
  provide("sharedServer", { url: server.url, token: server.token });
  return () => server.dispose();
}

/**
 * The server that the project's test files share. Everything that they do on `main` is seen by all of them; a file names
 * its other ledgers as no other file does.
 */
export function sharedServer(): LedgerServer {
  const { url, token } = inject("sharedServer");
  return new LedgerServer(url, token);
}
