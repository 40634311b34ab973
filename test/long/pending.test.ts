// @module-tag long

import { beforeAll, expect, it } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { validateChain } from "../../src/chain/validator.ts";
import { devServer } from "../support/e2e/dev-server.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { Store } from "../support/storage/on-disk.ts";
import { until } from "../support/e2e/until.ts";

/** A block takes about 30 ms: long enough that most records are still pending when the runtime is killed. */
const DIFFICULTY = 12;
const BATCH = 190;
const SINGLE = 10;

const dev = devServer();
beforeAll(() => dev.start());

/** Which of the records a block contains. */
const order = (block: Block) => Number(block.Reg_no.split("-").at(-1));

it("mines 200 accepted records, once each, after kills and without any request to the ledger", async () => {
  const ledger = await RemoteLedger.create(dev, "killed", DIFFICULTY);
  const records = patients(BATCH + SINGLE);
  const places = await ledger.accept(records.slice(0, BATCH));
  for (const record of records.slice(BATCH)) {
    const answer = await ledger.post("/mine_block", record, { Prefer: "respond-async" });
    expect(answer.status).toBe(202);
    places.push(answer.headers.get("Location") ?? "");
  }
  await dev.kill();

  const store = new Store(dev, ledger.path);
  const atFirst = store.sizes();
  expect(atFirst.blocks - 1 + atFirst.pending).toBe(records.length);
  expect(atFirst.pending).toBeGreaterThan(records.length / 2);

  // From here on no client calls the ledger; the test reads its database.
  await dev.start();
  await until(
    () => "blocks are mined after the restart",
    () => store.sizes().blocks >= atFirst.blocks + 10,
  );
  await dev.kill();
  const inBetween = store.sizes();
  expect(inBetween.blocks - 1 + inBetween.pending).toBe(records.length);
  expect(inBetween.pending).toBeGreaterThan(0);

  // The second kill came while the alarm was running, so it must fire again.
  await dev.start();
  await until(
    () => "all are mined",
    () => store.sizes().pending === 0,
  );
  expect((await fetch(`${dev.url}/healthz`)).status).toBe(200);
  expect(store.sizes()).toEqual({ blocks: records.length + 1, pending: 0 });

  const chain = await ledger.chain();
  expect(chain.slice(1).toSorted((a, b) => order(a) - order(b))).toMatchObject(records);
  expect(await validateChain(chain)).toEqual({ valid: true, length: 201, head: chain.at(-1)?.hash });
  expect(await ledger.json("/is_valid")).toMatchObject({ valid: true, length: 201 });
  expect(await ledger.json("/mempool")).toEqual({ size: 0, oldest_age_seconds: null, pending: [] });
  // The locations given before the kills lead each client to its record's block.
  expect(new Set(places).size).toBe(records.length);
  for (const [place, path] of places.entries()) {
    expect(await (await dev.fetch(path)).json()).toMatchObject({ ...records[place] });
  }
}, 300_000);

it("mines pending records on every ledger after a restart, in order of arrival", async () => {
  const names = ["ward-1", "ward-2"];
  const ledgers = await Promise.all(names.map((name) => RemoteLedger.create(dev, name, DIFFICULTY)));
  const records = patients(80);
  await Promise.all(ledgers.map((ledger) => ledger.accept(records)));
  await dev.kill();
  const stores = ledgers.map(({ path }) => new Store(dev, path));
  for (const store of stores) expect(store.sizes().pending).toBeGreaterThan(0);

  await dev.start();
  await until(
    () => "all are mined",
    () => stores.every((store) => store.sizes().pending === 0),
  );
  for (const ledger of ledgers) {
    const chain = await ledger.chain();
    expect(chain.slice(1)).toMatchObject(records);
    expect(await validateChain(chain)).toMatchObject({ valid: true, length: 81 });
  }
}, 300_000);
