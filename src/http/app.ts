import { Hono } from "hono";
import { cors } from "hono/cors";
import { methodNotAllowed } from "hono/method-not-allowed";
import { secureHeaders } from "hono/secure-headers";
import { chainRoutes } from "./routes/chain.ts";
import { batchRoutes } from "./routes/batch.ts";
import { classRoutes } from "./routes/classes.ts";
import { codeRoutes } from "./routes/codes.ts";
import { aboutRoutes } from "./routes/about.ts";
import type { AppContext, AppEnv } from "./environment.ts";
import { evidenceRoutes } from "./routes/evidence.ts";
import { correctionRoutes } from "./routes/corrections.ts";
import { erasureRoutes } from "./routes/erasure.ts";
import { eventRoutes } from "./routes/events.ts";
import { keyRoutes } from "./routes/keys.ts";
import { ledgerRoutes } from "./routes/ledgers.ts";
import { mempoolRoutes } from "./routes/mempool.ts";
import { miningRoutes } from "./routes/mining.ts";
import { NAMED_LEDGER } from "../contract/routes.ts";
import { pageRoute } from "./routes/page.ts";
import { Problem } from "./answers/problem.ts";
import { providerOrigin } from "./access/page-sign-in.ts";
import { drainBody } from "./requests/receive-body.ts";
import { logError, logRequest } from "./request-log.ts";
import { readsRoutes } from "./routes/reads.ts";
import { recordRoutes } from "./routes/records.ts";
import { validationRoutes } from "./routes/validation.ts";

export const app = new Hono<AppEnv>();

const secure = secureHeaders(policy(["'self'"]));

app.use(drainBody);
app.use(logRequest);
app.use("/docs/*", secureHeaders(policy(["'self'", "'unsafe-inline'"])));
app.use(async (c, next) => {
  await next();
  // The cached response already has these headers, and a 304 should only carry what updates it (RFC 9110, section
  // 15.4.5).
  if (c.res.status !== 304) await secure(c, () => Promise.resolve());
});
app.use(async (c, next) => {
  // No cache may store patient data. The few routes whose responses may be cached override this.
  c.header("Cache-Control", "no-store");
  await next();
});
app.use(async (c, next) => {
  const origins =
    c.env.CORS_ORIGINS?.split(",")
      .map((origin) => origin.trim())
      .filter(Boolean) ?? [];
  if (origins.length === 0) return next();
  return cors({
    origin: origins,
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type", "If-Match", "If-None-Match", "Last-Event-ID", "Prefer"],
    exposeHeaders: [
      "Cache-Status",
      "ETag",
      "Link",
      "Location",
      "Preference-Applied",
      "Retry-After",
      "WWW-Authenticate",
      "X-Request-Id",
    ],
    maxAge: 600,
  })(c, next);
});
app.use(
  methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) =>
      new Problem("method-not-allowed", `This path supports only ${methods.join(", ")}.`, {
        headers: { Allow: methods.join(", ") },
      }).render(c),
  }),
);

/** The routes of one ledger. They are mounted at `/` for `main`, and under its name for every ledger. */
const ledger = new Hono<AppEnv>();
chainRoutes(ledger);
miningRoutes(ledger);
mempoolRoutes(ledger);
batchRoutes(ledger);
recordRoutes(ledger);
correctionRoutes(ledger);
erasureRoutes(ledger);
keyRoutes(ledger);
validationRoutes(ledger);
eventRoutes(ledger);
evidenceRoutes(ledger);
readsRoutes(ledger);
app.route("/", ledger);
app.route(NAMED_LEDGER, ledger);
ledgerRoutes(app);
classRoutes(app);
codeRoutes(app);
aboutRoutes(app);
pageRoute(app);

app.notFound((c) => new Problem("not-found", "There is no route at this path. GET /docs lists all routes.").render(c));

app.onError((error, c) => {
  if (error instanceof Problem) return error.render(c);
  return unexpected(error, c);
});

/**
 * Forbids other origins, inline scripts and framing, except that the page may connect to its identity provider. The policy that is registered first is applied last, so it wins:
 * the API reference sets style attributes, so its policy allows inline styles.
 */
function policy(styleSrc: string[]): Parameters<typeof secureHeaders>[0] {
  return {
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      // This allows compiling the WebAssembly search kernel, but not `eval` of JavaScript.
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      workerSrc: ["'self'"],
      styleSrc,
      imgSrc: ["'self'", "data:"],
      connectSrc: [connectable],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: "DENY",
    referrerPolicy: "no-referrer",
  };
}

/** Where a document's scripts may connect to. The page alone also signs in with the organisation's identity provider. */
function connectable(c: AppContext): string {
  const provider = c.req.path === "/" ? providerOrigin(c.env) : undefined;
  return provider === undefined ? "'self'" : `'self' ${provider}`;
}

/** Renders an unexpected error. */
function unexpected(error: Error, c: AppContext): Response {
  logError(c, error);
  // The runtime sets these when the call to the object failed because it was overloaded, moved or restarted.
  if ("retryable" in error || "overloaded" in error || "durableObjectReset" in error) {
    const detail =
      "The ledger was interrupted, so it is unknown whether this request took effect. It is safe to send it again: a " +
      "record is mined only once.";
    return new Problem("ledger-unavailable", detail, { headers: { "Retry-After": "1" } }).render(c);
  }
  const detail =
    "The error is on the server's side, so it is unknown whether this request took effect. It is safe to send it again. " +
    `If the error persists, give the operator the request id ${c.var.requestId}.`;
  return new Problem("internal-error", detail).render(c);
}
