// @module-tag long

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { type EntryReceipt, parseEntryReceipt, verifyEntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { DISTINCTIVE } from "../support/e2e/distinctive-records.ts";
import { checkpointOnDisk, secretsOnDisk } from "../support/e2e/erased-secrets.ts";
import { numberAt, SealedClient } from "../support/e2e/sealed-client.ts";
import { StorageScan } from "../support/e2e/storage-scan.ts";
import { StorageServer } from "../support/e2e/storage-server.ts";
import { until } from "../support/e2e/until.ts";
import type { Value } from "../support/storage/edits.ts";
import { Store } from "../support/storage/on-disk.ts";

const NAME = "drill";
const dev = new StorageServer();
const client = new SealedClient(dev, NAME);
const copies = mkdtempSync(join(tmpdir(), "patient-ledger-drill-"));
afterAll(() => rmSync(copies, { recursive: true, force: true }));

type Kind = "Ledger" | "Vault";
const storeOf = (kind: Kind) => new Store(dev, NAME, kind);
const fileOf = (kind: Kind, state: "before" | "after") => join(copies, `${kind}-${state}`);

/** The records under their numbers, with the correction of the first one, and those that are erased. */
const registered = new Map<number, PatientRecord>();
const CORRECTED = { patient_name: "Wilhelmina Kingfisher", patient_ID: "PAT-BONGO-4410", Reg_no: "REG-ECHIDNA-3177" };
const ERASED = [2, 3, 4, 8];
const KEPT = [5, 6, 7];
const proofs = new Map<number, EntryReceipt>();
const scan = new StorageScan();
let log = "";

const statusOf = async (path: string) => (await client.get(path)).status;

/** Everything of the erased records in the files of the stopped server, and in everything that it has logged. */
function found(): Set<string> {
  checkpointOnDisk(dev.data, NAME);
  return new Set([...scan.files(dev.data).found, ...scan.text("log", log)].map(({ what }) => what));
}

/** Stops the server, works on its storage, and starts it again. @returns what the work returned */
async function restartWith<Result>(work: () => Result): Promise<Result> {
  log += dev.log;
  let result!: Result;
  await dev.whileStopped(() => {
    result = work();
  });
  return result;
}

function putBack(ledger: "before" | "after", vault: "before" | "after"): void {
  storeOf("Ledger").putBack(fileOf("Ledger", ledger));
  storeOf("Vault").putBack(fileOf("Vault", vault));
}

/** Checks that everything is as it was to be: what was erased is gone, and all else is there and holds. */
async function expectErased(): Promise<void> {
  for (const number of ERASED) {
    await until(
      () => `the erasure of ${number} is done`,
      async () => (await client.json<{ state: string }>(`/records/${number}/erasure`)).state === "done",
    );
    expect(await statusOf(`/records/${number}`)).toBe(410);
    expect(await statusOf(`/records/${number}/versions`)).toBe(410);
    expect(await statusOf(`/records/${number}/proof?disclose=Reg_no`)).toBe(410);
    const { Reg_no, patient_ID } = registered.get(number) as PatientRecord;
    expect([...(await client.search({ Reg_no })), ...(await client.search({ patient_ID }))]).toEqual([]);
  }
  for (const number of KEPT) expect(await client.record(number)).toMatchObject(registered.get(number) as PatientRecord);
  expect(await client.json("/is_valid?tree=rebuild")).toMatchObject({ valid: true });
  expect(await client.json("/is_valid?records=open")).toMatchObject({ valid: true });
  const ledger = await Promise.all(
    (await (await client.get("/vkey")).text())
      .trim()
      .split("\n")
      .map((line) => parseVerifierKey(line)),
  );
  for (const [number, receipt] of proofs) {
    const { disclosed } = await verifyEntryReceipt(parseEntryReceipt(JSON.stringify(receipt)), { ledger });
    expect(disclosed).toEqual(registered.get(number));
  }
}

beforeAll(async () => {
  await dev.start();
  await client.create(8);
  for (const record of DISTINCTIVE) {
    const answer = await client.post("/mine_block", record);
    registered.set(numberAt(answer.headers.get("Location")), record);
  }
  const correction = await client.post("/records/2/corrections", CORRECTED, { "If-Match": "*" });
  registered.set(numberAt(correction.headers.get("Location")), CORRECTED);
  for (const number of registered.keys()) proofs.set(number, await client.proof(number));
  await restartWith(() => {
    for (const kind of ["Ledger", "Vault"] as const) storeOf(kind).copyTo(fileOf(kind, "before"));
  });
  for (const { name, bytes } of secretsOnDisk(dev.data, NAME, ERASED)) scan.addBytes(name, bytes);
  await scan.addTexts(ERASED.flatMap((number) => Object.values(registered.get(number) as PatientRecord) as string[]));
  scan.addRecords(ERASED.map((number) => registered.get(number) as PatientRecord));
  scan.addReceipts(ERASED.map((number) => proofs.get(number) as EntryReceipt));

  // The last one is another version of the first one.
  for (const number of [2, 3, 4, 8]) await client.post(`/records/${number}/erasure`, { reason: "request" });
  await expectErased();
});

test("an erasure leaves nothing of three records in any file or log line", async () => {
  const [after, before] = await restartWith(() => {
    const left = found();
    for (const kind of ["Ledger", "Vault"] as const) storeOf(kind).copyTo(fileOf(kind, "after"));
    putBack("before", "before");
    const there = found();
    putBack("after", "after");
    return [left, there];
  });
  expect(after).toEqual(new Set());
  expect(log).toContain('"route":"/ledgers/:name/records/:number{[0-9]+}/erasure"');
  // The same scan finds what was there before.
  const kinds = new Set([...before].map((what) => what.replace(/ of \d+$/, "")));
  expect(kinds).toEqual(new Set(["the ciphertext", "the fingerprint", "a look-up", "the wrapped key"]));
  await expectErased();
});

describe("a copy of the ledger's database from before the erasures", () => {
  test("opens nothing when it is put back, and everything is as it was to be with the newest again", async () => {
    await restartWith(() => putBack("before", "after"));

    const paths = ["", "/versions", "/proof?disclose=Reg_no", "/erasure"];
    for (const number of registered.keys()) {
      for (const path of paths) expect(await statusOf(`/records/${number}${path}`)).toBe(503);
    }
    const { Reg_no } = registered.get(3) as PatientRecord;
    const search = await client.post("/records/search", { Reg_no });
    expect(search.status).toBe(503);
    expect(await search.json()).toMatchObject({ type: expect.stringMatching(/ledger-behind$/) as string });
    expect((await client.post("/mine_block", DISTINCTIVE[0])).status).toBe(503);
    expect(await client.headers()).toHaveLength(8);

    await restartWith(() => putBack("after", "after"));
    await expectErased();
  });

  test("whose chain and log of reads are the newest ones is overwritten again, before anything of it is read", async () => {
    const returned = await restartWith(() => {
      putBack("after", "after");
      withContentsOf(fileOf("Ledger", "before"));
      return found();
    });
    expect(returned.size).toBeGreaterThan(0);

    for (const number of ERASED) expect(await statusOf(`/records/${number}`)).toBe(410);
    await expectErased();
    expect(await restartWith(found)).toEqual(new Set());
    await expectErased();
  });
});

/** Puts what the erasures have overwritten back into the ledger's database, and nothing of what says so. */
function withContentsOf(before: string): void {
  const old = new DatabaseSync(before);
  const entries = old.prepare("SELECT number, ciphertext, fingerprint FROM entries").all();
  const lookups = old.prepare("SELECT rowid AS place, lookup FROM lookups").all();
  old.close();
  storeOf("Ledger").edit(({ query }) => {
    const set = "UPDATE entries SET ciphertext = ?, fingerprint = ? WHERE number = ?";
    for (const { number, ciphertext, fingerprint } of entries) {
      query(set, ciphertext as Value, fingerprint as Value, number as Value);
    }
    for (const { place, lookup } of lookups) {
      query("UPDATE lookups SET lookup = ? WHERE rowid = ?", lookup as Value, place as Value);
    }
    query("DELETE FROM erasures");
  });
}

test("a copy of the vault's database from before the erasures gets them again before it opens anything", async () => {
  const returned = await restartWith(() => {
    putBack("after", "before");
    return found();
  });
  expect(returned).toContain("the wrapped key of 2");

  const behind = await client.get("/records/5");
  expect(behind.status).toBe(503);
  expect(await behind.json()).toMatchObject({ type: expect.stringMatching(/vault-behind$/) as string });
  for (const number of ERASED) expect(await statusOf(`/records/${number}`)).toBe(410);
  await expectErased();
  expect(await restartWith(found)).toEqual(new Set());
  await expectErased();
});
