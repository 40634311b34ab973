import type { Hono } from "hono";
import { health } from "../../contract/routes/health.ts";
import { openApiDocument } from "../description/document.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { mount } from "../mount.ts";

/** Routes that need no token: the health check, the API reference, the guides, and the files of the page. */
export function aboutRoutes(app: Hono<AppEnv>): void {
  mount(app, health, () => ({ status: 200, json: { status: "ok" } }));
  app.get("/openapi.json", (c) => c.json(openApiDocument()));
  app.get("/docs", staticFile);
  app.get("/docs/*", staticFile);
  app.get("/guide", staticFile);
  app.get("/guide/*", staticFile);
  app.get("/page/*", staticFile);
  app.get("/verifier.html", verifier);
}

/**
 * The verifier, as a download: an auditor should open a file that was compared with another copy, and not run what the
 * server sends. Assets are found without the ending of their names.
 */
async function verifier(c: AppContext): Promise<Response> {
  const file = await c.env.ASSETS.fetch(new URL("/verifier", c.req.url));
  if (file.status >= 400) return c.notFound();
  const download = new Response(file.body, file);
  download.headers.set("Content-Disposition", 'attachment; filename="verifier.html"');
  return download;
}

/** A file of the build. The response is copied, since the headers of a fetched one are immutable. */
async function staticFile(c: AppContext): Promise<Response> {
  const file = await c.env.ASSETS.fetch(c.req.raw);
  return file.status < 400 ? new Response(file.body, file) : c.notFound();
}
