import type { TestProject } from "vitest/node";
import { DevServer } from "../e2e/dev-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server that the page's test files share. */
    pageServer: { readonly url: string; readonly token: string };
  }
}

/** Starts one `npm run dev` for all of the page's test files that do not stop theirs, before the first of them. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = new DevServer();
  await server.start();
  provide("pageServer", { url: server.url, token: server.token });
  return () => server.dispose();
}
