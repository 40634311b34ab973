import * as fc from "fast-check";
import { expect, test } from "vitest";
import { offeredCoins } from "../../../src/page/views/network/transfers/offered-coins.ts";
import { REWARD } from "../../../src/simulation/coins.ts";
import { after, honestRuns } from "../../support/simulation/networks.ts";

test("each offered coin is refused for the reason that stands beside it, or accepted if there is none", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(honestRuns, (run) => {
      const network = after(run);
      for (const node of network.state.nodes) {
        const waiting = new Set(node.mempool.flatMap(({ coins }) => coins.map(({ coin }) => coin)));
        for (const { coin, lastMoved, owner, spentIn } of offeredCoins(node, node.id)) {
          if (waiting.has(coin)) continue;
          const transfer = { sender: node.id, receiver: "A", amount: REWARD, coins: [{ coin, lastMoved }] };
          const refusal = after(run).act({ kind: "submit", node: node.id, transfer });
          const fault = refusal?.rule === "transfer" ? refusal.fault : undefined;
          const foreign = owner === node.id ? undefined : { rule: "owner", coin: { coin, lastMoved }, owner };
          const spent = spentIn && { rule: "double-spend", coin: { coin, lastMoved }, spentIn };
          expect(fault).toEqual(spent ?? foreign);
          seen.add(fault?.rule ?? "accepted");
        }
      }
    }),
    { numRuns: 8 },
  );
  expect(seen).toEqual(new Set(["accepted", "double-spend", "owner"]));
});
