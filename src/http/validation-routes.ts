import type { Hono } from "hono";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { openCheckpoint } from "../chain/checkpoint.ts";
import { Malformed } from "../chain/note.ts";
import type { StoredVerdict, ValidateOptions } from "../holder/validating.ts";
import { authorize } from "./access.ts";
import { noteSchema, verdictSchema } from "./answers.ts";
import { limitBody, NOTE_LIMIT, readText } from "./body.ts";
import type { AppContext, AppEnv } from "./environment.ts";
import { ask, requireName } from "./ledgers.ts";
import { ACCESS_PROBLEMS, problems } from "./openapi-problems.ts";
import { Problem } from "./problem.ts";
import { noQuery, parseQuery, validationQuery } from "./requests.ts";
import { verifierKeys } from "./signing.ts";

/** Checking the chain, alone and against a checkpoint that somebody kept. */
export function validationRoutes(app: Hono<AppEnv>): void {
  app.get("/is_valid", authorize("chain:read"), async (c) => {
    const { tree } = parseQuery(validationQuery, c);
    return c.json(answer(await validate(c, { rebuild: tree === "rebuild" })));
  });

  app.post("/is_valid", authorize("chain:read"), limitBody(NOTE_LIMIT), async (c) => {
    parseQuery(noQuery, c);
    const signed = await readText(c);
    const opened = await openCheckpoint(signed, { ledger: await verifierKeys(c.env, requireName(c)) }).catch(
      (error: unknown) => {
        if (error instanceof Malformed) throw new Problem("invalid-checkpoint", `Not this ledger's: ${error.message}.`);
        throw error;
      },
    );
    const kept = { origin: opened.origin, size: opened.size, root: opened.root };
    return c.json({ ...answer(await validate(c, { kept })), kept: { size: kept.size } });
  });
}

async function validate(c: AppContext, options: ValidateOptions): Promise<StoredVerdict> {
  const verdict = await ask(c, (ledger) => ledger.validate(options));
  if (verdict !== "busy") return verdict;
  const detail = "The ledger is comparing its chain with many other checkpoints. Ask again later.";
  throw new Problem("ledger-unavailable", detail, { headers: { "Retry-After": "10" } });
}

function answer(verdict: StoredVerdict): object {
  return { message: verdict.valid ? "The blockchain is valid." : "The blockchain is not valid.", ...verdict };
}

const verdict = { description: "The verdict.", content: { "application/json": { schema: verdictSchema } } };

export const validationPaths: ZodOpenApiPathsObject = {
  "/is_valid": {
    get: {
      operationId: "isValid",
      summary: "Re-hash and check every stored block, and the newest checkpoint",
      description:
        "A chain that is not valid is still a 200: the check was made, and `fault` names the first fault. " +
        "`?tree=rebuild` recomputes the whole Merkle tree.",
      security: [{ token: ["chain:read"] }],
      requestParams: { query: validationQuery },
      responses: {
        200: verdict,
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found"),
      },
    },
    post: {
      operationId: "isValidSince",
      summary: "Check the chain against a checkpoint that you kept",
      description: "The body is the checkpoint. The chain is valid only if it still contains that history.",
      security: [{ token: ["chain:read"] }],
      requestBody: { required: true, content: { "text/plain": { schema: noteSchema } } },
      responses: {
        200: verdict,
        ...problems(
          "invalid-query",
          "invalid-body",
          "invalid-checkpoint",
          ...ACCESS_PROBLEMS,
          "ledger-not-found",
          "body-too-large",
          "unsupported-media-type",
          "signing-not-configured",
        ),
      },
    },
  },
};
