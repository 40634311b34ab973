import type { Hono } from "hono";
import * as z from "zod";
import { createDocument, type ZodOpenApiPathsObject } from "zod-openapi";
import { chainPaths } from "./chain.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { evidencePaths } from "./evidence.ts";
import { eventPaths } from "./events.ts";
import { ledgerPaths } from "./ledgers.ts";
import { mempoolPaths } from "./mempool.ts";
import { miningPaths } from "./mining.ts";
import { COMMON_HEADERS } from "../description/openapi-headers.ts";
import { onNamedLedger, TAGS, under, withCommonHeaders } from "../description/operations.ts";
import { onlyProblems } from "../description/openapi-problems.ts";
import { validationPaths } from "./validation.ts";

/** What anybody may ask without a token: whether the Worker runs, how the API is used, and the page without its data. */
export function descriptionRoutes(app: Hono<AppEnv>): void {
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/openapi.json", (c) => c.json(document()));
  app.get("/docs", staticFile);
  app.get("/docs/*", staticFile);
  app.get("/", staticFile);
  app.get("/page/*", staticFile);
}

/** A file of the build. Its answer is copied, since the middleware cannot add headers to the one that was fetched. */
async function staticFile(c: AppContext): Promise<Response> {
  const file = await c.env.ASSETS.fetch(c.req.raw);
  return file.status < 400 ? new Response(file.body, file) : c.notFound();
}

const descriptionPaths: ZodOpenApiPathsObject = {
  "/healthz": {
    get: {
      operationId: "health",
      summary: "Whether the Worker runs",
      security: [],
      responses: {
        200: {
          description: "It runs.",
          content: { "application/json": { schema: z.object({ status: z.literal("ok") }) } },
        },
        ...onlyProblems("internal-error"),
      },
    },
  },
};

/** The routes of one ledger, as they stand under `/` for `main`, and under `/ledgers/<name>` for every other. */
const ofMain: ZodOpenApiPathsObject = {
  ...under("chain", chainPaths),
  ...under("mining", miningPaths),
  ...under("mempool", mempoolPaths),
  ...under("validation", validationPaths),
  ...under("events", eventPaths),
  ...under("evidence", evidencePaths),
};

let made: ReturnType<typeof createDocument> | undefined;

/** The OpenAPI 3.1 description, from the schemas that validate requests. */
function document(): ReturnType<typeof createDocument> {
  made ??= createDocument({
    openapi: "3.1.1",
    info: {
      title: "patient-ledger",
      version: "1",
      description:
        "A tamper-evident ledger of patient records. Faults come as problem details (RFC 9457); their `type` is stable.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    components: {
      headers: COMMON_HEADERS,
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description:
            "A signed JWT. Its scopes are read from the claims `scope`, `scp`, `roles` and `permissions`, the ledgers " +
            "that it opens from `ledgers` (`main` alone without it); each is a list, or text with spaces between. " +
            "Locally: `npm run -s token`.",
        },
      },
    },
    tags: TAGS,
    paths: withCommonHeaders({
      ...ofMain,
      ...under("ledgers", ledgerPaths),
      ...onNamedLedger(ofMain),
      ...under("description", descriptionPaths),
    }),
  });
  return made;
}
