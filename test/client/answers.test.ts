import { describe, expect, test } from "vitest";
import { NotALedger } from "../../src/client/client.ts";
import { createLedger, describeLedger } from "../../src/client/routes/ledgers.ts";
import { eraseRecord, holdRecord, readErasure, releaseRecord } from "../../src/client/routes/erasures.ts";
import { readProof, readReads } from "../../src/client/routes/reads.ts";
import {
  correctRecord,
  readRecord,
  readTaggedRecord,
  readVersions,
  recordProof,
  searchRecords,
} from "../../src/client/routes/records.ts";
import { ReceivingServer } from "../support/cli/receiving.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";

const server = new ReceivingServer();
const client = () => server.client();

describe("the records of a ledger", () => {
  const RECORD = {
    number: 7,
    patient_name: "Alice",
    patient_ID: "P-1",
    Reg_no: "R-1",
    block: 4,
    registered_at: "2026-02-01T00:00:00.000Z",
  };

  test("are read by number", async () => {
    server.answerJson(RECORD);

    expect(await readRecord(client(), 7)).toEqual(RECORD);
    expect(server.onlyRequest()).toEqual(["GET", "/records/7", undefined, ""]);
  });

  test.each([{ Reg_no: "R-1" }, { patient_ID: "P-1" }])("are found by %j, which no address holds", async (sought) => {
    server.answerJson({ records: [RECORD] });

    expect(await searchRecords(client(), sought)).toEqual({ records: [RECORD] });
    expect(server.onlyRequest()).toEqual(["POST", "/records/search", "application/json", JSON.stringify(sought)]);
  });

  test.each<[Parameters<typeof recordProof>[2], string]>([
    [[], "/records/2/proof"],
    [["Reg_no"], "/records/2/proof?disclose=Reg_no"],
    [["patient_ID", "Reg_no"], "/records/2/proof?disclose=patient_ID,Reg_no"],
  ])("are proved with the fields %j", async (disclosed, path) => {
    server.answerJson(sealedVectors.receipts[1]);

    expect(await recordProof(client(), 2, disclosed)).toEqual(sealedVectors.receipts[1]);
    expect(server.onlyRequest()).toEqual(["GET", path, undefined, ""]);
  });
});

describe("the versions of a record", () => {
  const RECORD = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };
  const VERSION = { number: 7, ...RECORD, block: 4, registered_at: "2026-02-01T00:00:00.000Z" };

  test("are read together, oldest first", async () => {
    server.answerJson({ versions: [VERSION] });

    expect(await readVersions(client(), 7)).toEqual([VERSION]);
    expect(server.onlyRequest()).toEqual(["GET", "/records/7/versions", undefined, ""]);
  });

  test("are read with the tag that a correction needs", async () => {
    server.answer = { type: "application/json", body: JSON.stringify(VERSION), etag: '"ab"' };

    expect(await readTaggedRecord(client(), 7)).toEqual({ record: VERSION, tag: '"ab"' });
    server.answerJson(VERSION);
    await expect(readTaggedRecord(client(), 7)).rejects.toThrow(NotALedger);
  });

  test("are replaced by a correction of the one with this tag", async () => {
    const accepted = { message: "accepted", id: "12" };
    server.answerJson(accepted);

    expect(await correctRecord(client(), 7, '"ab"', RECORD)).toEqual(accepted);
    expect(server.received[0]?.ifMatch).toBe('"ab"');
    expect(server.onlyRequest()).toEqual([
      "POST",
      "/records/7/corrections",
      "application/json",
      JSON.stringify(RECORD),
    ]);
  });
});

describe("a record", () => {
  const ERASURE = { state: "pending", reason: "request" };

  test("is erased for a reason, and followed", async () => {
    server.answerJson(ERASURE);

    expect(await eraseRecord(client(), 7, "request")).toEqual(ERASURE);
    expect(server.onlyRequest()).toEqual(["POST", "/records/7/erasure", "application/json", `{"reason":"request"}`]);
    expect(await readErasure(client(), 7)).toEqual(ERASURE);
    expect(server.received[1]).toMatchObject({ method: "GET", url: "/ledgers/ana/records/7/erasure" });
  });

  test.each([
    ["held", holdRecord, "PUT"],
    ["released", releaseRecord, "DELETE"],
  ] as const)("is %s without a body, and only a 204 says so", async (_, change, method) => {
    server.answer = { type: "text/plain", body: "", status: 204 };
    await change(client(), 7);
    expect(server.onlyRequest()).toEqual([method, "/records/7/hold", undefined, ""]);

    server.answer = { type: "text/html", body: "<html>", status: 200 };
    await expect(change(client(), 7)).rejects.toThrow(NotALedger);
  });
});

