import type { Hono } from "hono";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { authorize } from "./access.ts";
import { verdictSchema } from "./answers.ts";
import type { AppEnv } from "./environment.ts";
import { ask } from "./ledgers.ts";
import { ACCESS_PROBLEMS, problems } from "./openapi-problems.ts";
import { noQuery, parseQuery } from "./requests.ts";

/** Checking the chain. */
export function validationRoutes(app: Hono<AppEnv>): void {
  app.get("/is_valid", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    const verdict = await ask(c, (ledger) => ledger.validate());
    const message = verdict.valid ? "The blockchain is valid." : "The blockchain is not valid.";
    return c.json({ message, ...verdict });
  });
}

export const validationPaths: ZodOpenApiPathsObject = {
  "/is_valid": {
    get: {
      operationId: "isValid",
      summary: "Re-hash and check every stored block",
      description: "A chain that is not valid is still a 200: the check was made, and `fault` names the first fault.",
      security: [{ token: ["chain:read"] }],
      responses: {
        200: { description: "The verdict.", content: { "application/json": { schema: verdictSchema } } },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found"),
      },
    },
  },
};
