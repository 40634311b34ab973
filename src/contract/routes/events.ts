import * as z from "zod";
import { SUBPROTOCOL_CHOSEN } from "../headers.ts";
import type { Route } from "../route.ts";
import { ordinal } from "../schemas/numbers.ts";

export const watchEvents = {
  method: "get",
  path: "/events",
  operationId: "events",
  group: "events",
  scope: "chain:read",
  summary: "A WebSocket that sends each new block",
  description:
    "Each message holds one block; on a sealed ledger its header, without the entries. Blocks arrive in order and without gaps. Acknowledge them from time to time by " +
    "sending the index of the newest block that you received, as text. A client that leaves 250 blocks " +
    "unacknowledged for 30 seconds is disconnected (close code 4008), as is one whose token expires (4001). When the ledger " +
    "is deleted, the socket closes with 4010. Text that is not such an index closes the socket with 1007, a binary message with 1003, and too many messages that " +
    "acknowledge nothing new with 1008. Browsers send the token in the subprotocols `patient-ledger` and " +
    "`bearer.<token>`. On a plain ledger, a token that is narrowed to patients gets 403.",
  request: {
    query: z.strictObject({
      from: ordinal
        .optional()
        .meta({ description: "The index of the first block to send; the next new block by default." }),
    }),
    headers: {
      Upgrade: "`websocket`; browsers and WebSocket libraries send it automatically.",
      "Sec-WebSocket-Protocol": "`patient-ledger`, and from a browser also `bearer.<token>`.",
    },
  },
  answers: { 101: { description: "The socket is open.", headers: SUBPROTOCOL_CHOSEN } },
  problems: ["ledger-not-found", "upgrade-required", "too-many-watchers", "patient-not-allowed"],
} as const satisfies Route;
