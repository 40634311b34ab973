import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { authorize } from "./access.ts";
import { minedSchema } from "./answers.ts";
import { type AppEnv, ledgerOf } from "./environment.ts";
import { ACCESS_PROBLEMS, problems } from "./openapi-problems.ts";
import { Problem } from "./problem.ts";
import { BODY_LIMIT, BODY_TYPES, readRecord } from "./record-body.ts";
import { noQuery, parseQuery, recordSchema } from "./requests.ts";

const limited = bodyLimit({
  maxSize: BODY_LIMIT,
  onError: () => {
    throw new Problem("body-too-large", `A record's body has at most ${BODY_LIMIT} bytes.`);
  },
});

/** Putting records on the chain. */
export function miningRoutes(app: Hono<AppEnv>): void {
  app.post("/mine_block", authorize("chain:mine"), limited, async (c) => {
    parseQuery(noQuery, c);
    const record = await readRecord(c);
    const result = await ledgerOf(c).mine(record, c.var.caller.subject);
    switch (result.outcome) {
      case "mined":
        c.header("Location", `/blocks/${result.block.index}`);
        return c.json({ message: "Patient record securely added to blockchain ledger", block: result.block }, 201);
      case "known":
        return c.json({ message: "Patient record is on the blockchain ledger already", block: result.block }, 200);
      case "conflict":
        throw new Problem(
          "registration-conflict",
          `This Reg_no is registered for another patient in block ${result.index}. Check the number; a record on the chain cannot be changed.`,
          { members: { index: result.index } },
        );
      case "full":
        throw new Problem(
          "mempool-full",
          "The record was not accepted, too many wait before it. Send it again later.",
          {
            headers: { "Retry-After": "10" },
          },
        );
    }
  });
}

export const miningPaths: ZodOpenApiPathsObject = {
  "/mine_block": {
    post: {
      operationId: "mineBlock",
      summary: "Mine a block with a patient's record",
      description: "Answers when the block is on the chain. Safe to repeat: a record is mined once.",
      security: [{ token: ["chain:mine"] }],
      requestBody: {
        required: true,
        content: Object.fromEntries(BODY_TYPES.map((type) => [type, { schema: recordSchema }])),
      },
      responses: {
        200: {
          description: "The same record was on the chain already, in this block.",
          content: { "application/json": { schema: minedSchema } },
        },
        201: {
          description: "The record was mined into this block.",
          headers: { Location: { description: "The block's path.", schema: { type: "string" } } },
          content: { "application/json": { schema: minedSchema } },
        },
        ...problems(
          "invalid-query",
          "invalid-body",
          "invalid-record",
          ...ACCESS_PROBLEMS,
          "registration-conflict",
          "body-too-large",
          "unsupported-media-type",
          "mempool-full",
        ),
      },
    },
  },
};
