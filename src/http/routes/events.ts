import type { Hono } from "hono";
import * as z from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import type { Refusal } from "../../ledger/sharing/shared-runs.ts";
import { authorize } from "../access/authorize.ts";
import type { AppEnv } from "../environment.ts";
import { ask, ledgerOf } from "../ledger/ledgers.ts";
import { optionalHeader } from "../description/openapi-headers.ts";
import { ACCESS_PROBLEMS, problems } from "../description/openapi-problems.ts";
import { Problem } from "../answers/problem.ts";
import { eventsQuery, parseQuery } from "../requests.ts";
import { unlessRefused } from "../answers/shares.ts";

/** The subprotocol that is spoken; a browser's token is offered as another one beside it, and never answered. */
const SUBPROTOCOL = "patient-ledger";

/** Watching the chain grow (the paper's section 2, step vii). */
export function eventRoutes(app: Hono<AppEnv>): void {
  app.get("/events", authorize("chain:read"), async (c) => {
    const { from } = parseQuery(eventsQuery, c);
    if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") {
      const headers = { Upgrade: "websocket", Connection: "Upgrade" };
      throw new Problem("upgrade-required", "Open this path as a WebSocket.", { headers });
    }
    const offered = c.req
      .header("Sec-WebSocket-Protocol")
      ?.split(",")
      .map((protocol) => protocol.trim());
    if (offered && !offered.includes(SUBPROTOCOL)) {
      throw new Problem("invalid-query", `Offer the subprotocol ${SUBPROTOCOL} beside that of the token.`);
    }
    await ask(c, (ledger) => ledger.describe());
    const { subject, expires } = c.var.caller;
    const query = new URLSearchParams({ caller: subject, expires: String(expires) });
    if (from !== undefined) query.set("from", String(from));
    const answer = await ledgerOf(c).fetch(`https://ledger/?${query.toString()}`, {
      headers: { Upgrade: "websocket" },
    });
    const opened = answer.webSocket ?? ((await answer.text()) as Refusal);
    const webSocket = unlessRefused(opened, "watchers", "too-many-watchers");
    const headers = offered ? { "Sec-WebSocket-Protocol": SUBPROTOCOL } : {};
    return new Response(null, { status: 101, webSocket, headers });
  });
}

export const eventPaths: ZodOpenApiPathsObject = {
  "/events": {
    get: {
      operationId: "events",
      summary: "A WebSocket that sends each new block",
      description:
        "One block a message, in order, none missing. Send the index of the newest block that you have, as text, from " +
        "time to time: a watcher with 250 blocks unacknowledged for 30 seconds is dropped (close code 4008), one " +
        "whose token ends as well (4001). Text that is no such index closes the socket with 1007, a binary message " +
        "with 1003, and too many messages that acknowledge nothing new with 1008. A browser offers the subprotocols " +
        "`patient-ledger` and `bearer.<token>`.",
      security: [{ token: ["chain:read"] }],
      requestParams: {
        query: eventsQuery,
        header: z.object({
          Upgrade: optionalHeader("`websocket`; browsers and WebSocket libraries send it by themselves."),
          "Sec-WebSocket-Protocol": optionalHeader("`patient-ledger`, and in a browser `bearer.<token>` beside it."),
        }),
      },
      responses: {
        101: {
          description: "The socket is open.",
          headers: {
            "Sec-WebSocket-Protocol": {
              description: "`patient-ledger`, when the request offered subprotocols.",
              schema: { type: "string" },
            },
          },
        },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found", "upgrade-required", "too-many-watchers"),
      },
    },
  },
};
