import type { Hono } from "hono";
import * as z from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { authorize } from "../access/authorize.ts";
import { ledgerSchema } from "../answers.ts";
import { readBody } from "../requests/read-body.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, LEDGER_NAME, ledgerName, ledgerOf, MAIN } from "../ledger/ledgers.ts";
import { location } from "../description/openapi-headers.ts";
import { ACCESS_PROBLEMS, BODY_PROBLEMS, problems } from "../description/openapi-problems.ts";
import { Problem } from "../answers/problem.ts";
import { BODY_LIMIT, limitBody } from "../requests/receive-body.ts";
import { ledgerPath, noQuery, parseBody, parseQuery, puzzleSchema } from "../requests.ts";
import { requireSearched } from "../ledger/search-limit.ts";
import { requireSoundSigning } from "../ledger/signing.ts";

/** Founding ledgers, and describing them. */
export function ledgerRoutes(app: Hono<AppEnv>): void {
  app.put("/ledgers/:name", authorize("ledger:create"), limitBody(BODY_LIMIT), async (c) => {
    parseQuery(noQuery, c);
    if (!LEDGER_NAME.test(ledgerName(c))) {
      throw new Problem("invalid-query", "A ledger's name has 1 to 40 lower-case letters, digits and hyphens.");
    }
    const puzzle = parseBody(puzzleSchema, await readBody(c), "invalid-puzzle");
    requireSearched(puzzle, c.env);
    // It is wrangler.toml that says what main's puzzle is, also before anybody used it.
    if (ledgerName(c) === MAIN) await describe(c);
    await requireSoundSigning(c.env, ledgerName(c));
    const outcome = await ledgerOf(c).found(puzzle);
    if (outcome === "conflict") {
      throw new Problem("ledger-conflict", "A ledger's puzzle cannot be changed. Choose another name.");
    }
    if (outcome === "pending") {
      c.header("Location", c.req.path);
      return c.json({ message: "The ledger is created as soon as its first block is mined. Ask for it again." }, 202);
    }
    // The object does not run with this deployment's settings yet.
    if (outcome === "unsearchable") {
      const detail = "The ledger is being deployed anew. Send the same request again.";
      throw new Problem("ledger-unavailable", detail, { headers: { "Retry-After": "10" } });
    }
    if (outcome === "founded") c.header("Location", c.req.path);
    return c.json(await describe(c), outcome === "founded" ? 201 : 200);
  });

  app.get("/ledgers/:name", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    return c.json(await describe(c));
  });
}

async function describe(c: AppContext): Promise<object> {
  const { puzzle, tip } = await ask(c, (ledger) => ledger.describe());
  const { index, timestamp, proof, hash } = tip;
  return { name: ledgerName(c), ...puzzle, length: index, tip: { index, timestamp, proof, hash } };
}

export const ledgerPaths: ZodOpenApiPathsObject = {
  "/ledgers/{name}": {
    get: {
      operationId: "getLedger",
      requestParams: { path: ledgerPath },
      summary: "A ledger's puzzle, length and tip",
      security: [{ token: ["chain:read"] }],
      responses: {
        200: { description: "The ledger.", content: { "application/json": { schema: ledgerSchema } } },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found"),
      },
    },
    put: {
      operationId: "foundLedger",
      requestParams: { path: ledgerPath },
      summary: "Found a ledger",
      description:
        "Safe to repeat. On block-hash its genesis is mined first, which takes 2^difficulty hashes on average. " +
        "A difficulty above what the deployment searches for, 24 unless it is set otherwise, is refused.",
      security: [{ token: ["ledger:create"] }],
      requestBody: { required: true, content: { "application/json": { schema: puzzleSchema } } },
      responses: {
        200: { description: "It exists so already.", content: { "application/json": { schema: ledgerSchema } } },
        202: {
          description: "Its first block takes long to mine. GET this path until it answers 200.",
          headers: location("The ledger's path."),
          content: { "application/json": { schema: z.object({ message: z.string() }) } },
        },
        201: {
          description: "It was created.",
          headers: location("The ledger's path."),
          content: { "application/json": { schema: ledgerSchema } },
        },
        ...problems("invalid-query", ...BODY_PROBLEMS, "invalid-puzzle", ...ACCESS_PROBLEMS, "ledger-conflict"),
      },
    },
  },
};
