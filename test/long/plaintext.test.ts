// @module-tag long

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { bundleWorker } from "../support/e2e/bundle.ts";
import { DISTINCTIVE, manyRecords } from "../support/e2e/distinctive-records.ts";
import { mineWaiting } from "../support/e2e/header-miner.ts";
import { LedgerServer } from "../support/e2e/ledger-server.ts";
import { RemoteLedger } from "../support/e2e/ledgers.ts";
import { readEveryhow, registerEveryhow, sendRefused, TEXTS } from "../support/e2e/registered-everyhow.ts";
import { Runtime } from "../support/e2e/runtime.ts";
import { numberAt, SealedClient } from "../support/e2e/sealed-client.ts";
import { until } from "../support/e2e/until.ts";
import { type Scanned, StorageScan } from "../support/e2e/storage-scan.ts";

/** How many records a batch may have. */
const WHOLE = 10_000;

/** How often the server is killed, and how many clients register records one by one then. */
const ROUNDS = 2;
const CLIENTS = 16;

/** Who registers, reads and mines: a sealed ledger does not store that either. */
const SUBJECT = "Dr. Ottilie Hollowbrook";

const folder = mkdtempSync(join(tmpdir(), "patient-ledger-plaintext-"));
const storage = join(folder, "state");
let bundle: string;
let runtime: Runtime;
let server: LedgerServer;
let client: SealedClient;
let log = "";

/** What was registered under each number, and the number of each registration number. */
const registered = new Map<number, PatientRecord>();
const numbers = new Map<string, number>();
/** Looks for everything that was sent so far, also what a killed server has not stored. */
const scan = new StorageScan();

async function start(own: Readonly<Record<string, string>> = {}): Promise<void> {
  const onLog = (text: string) => {
    log += `${text}\n`;
  };
  runtime = await Runtime.start(bundle, storage, { own: { NONCE_SEARCH: "simd", ...own }, onLog });
  server = new LedgerServer(runtime.url, await runtime.token(SUBJECT));
  client = new SealedClient(server, "ward");
}

/** Scans all files, and the log. */
function scanned(): Scanned {
  const { found, ...rest } = scan.files(folder);
  return { ...rest, found: [...found, ...scan.text("log", log)] };
}

beforeAll(async () => {
  bundle = bundleWorker(tmpdir());
  await start();
  await client.create(9);
  await scan.addTexts([...TEXTS, SUBJECT]);
});
afterAll(async () => {
  await runtime.stop();
  for (const each of [folder, bundle]) rmSync(each, { recursive: true, force: true });
});

/** Notes that a record was acknowledged under a number, which is its own for ever. */
function acknowledge(location: string | null | undefined, record: PatientRecord): void {
  const number = numberAt(location);
  const isOwn = (numbers.get(record.Reg_no) ?? number) === number;
  if (!isOwn || (registered.get(number) ?? record).Reg_no !== record.Reg_no) {
    throw new Error(`${record.Reg_no} or another record was given the number ${number}, too`);
  }
  registered.set(number, record);
  numbers.set(record.Reg_no, number);
}

/** Registers records in one request, and notes those whose acknowledgement was received. */
async function send(records: readonly PatientRecord[]): Promise<{ statuses: Set<number>; isWhole: boolean }> {
  const { lines, isWhole } = await client.batch(records);
  for (const [place, { location }] of lines.entries()) acknowledge(location, records[place] as PatientRecord);
  return { statuses: new Set(lines.map(({ status }) => status)), isWhole };
}

/** Checks that each acknowledged record is on the chain under its number and opens, and that the numbers have no gap. */
async function expectComplete(): Promise<void> {
  await client.untilMined();
  const headers = await client.headers();
  let last = 0;
  for (const { first_entry, last_entry } of headers) {
    expect(first_entry).toBe(last + 1);
    last = last_entry;
  }
  expect(Math.max(...registered.keys())).toBeLessThanOrEqual(last);
  expect(await client.json("/is_valid?records=open")).toMatchObject({ valid: true, length: headers.length });
  // Checking opened them all; some are compared as well.
  for (const [number, record] of [...registered].filter((_, place) => place % 97 === 0)) {
    expect(await client.record(number)).toMatchObject(record);
  }
}

test("holds no patient data while records are registered in all ways, refused, searched for and opened", async () => {
  for (const [number, record] of await registerEveryhow(client)) acknowledge(`/records/${number}`, record);
  scan.addRecords([...registered.values()]);
  await client.untilMined();
  expect((await sendRefused(client)).every((status) => status >= 400 && status < 500)).toBe(true);
  scan.addReceipts(await readEveryhow(client, registered));

  const { found, bytes, files } = scanned();

  expect(found).toEqual([]);
  expect(bytes.log).toBeGreaterThan(0);
  for (const stored of ["do/patient-ledger-Ledger", "do/patient-ledger-Vault", "cache/"]) {
    expect(files.filter((file) => file.includes(stored)).length).toBeGreaterThan(0);
  }
  expect(log).toContain('"route":"/ledgers/:name/mine_block"');
});

