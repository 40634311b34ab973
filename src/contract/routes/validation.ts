/** Checking the chain, alone and against a checkpoint that somebody saved. */
import * as z from "zod";
import { NOTE } from "../bodies.ts";
import { EVENT_STREAM, JSON_TYPE, json } from "../content.ts";
import { NEGOTIATED } from "../headers.ts";
import type { Route } from "../route.ts";
import { ordinal } from "../schemas/numbers.ts";
import { verdictSchema } from "../schemas/verdict.ts";

/** What is to be checked: all blocks, or those from an index on. */
const validationQuery = z
  .strictObject({
    tree: z
      .literal("rebuild", { error: "must be rebuild" })
      .optional()
      .meta({ description: "Recompute the whole Merkle tree, not only the newest block's path." }),
    since: ordinal.optional().meta({ description: "The index of the first block to check; all when absent." }),
  })
  .check(({ value, issues }) => {
    if (value.tree === undefined || value.since === undefined) return;
    const message = "cannot go with tree=rebuild, which takes all blocks";
    issues.push({ code: "custom", path: ["since"], message, input: undefined });
  });

const EVENTS = `event: progress\ndata: {"checked":1000,"length":100000}\n\nevent: end\ndata: {}\nid: end\n\n`;

export const isValid = {
  method: "get",
  path: "/is_valid",
  operationId: "isValid",
  subject: "validation",
  scope: "chain:read",
  summary: "Re-hash and check every stored block, and the newest checkpoint",
  description:
    "A chain that is not valid is still a 200: the check was made, and `fault` names the first fault. " +
    "`?tree=rebuild` recomputes the whole Merkle tree. `?since=<index>` checks the blocks from there on; the block " +
    "before is hashed again too, and that it belongs where it stands is taken as given. With " +
    "`Accept: text/event-stream` events tell how far the check is: `progress`, with the index of the newest block " +
    "that was checked and the chain's length; then `verdict`, or `problem` when it was interrupted; and at last " +
    "`end`: close the EventSource then. One that reconnects instead sends `Last-Event-ID: end` and gets 204, which " +
    "makes it stop.",
  request: {
    query: validationQuery,
    headers: { "Last-Event-ID": "Sent by an EventSource that reconnects." },
  },
  answers: {
    200: {
      description: "The verdict.",
      headers: NEGOTIATED,
      content: { [JSON_TYPE]: { schema: verdictSchema }, [EVENT_STREAM]: { schema: z.string(), example: EVENTS } },
    },
    204: {
      description: "The check has ended already: the request's `Last-Event-ID` is that of its `end` event.",
      headers: NEGOTIATED,
    },
  },
  problems: ["ledger-not-found", "block-not-found"],
} as const satisfies Route;

export const isValidSince = {
  method: "post",
  path: "/is_valid",
  operationId: "isValidSince",
  subject: "validation",
  scope: "chain:read",
  summary: "Check the chain against a checkpoint that you saved",
  description: "The body is the checkpoint. The chain is valid only if it still contains that history.",
  request: { body: NOTE },
  answers: { 200: { description: "The verdict.", content: json(verdictSchema) } },
  problems: ["invalid-checkpoint", "ledger-not-found"],
} as const satisfies Route;
