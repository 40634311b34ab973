import * as z from "zod";
import { NOTE } from "../bodies.ts";
import { EVENT_STREAM, JSON_TYPE, json } from "../content.ts";
import { NEGOTIATED } from "../headers.ts";
import type { Route } from "../route.ts";
import { ordinal } from "../schemas/numbers.ts";
import { verdictSchema } from "../schemas/verdict.ts";

/** Which blocks to check: all, or those from an index on. */
const validationQuery = z
  .strictObject({
    tree: z
      .literal("rebuild", { error: "must be rebuild" })
      .optional()
      .meta({ description: "Recompute the whole Merkle tree, not only the newest block's path." }),
    records: z.literal("open", { error: "must be open" }).optional().meta({
      description:
        "On a sealed ledger, also open every record and check its commitment and look-ups. Needs the scope record:read.",
    }),
    since: ordinal.optional().meta({ description: "The index of the first block to check; all blocks by default." }),
  })
  .check(({ value, issues }) => {
    const whole = value.tree === undefined ? value.records && "records=open" : "tree=rebuild";
    if (whole === undefined || value.since === undefined) return;
    const message = `cannot be combined with ${whole}, which covers all blocks`;
    issues.push({ code: "custom", path: ["since"], message, input: undefined });
  });

const EVENTS = `event: progress\ndata: {"checked":1000,"length":100000}\n\nevent: end\ndata: {}\nid: end\n\n`;

export const isValid = {
  method: "get",
  path: "/is_valid",
  operationId: "isValid",
  group: "validation",
  scope: ["chain:read", "record:read"],
  logged: { action: "open-all", query: ["records", "open"] },
  summary: "Rehash and check every stored block, and check the newest checkpoint",
  description:
    "An invalid chain also returns 200, with the first fault in `fault`. `?tree=rebuild` recomputes the whole Merkle " +
    "tree. `?since=<index>` checks the blocks from that index on; their predecessor is rehashed too, as is genesis on a " +
    "sealed ledger, but the predecessor's own link is trusted. `?records=open` needs the scope `record:read`, everything else `chain:read`. With `Accept: text/event-stream`, events report the progress: `progress` holds the index of the " +
    "newest checked block and the chain's length; `verdict` follows, or `problem` if the check was interrupted; `end` " +
    "comes last. Close the EventSource on `end`. If it reconnects instead, it sends `Last-Event-ID: end` and gets " +
    "204, which stops it.",
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
      description: "The check has already ended: the request's `Last-Event-ID` is that of its `end` event.",
      headers: NEGOTIATED,
    },
  },
  problems: ["ledger-not-found", "block-not-found", "patient-not-allowed"],
} as const satisfies Route;

export const isValidSince = {
  method: "post",
  path: "/is_valid",
  operationId: "isValidSince",
  group: "validation",
  scope: "chain:read",
  summary: "Check the chain against a checkpoint that you saved",
  description: "The body is the checkpoint. The chain is valid only if it still contains that history.",
  request: { body: NOTE },
  answers: { 200: { description: "The verdict.", content: json(verdictSchema) } },
  problems: ["invalid-checkpoint", "ledger-not-found"],
} as const satisfies Route;