test("holds none in the middle of a batch", async () => {
  const records = manyRecords(WHOLE, "scanned");
  scan.addRecords(records);
  let isAnswered = false;
  const answer = send(records).finally(() => {
    isAnswered = true;
  });
  const sizes: number[] = [];
  while (!isAnswered || (await client.size()) > 0) {
    const { found, bytes } = scan.files(folder);
    expect([...found, ...scan.deletedFiles(runtime.pid ?? 0)]).toEqual([]);
    sizes.push(bytes.all);
    await setImmediate();
  }

  expect(await answer).toEqual({ statuses: new Set([202]), isWhole: true });
  // The files grew while they were scanned, so the scans were in the middle.
  expect(new Set(sizes).size).toBeGreaterThan(2);
  await expectComplete();
  expect(scanned().found).toEqual([]);
});

/**
 * Registers records one by one until the server does not answer.
 *
 * @returns those that were acknowledged, and the one that may or may not be stored
 */
async function registerUntilKilled(
  name: string,
): Promise<{ acknowledged: PatientRecord[]; unanswered: PatientRecord }> {
  const acknowledged: PatientRecord[] = [];
  for (let place = 0; ; place++) {
    const [record] = manyRecords(1, `${name}-${place}`) as [PatientRecord];
    scan.addRecords([record]);
    const answer = await client.post("/mine_block", record).catch(() => undefined);
    if (!answer) return { acknowledged, unanswered: record };
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    acknowledge(answer.headers.get("Location"), record);
    acknowledged.push(record);
  }
}

test("holds none when workerd was killed in the middle of a batch and of single records, and keeps what it acknowledged", async () => {
  let interrupted = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const records = manyRecords(WHOLE, `killed-${round}`);
    scan.addRecords(records);
    const before = await client.newest();
    const singles = Array.from({ length: CLIENTS }, (_, place) => registerUntilKilled(`single-${round}-${place}`));
    const batch = send(records);
    await until(
      () => "the batch is stored in part",
      async () => (await client.newest()) > before + round * 2_000,
    );
    await runtime.kill();
    const { isWhole } = await batch;
    if (!isWhole) interrupted += 1;
    const clients = await Promise.all(singles);
    const acknowledged = clients.flatMap((each) => each.acknowledged);
    expect(acknowledged.length).toBeGreaterThan(0);

    expect(scanned().found).toEqual([]);
    await start();
    expect(scanned().found).toEqual([]);
    await expectComplete();
    for (const record of acknowledged) {
      const answer = await client.post("/mine_block", record);
      expect(answer.status).toBe(200);
      const location = answer.headers.get("Location");
      acknowledge(location, record);
      expect(await client.record(numberAt(location))).toMatchObject(record);
    }
    const { statuses } = await send(clients.map(({ unanswered }) => unanswered));
    expect([...statuses].every((status) => status === 200 || status === 202)).toBe(true);
    const repeated = await send(records);
    expect(repeated.isWhole).toBe(true);
    expect([...repeated.statuses].every((status) => status === 200 || status === 202)).toBe(true);
    await client.untilMined();
    expect(await send(records)).toEqual({ statuses: new Set([200]), isWhole: true });
    await expectComplete();
  }
  expect(interrupted).toBeGreaterThan(0);
  expect(scanned().found).toEqual([]);
});

test("holds none while records wait for an external miner, whom it does not name either", async () => {
  await runtime.stop();
  await start({ MAX_SEARCH_DIFFICULTY: "8" });
  const records = manyRecords(2_500, "waiting");
  scan.addRecords(records);
  expect(await send(records)).toEqual({ statuses: new Set([202]), isWhole: true });
  expect(await client.size()).toBe(records.length);
  expect(scanned().found).toEqual([]);
  await runtime.kill();
  expect(scanned().found).toEqual([]);
  await start({ MAX_SEARCH_DIFFICULTY: "8" });

  // Under the same numbers as before.
  expect(await send(records)).toEqual({ statuses: new Set([202]), isWhole: true });
  expect(await client.size()).toBe(records.length);
  for (const entries of [1_000, 1_000, 500]) {
    const { first_entry, last_entry } = (await mineWaiting(client)) ?? { first_entry: 0, last_entry: 0 };
    expect(last_entry - first_entry + 1).toBe(entries);
  }
  expect(await mineWaiting(client)).toBeUndefined();
  await expectComplete();
  expect(scanned().found).toEqual([]);
});

test("the same scan finds a plain ledger's records in the clear, in the files of a process that runs or was killed", async () => {
  const plain = await RemoteLedger.create(server, "notices", 8);
  await plain.accept(DISTINCTIVE);
  const texts = DISTINCTIVE.flatMap((record) => Object.values(record) as string[]).map((text) => `${text} as UTF-8`);

  expect(scanned().found.map(({ what }) => what)).toEqual(expect.arrayContaining(texts));
  await runtime.kill();
  expect(scanned().found.map(({ what }) => what)).toEqual(expect.arrayContaining(texts));
  await start();
  expect(scanned().found.map(({ what }) => what)).toEqual(expect.arrayContaining(texts));
});
