// @module-tag long

import { beforeAll, describe, expect, it } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { devServer } from "../support/e2e/dev-server.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { until } from "../support/e2e/until.ts";
import { Watcher } from "../support/e2e/watcher.ts";

const dev = devServer();
let greedy: string;
beforeAll(async () => {
  await dev.start();
  greedy = await dev.tokenOf("greedy");
});

/** Opens a watcher's socket as the flooding subject. */
async function floodingSocket({ url }: RemoteLedger): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/events`, ["patient-ledger", `bearer.${greedy}`]);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return socket;
}

describe("a subject that floods the ledger", () => {
  it("with endless messages without news on 20 sockets is cut off, and others mine and watch", async () => {
    const ledger = await RemoteLedger.create(dev, "flooded", 8);
    const watcher = await new Watcher(dev, ledger).opened();
    const sockets = await Promise.all(Array.from({ length: 20 }, () => floodingSocket(ledger)));
    const codes: number[] = [];
    let isOver = false;
    for (const socket of sockets) {
      socket.addEventListener("close", ({ code }) => codes.push(code));
      const flood = () => {
        for (let sent = 0; sent < 100 && socket.readyState === WebSocket.OPEN; sent++) socket.send("0");
        if (!isOver && socket.readyState === WebSocket.OPEN) setTimeout(flood, 1);
      };
      flood();
    }

    const mined = await ledger.mine(patients(10));

    await watcher.received(10);
    expect(watcher.blocks).toEqual(mined);
    await until(
      () => `all sockets are closed, so far ${codes.length}`,
      () => codes.length === sockets.length,
    );
    expect(new Set(codes)).toEqual(new Set([1008]));
    expect(watcher.isClosed).toBe(false);
    isOver = true;
    watcher.close();
  });

  it("with checks, streams and a batch in loops is served, with others in between", async () => {
    const ledger = await RemoteLedger.create(dev, "looped", 8);
    await ledger.accept(patients(1500, "Before"));
    await until(
      () => "the records are mined",
      async () => (await ledger.json<{ size: number }>("/mempool")).size === 0,
    );
    const statuses = new Set<number>();
    let answered = 0;
    let isOver = false;
    const loop = async (path: (turn: number) => string, init: RequestInit = {}) => {
      for (let turn = 0; !isOver; turn++) {
        const answer = await dev.fetch(ledger.path + path(turn), init, greedy);
        await answer.text();
        statuses.add(answer.status);
        answered += 1;
      }
    };
    const records = patients(500, "Batch").map((record) => JSON.stringify(record));
    const batch = { method: "POST", headers: { "Content-Type": "application/x-ndjson" }, body: records.join("\n") };
    const loops = [
      ...Array.from({ length: 12 }, (_, place) =>
        loop((turn) => `/is_valid?since=${((turn * 12 + place) % 1400) + 1}`),
      ),
      ...Array.from({ length: 12 }, () => loop(() => "/get_chain")),
      loop(() => "/records", batch),
    ];
    await until(
      () => "the loops go on",
      () => answered > 25,
    );

    const before = (await ledger.json<{ length: number }>("")).length;
    const block = (await ledger.mine(patients(1, "Ben")))[0] as Block;
    const verdict = await ledger.json<{ valid: boolean }>("/is_valid");
    const { chain } = await ledger.json<{ chain: Block[] }>("/get_chain?from=1&limit=3");

    expect(verdict.valid).toBe(true);
    expect(chain).toHaveLength(3);
    // After at most one of the greedy subject's records, and what was mined until the request arrived.
    expect(block.index - before).toBeLessThan(records.length / 2);
    isOver = true;
    await Promise.all(loops);
    expect([...statuses].filter((status) => status !== 200 && status !== 429)).toEqual([]);
  });
});
