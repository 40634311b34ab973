import { describe, expect, test } from "vitest";
import { NotALedger } from "../../src/client/client.ts";
import { eraseRecord } from "../../src/client/routes/erasures.ts";
import { enrolKey, readKey, readKeys, revokeKey } from "../../src/client/routes/keys.ts";
import { createLedger } from "../../src/client/routes/ledgers.ts";
import { correctRecord } from "../../src/client/routes/records.ts";
import { registerRecord, registerRecords } from "../../src/client/registering.ts";
import { generateAuthorKey } from "../../src/client/signing/author-key.ts";
import { enrolment, revocation } from "../../src/client/signing/enrolment.ts";
import { signedCorrection, signedErasure, signedRecord } from "../../src/client/signing/signed-bodies.ts";
import { signingContext } from "../../src/client/signing/signing-context.ts";
import { signedVectors } from "../support/chain/sealed-chains.ts";
import { ReceivingServer } from "../support/cli/receiving.ts";

const server = new ReceivingServer();

const JSON_TYPE = "application/json";
const RECORD = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };

const [genesis, ...blocks] = signedVectors.chain;
const ledger = genesis?.hash ?? "";
const seen = { index: 2, hash: blocks[0]?.hash ?? "" };
const key = await generateAuthorKey();

describe("the keys of a ledger", () => {
  const KEY = { thumbprint: key.thumbprint, public_key: key.publicKey, state: "enrolled", endorsed: false };

  test.each<[Parameters<typeof readKeys>[1], string]>([
    [undefined, "/keys"],
    [{ from: undefined }, "/keys"],
    [{ from: 5, limit: 2 }, "/keys?from=5&limit=2"],
  ])("are listed as %j", async (query, path) => {
    server.answerJson({ names: "operator", keys: [KEY] });

    expect(await readKeys(server.client(), query)).toEqual({ names: "operator", keys: [KEY] });
    expect(server.onlyRequest()).toEqual(["GET", path, undefined, ""]);
  });

  test("say where the next page begins", async () => {
    server.answerJson({ names: "registrar", keys: [KEY], next: "/ledgers/ana/keys?from=9&limit=1" });
    expect(await readKeys(server.client(), { limit: 1 })).toEqual({ names: "registrar", keys: [KEY], next: 9 });

    server.answerJson({ names: "registrar", keys: [KEY], next: "/ledgers/ana/keys" });
    await expect(readKeys(server.client())).rejects.toThrow(NotALedger);
  });

  test("are read, enrolled and revoked by their thumbprints", async () => {
    server.answerJson({ ...KEY, names: "operator" });
    const enrolled = await enrolment(key, "dr-rao", ledger);
    const revoked = await revocation(key.thumbprint, { ledger, compromised_since: 2, key });

    expect(await readKey(server.client(), key.thumbprint)).toEqual({ ...KEY, names: "operator" });
    await enrolKey(server.client(), { ...enrolled, endorsement: "e" });
    await revokeKey(server.client(), key.thumbprint, revoked);
    const path = `/ledgers/ana/keys/${key.thumbprint}`;
    expect(server.received.map(({ method, url, type, body }) => [method, url, type, body])).toEqual([
      ["GET", path, undefined, ""],
      ["PUT", path, JSON_TYPE, JSON.stringify({ ...enrolled, endorsement: "e" })],
      ["PATCH", path, JSON_TYPE, JSON.stringify(revoked)],
    ]);
  });
});

describe("a signed body", () => {
  const accepted = { message: "accepted", id: "12" };

  test("registers a record, alone and with others, and never holds the record in the clear", async () => {
    server.answerJson(accepted);
    const body = await signedRecord(RECORD, key, ledger, seen);
    expect(await registerRecord(server.client(), body)).toEqual(accepted);
    expect(server.onlyRequest()).toEqual(["POST", "/mine_block", JSON_TYPE, JSON.stringify(body)]);
    expect(Object.keys(body).toSorted()).toEqual(["author", "disclosures", "seen", "signature"]);

    server.received = [];
    const results = [
      { line: 1, status: 202, location: "/ledgers/ana/mempool/3" },
      { line: 2, status: 200, location: "/ledgers/ana/records/4" },
    ];
    const lines = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
    server.answer = { type: "application/x-ndjson", body: lines(results) };
    const answered: unknown[] = [];
    for await (const line of registerRecords(server.client(), [body, RECORD])) answered.push(line);
    expect(answered).toEqual(results);
    expect(server.onlyRequest()).toEqual(["POST", "/records", "application/x-ndjson", lines([body, RECORD])]);
    expect(server.received[0]?.accept).toBe("application/x-ndjson");
  });

  test("corrects a record, on the version with this tag", async () => {
    server.answerJson(accepted);
    const body = await signedCorrection(RECORD, 7, key, ledger, seen);

    expect(await correctRecord(server.client(), 7, '"ab"', body)).toEqual(accepted);
    expect(server.onlyRequest()).toEqual(["POST", "/records/7/corrections", JSON_TYPE, JSON.stringify(body)]);
    expect(server.received[0]?.ifMatch).toBe('"ab"');
  });

  test("erases a record for a reason", async () => {
    server.answerJson({ state: "pending", reason: "error" });
    const authorship = await signedErasure(7, key, ledger, seen);

    await eraseRecord(server.client(), 7, "error", authorship);
    const body = JSON.stringify({ reason: "error", ...authorship });
    expect(server.onlyRequest()).toEqual(["POST", "/records/7/erasure", JSON_TYPE, body]);
  });
});

describe("a ledger", () => {
  test("is created with what its authors have to sign", async () => {
    server.answerJson({ message: "Genesis is being mined." });
    const founding = {
      puzzle: "block-hash",
      difficulty: 8,
      records: "sealed",
      signatures: "required",
      registrar: key.publicKey,
    } as const;
    await createLedger(server.client(), founding);

    expect(server.onlyRequest()).toEqual(["PUT", "", JSON_TYPE, JSON.stringify(founding)]);
  });

  test("says what the next signatures refer to: its genesis and its newest block", async () => {
    server.answerJson({ ...genesis, tip: { ...seen, timestamp: "2026-02-02T00:00:00.000Z" } });
    expect(await signingContext(server.client())).toEqual({ ledger, seen });
    expect(server.received.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual([
      "GET /ledgers/ana",
      "GET /ledgers/ana/blocks/1",
    ]);

    for (const hash of [undefined, 7]) {
      server.answerJson({ hash, tip: seen });
      await expect(signingContext(server.client())).rejects.toThrow(NotALedger);
    }
  });
});
