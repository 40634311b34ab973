import { type Row } from "./bench.ts";
import { type Load, send } from "./load.ts";
import { inTurns } from "./statistics.ts";

const CLIENTS = 16;
const SECONDS = 3;
const ROUNDS = 5;

/** A repeated request for an unchanged chain with its ETag, compared with the cheapest route. */
export const unchanged: Row = {
  name: "unchanged",
  async measure(bench) {
    const { name } = await bench.longLedger();
    return bench.withRuntime(async (runtime) => {
      const path = `/ledgers/${name}/get_chain`;
      const etag = (await runtime.fetch(path, { method: "HEAD" })).headers.get("ETag") ?? "";
      const tokens = await runtime.tokens(CLIENTS);
      const rate = (load: Pick<Load, "url" | "expect" | "headers">) => async () => {
        const { count, seconds } = await send({ ...load, tokens, until: { seconds: SECONDS } });
        return count / seconds;
      };
      const poll = rate({ url: runtime.url + path, expect: 304, headers: { "If-None-Match": etag } });
      const health = rate({ url: `${runtime.url}/healthz`, expect: 200 });
      await poll();
      await health();
      const rates = await inTurns(ROUNDS, { poll, health });
      return [
        {
          what: "get_chain unchanged since its ETag (304)",
          here: { value: rates.poll, unit: "requests/s" },
          peer: { value: rates.health, unit: "requests/s", name: "/healthz" },
          targets: [{ kind: "times the peer", least: 0.8 }],
          note: `${CLIENTS} clients, each with a token of its own`,
        },
      ];
    });
  },
};
