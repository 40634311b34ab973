import type { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import * as z from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { openCheckpoint } from "../../evidence/checkpoint.ts";
import { Malformed } from "../../chain/malformed.ts";
import type { Progress } from "../../ledger/reading/progress.ts";
import type { StoredVerdict, ValidateOptions } from "../../ledger/reading/validating.ts";
import { authorize } from "../access/authorize.ts";
import { noteSchema, verdictSchema } from "../answers.ts";
import { readText } from "../requests/read-body.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, requireName } from "../ledger/ledgers.ts";
import { negotiate } from "../answers/negotiation.ts";
import { NEGOTIATED, optionalHeader } from "../description/openapi-headers.ts";
import { ACCESS_PROBLEMS, BODY_PROBLEMS, problems } from "../description/openapi-problems.ts";
import { Problem } from "../answers/problem.ts";
import { NOTE_LIMIT, limitBody } from "../requests/receive-body.ts";
import { logError } from "../request-log.ts";
import { noQuery, parseQuery, validationQuery } from "../requests.ts";
import { unlessRefused } from "../answers/shares.ts";
import { verifierKeys } from "../ledger/signing.ts";

/** Server-sent events (HTML Standard, section 9.2). */
const EVENT_STREAM = "text/event-stream";

/** The id of the events that end a check: a client that comes back with it has its verdict. */
const END_ID = "end";

/** What a subject may have so many of. */
const CHECKS = "checks of the chain";

/** Checking the chain, alone and against a checkpoint that somebody kept. */
export function validationRoutes(app: Hono<AppEnv>): void {
  app.get("/is_valid", authorize("chain:read"), async (c) => {
    const { tree, since } = parseQuery(validationQuery, c);
    const options = { rebuild: tree === "rebuild", ...(since === undefined ? {} : { since }) };
    if (negotiate(c, ["application/json", EVENT_STREAM]) === EVENT_STREAM) {
      // An EventSource opens its connection again when it ends, until the answer is 204.
      if (c.req.header("Last-Event-ID") === END_ID) return c.body(null, 204);
      const { tip } = await ask(c, (ledger) => ledger.describe());
      if (since !== undefined && since > tip.index) throw blockNotFound(since);
      return validateWithProgress(c, options);
    }
    return c.json(answer(await validate(c, options)));
  });

  app.post("/is_valid", authorize("chain:read"), limitBody(NOTE_LIMIT), async (c) => {
    parseQuery(noQuery, c);
    const signed = readText(c);
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
  const outcome = await ask(c, (ledger) => ledger.validate(options, undefined, c.var.caller.subject));
  const verdict = unlessRefused(outcome, CHECKS);
  if (!verdict) throw blockNotFound(options.since);
  return verdict;
}

/** Validates while it tells how far it is; a client that goes away ends that. */
function validateWithProgress(c: AppContext, options: ValidateOptions): Response {
  const response = streamSSE(c, async (stream) => {
    const progress: Progress = async (checked, length) => {
      await stream.writeSSE({ event: "progress", data: JSON.stringify({ checked, length }) });
      return !stream.aborted;
    };
    try {
      const outcome = await ask(c, (ledger) => ledger.validate(options, progress, c.var.caller.subject));
      const verdict = unlessRefused(outcome, CHECKS);
      if (verdict) await stream.writeSSE({ event: "verdict", data: JSON.stringify(answer(verdict)), id: END_ID });
    } catch (error) {
      const problem = error instanceof Problem ? error : interrupted(c, error);
      await stream.writeSSE({ event: "problem", data: JSON.stringify(problem), id: END_ID });
    }
    await stream.writeSSE({ event: "end", data: "{}", id: END_ID });
  });
  response.headers.set("Cache-Control", "no-store");
  return response;
}

function interrupted(c: AppContext, error: unknown): Problem {
  if (error instanceof Error) logError(c, error);
  return new Problem("ledger-unavailable", "The check was interrupted. It is safe to ask for it again.");
}

function blockNotFound(index = 1): Problem {
  return new Problem("block-not-found", `The chain has no block ${index} yet.`);
}

function answer(verdict: StoredVerdict): object {
  return { message: verdict.valid ? "The blockchain is valid." : "The blockchain is not valid.", ...verdict };
}

const verdict = { description: "The verdict.", content: { "application/json": { schema: verdictSchema } } };

const EVENTS = `event: progress\ndata: {"checked":1000,"length":100000}\n\nevent: end\ndata: {}\nid: end\n\n`;

export const validationPaths: ZodOpenApiPathsObject = {
  "/is_valid": {
    get: {
      operationId: "isValid",
      summary: "Re-hash and check every stored block, and the newest checkpoint",
      description:
        "A chain that is not valid is still a 200: the check was made, and `fault` names the first fault. " +
        "`?tree=rebuild` recomputes the whole Merkle tree. `?since=<index>` checks the blocks from there on; the block " +
        "before is hashed again too, and that it belongs where it stands is taken as given. With " +
        "`Accept: text/event-stream` events tell how far the check is: `progress`, with the index of the newest block " +
        "that was checked and the chain's length; then `verdict`, or `problem` when it was interrupted; and at last " +
        "`end`: close the EventSource then. One that reconnects instead sends `Last-Event-ID: end` and gets 204, which " +
        "makes it stop.",
      security: [{ token: ["chain:read"] }],
      requestParams: {
        query: validationQuery,
        header: z.object({ "Last-Event-ID": optionalHeader("Sent by an EventSource that reconnects.") }),
      },
      responses: {
        200: {
          ...verdict,
          headers: NEGOTIATED,
          content: { ...verdict.content, [EVENT_STREAM]: { schema: z.string(), example: EVENTS } },
        },
        204: {
          description: "The check has ended already: the request's `Last-Event-ID` is that of its `end` event.",
          headers: NEGOTIATED,
        },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found", "block-not-found"),
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
        ...problems("invalid-query", ...BODY_PROBLEMS, "invalid-checkpoint", ...ACCESS_PROBLEMS, "ledger-not-found"),
      },
    },
  },
};
