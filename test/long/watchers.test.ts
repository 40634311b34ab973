// @module-tag long

import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { validateChain } from "../../src/chain/validator.ts";
import { devServer } from "../support/e2e/dev-server.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { Watcher } from "../support/e2e/watcher.ts";

const DIFFICULTY = 8;
const WATCHERS = 300;

const dev = devServer();
beforeAll(() => dev.start());

it("sends 300 watchers every block of a batch, and mines it to the end", async () => {
  const ledger = await RemoteLedger.create(dev, "crowded", DIFFICULTY);
  const watchers = Array.from({ length: WATCHERS }, () => new Watcher(dev, ledger));
  await Promise.all(watchers.map((watcher) => watcher.opened()));

  await ledger.accept(patients(60));
  await Promise.all(watchers.map((watcher) => watcher.received(60)));

  const chain = await ledger.chain();
  expect(await validateChain(chain)).toMatchObject({ valid: true, length: 61 });
  for (const { blocks } of watchers) expect(blocks).toEqual(chain.slice(1));
  for (const watcher of watchers) watcher.close();
}, 240_000);

it("continues to mine and send if a watcher never reads and others vanish", async () => {
  const ledger = await RemoteLedger.create(dev, "silent", DIFFICULTY);
  const [deaf, ...vanishing] = await Promise.all([rawWatcher(ledger), rawWatcher(ledger), rawWatcher(ledger)]);
  const watcher = await new Watcher(dev, ledger).opened();

  // More than a connection's buffers hold, and more than a watcher may leave unacknowledged.
  const long = "अ".repeat(190);
  const records = patients(1200).map((record, before) => ({ ...record, patient_name: `${long} ${before}` }));
  await ledger.accept(records.slice(0, 400));
  await watcher.received(100);
  for (const socket of vanishing) socket.destroy();
  await ledger.accept(records.slice(400));
  for (let count = 200; count <= records.length; count += 100) {
    await watcher.received(count);
    watcher.acknowledge();
  }

  const chain = await ledger.chain();
  expect(watcher.blocks).toEqual(chain.slice(1));
  expect(chain.slice(1)).toMatchObject(records);
  expect(deaf.bytesRead).toBeLessThan(watcher.blocks.reduce((bytes, block) => bytes + JSON.stringify(block).length, 0));
  watcher.close();
}, 240_000);

const sockets = new Set<Socket>();
afterAll(() => {
  for (const socket of sockets) socket.destroy();
});

/** A watcher that reads only the answer to its request. */
async function rawWatcher(ledger: RemoteLedger): Promise<Socket> {
  const { hostname, port, host, pathname } = new URL(`${ledger.url}/events`);
  const socket = connect(Number(port), hostname);
  sockets.add(socket);
  const request = [
    `GET ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${dev.token}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  ];
  socket.write(`${request.join("\r\n")}\r\n\r\n`);
  const answer = await new Promise<string>((resolve, reject) => {
    socket.once("error", reject).once("data", (bytes) => {
      socket.pause();
      resolve(bytes.toString("latin1"));
    });
  });
  expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  return socket.on("error", () => undefined);
}
