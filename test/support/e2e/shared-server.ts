import type { TestProject } from "vitest/node";
import { inject } from "vitest";
import { DevServer } from "./dev-server.ts";
import { LedgerServer } from "./ledger-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server that a project's test files share. */
    sharedServer: { readonly url: string; readonly token: string; readonly data: string };
  }
}

/** An origin whose pages may call the shared server. */
export const OTHER_ORIGIN = "http://clinic.localhost";

/** Starts one `npm run dev` before a project's tests, for all test files that do not stop their server. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = new DevServer("--var", `CORS_ORIGINS:${OTHER_ORIGIN}`);
  await server.start();
  provide("sharedServer", { url: server.url, token: server.token, data: server.data });
  return () => server.dispose();
}

/**
 * The server that the project's test files share. All files see what the others do on `main`; each uses unique names
 * for its other ledgers.
 */
export function sharedServer(): LedgerServer {
  const { url, token } = inject("sharedServer");
  return new LedgerServer(url, token);
}

/** The folder with everything that the shared server stores. */
export function sharedStorage(): string {
  return inject("sharedServer").data;
}
