// @module-tag long

import { beforeAll, expect, it } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { devServer } from "../support/e2e/dev-server.ts";
import { CopyFolder, disposeCopies } from "../support/e2e/follower.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { Watcher } from "../support/e2e/watcher.ts";

const dev = devServer();
disposeCopies();
beforeAll(() => dev.start());

/** A block takes about 15 ms: mining goes on while the server is stopping. */
const DIFFICULTY = 11;
const BATCH = 150;

it("a watcher who reconnects is sent the blocks that were mined while the server was restarted", async () => {
  const ledger = await RemoteLedger.create(dev, "watched", DIFFICULTY);
  const seen: Block[] = [];
  await ledger.accept(patients(BATCH));

  for (const end of [() => dev.stop(), () => dev.kill()]) {
    const watcher = new Watcher(dev, ledger, seen.length + 1);
    await watcher.received(5);
    await end();
    await watcher.closed();
    seen.push(...watcher.blocks);
    expect(seen.length).toBeLessThan(BATCH + 1);
    await dev.start();
  }
  const watcher = new Watcher(dev, ledger, seen.length + 1);
  await watcher.received(BATCH + 1 - seen.length);
  watcher.close();
  seen.push(...watcher.blocks);

  expect(seen).toEqual(await ledger.chain());
});

it("npm run follow continues after the server was restarted, and after it was killed", async () => {
  const ledger = await RemoteLedger.create(dev, "followed", DIFFICULTY);
  const copy = new CopyFolder();
  const follower = copy.follow(ledger.url, dev.token);
  await follower.says("The copy has 1 block,");

  await ledger.mine(patients(2, "first"));
  await copy.holds(3, follower);
  await dev.stop();
  await dev.start();
  await ledger.mine(patients(2, "second"));
  await copy.holds(5, follower);
  await dev.kill();
  await dev.start();
  await ledger.mine(patients(2, "third"));
  await copy.holds(7, follower);

  expect(copy.blocks).toEqual(await ledger.chain());
  follower.signal("SIGINT");
  expect(await follower.end()).toMatchObject({ code: 0, stdout: "" });
});
