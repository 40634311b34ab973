import type { Hono } from "hono";
import { watchEvents } from "../../contract/routes/events.ts";
import type { Answer } from "../../ledger/answer.ts";
import type { Refusal } from "../../ledger/sharing/shared-runs.ts";
import { requireOpenBlocks } from "../access/patients.ts";
import { requireValidCode } from "../access/valid-codes.ts";
import { ledgerDeleted, valueOf } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerOf } from "../ledger/ledgers.ts";
import { mount } from "../mount.ts";

/** The subprotocol of the API. A browser also offers its token as a subprotocol, which is never echoed. */
const SUBPROTOCOL = "patient-ledger";

/** The route that watches the chain grow (the paper's section 2, step vii). */
export function eventRoutes(app: Hono<AppEnv>): void {
  mount(app, watchEvents, async (c, { query: { from } }) => {
    if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") {
      const headers = { Upgrade: "websocket", Connection: "Upgrade" };
      throw new Problem("upgrade-required", "Open this path as a WebSocket.", { headers });
    }
    const offered = c.req
      .header("Sec-WebSocket-Protocol")
      ?.split(",")
      .map((protocol) => protocol.trim());
    if (offered && !offered.includes(SUBPROTOCOL)) {
      throw new Problem("invalid-query", `Offer the subprotocol ${SUBPROTOCOL} in addition to the token's.`);
    }
    await ask(c, (ledger) => ledger.describe());
    await requireOpenBlocks(c);
    const { subject, expires } = c.var.caller;
    const query = new URLSearchParams({ caller: subject, expires: String(expires) });
    if (from !== undefined) query.set("from", String(from));
    const answer = await ledgerOf(c).fetch(`https://ledger/?${query.toString()}`, {
      headers: { Upgrade: "websocket" },
    });
    if (answer.status === 410) throw ledgerDeleted();
    const opened: Answer<WebSocket> = answer.webSocket
      ? { outcome: "ok", value: answer.webSocket }
      : { outcome: (await answer.text()) as Refusal, of: "watchers" };
    const webSocket = valueOf(opened);
    await closeUnlessValid(c, webSocket);
    const headers = offered ? { "Sec-WebSocket-Protocol": SUBPROTOCOL } : {};
    return { status: 101, headers, webSocket };
  });
}

/**
 * Closes a socket whose token was withdrawn while it was opened: whoever withdrew it has closed the sockets that were
 * open before.
 *
 * @throws Problem if it was
 */
async function closeUnlessValid(c: AppContext, webSocket: WebSocket): Promise<void> {
  try {
    await requireValidCode(c.env, c.var.caller);
  } catch (error) {
    webSocket.accept();
    webSocket.close();
    throw error;
  }
}