describe("the log of reads", () => {
  const ENTRY = { number: 5, commitment: "ab".repeat(32) };

  test.each<[Parameters<typeof readReads>[1], string]>([
    [undefined, "/reads"],
    [{}, "/reads"],
    [{ from: 5, limit: 2, record: undefined }, "/reads?from=5&limit=2"],
    [{ record: 7 }, "/reads?record=7"],
  ])("is read as %j", async (query, path) => {
    server.answerJson({ entries: [ENTRY] });

    expect(await readReads(client(), query)).toEqual({ entries: [ENTRY] });
    expect(server.onlyRequest()).toEqual(["GET", path, undefined, ""]);
  });

  test("says where the next page begins", async () => {
    server.answerJson({ entries: [ENTRY], next: "/ledgers/ana/reads?from=6&limit=1" });
    expect(await readReads(client(), { limit: 1 })).toEqual({ entries: [ENTRY], next: 6 });

    server.answerJson({ entries: [ENTRY], next: "/ledgers/ana/reads?from=x" });
    await expect(readReads(client())).rejects.toThrow(NotALedger);
  });

  test("proves an entry", async () => {
    server.answerJson(ENTRY);

    expect(await readProof(client(), 5)).toEqual(ENTRY);
    expect(server.onlyRequest()).toEqual(["GET", "/reads/5/proof", undefined, ""]);
  });
});

describe("a ledger", () => {
  const DESCRIBED = {
    name: "ana",
    puzzle: "block-hash",
    difficulty: 8,
    records: "sealed",
    length: 1,
    tip: { index: 1 },
  };

  test("describes itself", async () => {
    server.answerJson(DESCRIBED);

    expect(await describeLedger(client())).toEqual(DESCRIBED);
    expect(server.onlyRequest()).toEqual(["GET", "", undefined, ""]);
  });

  test.each([
    { puzzle: "squares" },
    { puzzle: "block-hash", difficulty: 12, records: "plain" },
    { puzzle: "block-hash", difficulty: 8, records: "sealed" },
  ] as const)("is created as %j", async (founding) => {
    server.answerJson(DESCRIBED);

    expect(await createLedger(client(), founding)).toEqual(DESCRIBED);
    expect(server.onlyRequest()).toEqual(["PUT", "", "application/json", JSON.stringify(founding)]);
  });

  test("is not there yet while its genesis is mined", async () => {
    server.answerJson({ message: "Genesis is being mined." });

    expect(await createLedger(client(), { puzzle: "block-hash", difficulty: 24 })).toBeUndefined();
  });
});

describe("a block", () => {
  test("is read as it is spelled, so that validation can judge it", async () => {
    const [block] = sealedVectors.chain;
    server.answerJson(block);
    expect(await client().block(1)).toEqual(block);

    server.answer = { type: "application/json", body: JSON.stringify(block).replace("{", '{"index":1,') };
    expect(await client().block(1)).toHaveProperty("name", "JsonFault");
  });

  test.each(["", "{", "<html>"])("is not %j", async (body) => {
    server.answer = { type: "application/json", body };

    await expect(client().block(1)).rejects.toThrow(NotALedger);
  });
});

test.each([
  ['</ledgers/ana/get_chain?from=3>; rel="next"', true],
  ["</get_chain?from=3>; rel=next", true],
  ['</a>; rel="prev", </get_chain?from=3>; title="x"; REL="next"', true],
  ['</get_chain?from=1>; rel="prev"', false],
  ['</get_chain?from=1>; rel="next-archive"', false],
  [undefined, false],
])("a page with the header Link: %s is followed by another: %s", async (link, hasNext) => {
  server.answer = { type: "application/x-ndjson", body: "{}\n", ...(link === undefined ? {} : { link }) };
  const page = await client().page("/get_chain");
  const lines: string[] = [];
  for await (const line of page.lines) lines.push(line);

  expect({ hasNext: page.hasNext, lines }).toEqual({ hasNext, lines: ["{}"] });
});

test("a request for work without a record has no body", async () => {
  server.answerJson({});
  await client().post("/work");

  expect(server.onlyRequest()).toEqual(["POST", "/work", undefined, ""]);
});
