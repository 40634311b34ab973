import { expect, it } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { validateChain } from "../../src/chain/validator.ts";
import { sharedServer } from "../support/e2e/shared-server.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { Watcher } from "../support/e2e/watcher.ts";

const dev = sharedServer();

/** A block takes about 15 ms, so mining goes on while watchers connect and disconnect. */
const DIFFICULTY = 11;
const BATCH = 150;

it("sends a watcher who reconnects with ?from= each block once, in order, while blocks are mined", async () => {
  const ledger = await RemoteLedger.create(dev, "reconnecting", DIFFICULTY);
  await ledger.accept(patients(BATCH));

  const seen: Block[] = [];
  let visits = 0;
  while (seen.length < BATCH + 1) {
    const watcher = new Watcher(dev, ledger, seen.length + 1);
    await watcher.received(Math.min(13, BATCH + 1 - seen.length));
    watcher.close();
    seen.push(...watcher.blocks);
    visits += 1;
  }

  expect(visits).toBeGreaterThan(1);
  expect(seen).toEqual(await ledger.chain());
  expect(await validateChain(seen)).toMatchObject({ valid: true, length: BATCH + 1 });
});

it("sends a watcher without an index the blocks mined from then on, and one with a later index that block first", async () => {
  const ledger = await RemoteLedger.create(dev, "later", DIFFICULTY);
  await ledger.mine(patients(3, "before"));
  const now = await new Watcher(dev, ledger).opened();
  const later = await new Watcher(dev, ledger, 7).opened();
  const past = await new Watcher(dev, ledger, 2).opened();

  await ledger.mine(patients(4, "after"));
  await Promise.all([now.received(4), later.received(2), past.received(7)]);
  const chain = await ledger.chain();
  expect(now.blocks).toEqual(chain.slice(4));
  expect(later.blocks).toEqual(chain.slice(6));
  expect(past.blocks).toEqual(chain.slice(1));
  expect(now.protocol).toBe("patient-ledger");
  for (const watcher of [now, later, past]) watcher.close();
});

it("sends a watcher of one ledger nothing from another", async () => {
  const [watched, other] = [
    await RemoteLedger.create(dev, "watched", DIFFICULTY),
    await RemoteLedger.create(dev, "other", DIFFICULTY),
  ];
  const watcher = await new Watcher(dev, watched).opened();
  await other.mine(patients(3, "other"));
  await watched.mine(patients(1, "watched"));
  await watcher.received(1);
  expect(watcher.blocks).toEqual((await watched.chain()).slice(1));
  watcher.close();
});
