import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { AppContext, AppEnv } from "./environment.ts";

/**
 * Gives each request an id and logs one line about it. The line has the route's pattern but never the actual path or
 * query, since people may type anything into a URL, patient data included. The problems that the request met are named,
 * so that conflicts over registration numbers, by which somebody may probe for them, can be found.
 */
export const logRequest = createMiddleware<AppEnv>(async (c, next) => {
  const start = Date.now();
  const requestId = crypto.randomUUID();
  c.set("requestId", requestId);
  await next();
  c.header("X-Request-Id", requestId);
  const { method } = c.req;
  const line = { method, route: routePath(c, -1), status: c.res.status, duration_ms: Date.now() - start };
  const { problem, lineProblems } = c.var;
  console.log(JSON.stringify({ ...line, request_id: requestId, problem, line_problems: lineProblems }));
});

/** Logs an unexpected error. Only its class and location are logged, since its message may quote the request. */
export function logError(c: AppContext, error: Error): void {
  console.error(JSON.stringify({ request_id: c.var.requestId, error: nameOf(error) }));
}

/** An error's class and where it was thrown, without its message. Anyone may set a name, so it must look like a class. */
function nameOf(error: Error): string {
  const name = /^\w{1,64}$/.test(error.name) ? error.name : "Error";
  const place = error.stack
    ?.replace(error.message, "")
    .split("\n")
    .find((line) => line.trimStart().startsWith("at "));
  return `${name}${place ? ` ${place.trim()}` : ""}`;
}
