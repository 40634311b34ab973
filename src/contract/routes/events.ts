/** Watching the chain grow. */
import * as z from "zod";
import { SUBPROTOCOL_CHOSEN } from "../headers.ts";
import type { Route } from "../route.ts";
import { ordinal } from "../schemas/numbers.ts";

export const watchEvents = {
  method: "get",
  path: "/events",
  operationId: "events",
  subject: "events",
  scope: "chain:read",
  summary: "A WebSocket that sends each new block",
  description:
    "One block a message, in order, none missing. Send the index of the newest block that you have, as text, from " +
    "time to time: a watcher with 250 blocks unacknowledged for 30 seconds is dropped (close code 4008), one " +
    "whose token ends as well (4001). Text that is no such index closes the socket with 1007, a binary message " +
    "with 1003, and too many messages that acknowledge nothing new with 1008. A browser offers the subprotocols " +
    "`patient-ledger` and `bearer.<token>`.",
  request: {
    query: z.strictObject({
      from: ordinal.optional().meta({ description: "The index of the first block to send; the next one when absent." }),
    }),
    headers: {
      Upgrade: "`websocket`; browsers and WebSocket libraries send it by themselves.",
      "Sec-WebSocket-Protocol": "`patient-ledger`, and in a browser `bearer.<token>` beside it.",
    },
  },
  answers: { 101: { description: "The socket is open.", headers: SUBPROTOCOL_CHOSEN } },
  problems: ["ledger-not-found", "upgrade-required", "too-many-watchers"],
} as const satisfies Route;
