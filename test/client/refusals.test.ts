import { describe, expect, test } from "vitest";
import {
  correctRecord,
  isProblem,
  type LedgerClient,
  readMiners,
  Refusal,
  Unreachable,
} from "../../src/client/index.ts";
import { JSON_HEADERS, problem, ScriptedServer } from "../support/client/scripted-server.ts";

const RECORD = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };
const correct = (ledger: LedgerClient) => correctRecord(ledger, 2, '"a"', RECORD);

const server = new ScriptedServer((_, response) => response.writeHead(200, JSON_HEADERS).end('{"miners":[]}'));

describe("a token that the ledger refuses", () => {
  const refused = problem(401, "invalid-token");

  test("is replaced once by another one, even for a correction", async () => {
    const hints: unknown[] = [];
    const token = async (hint: object) => `token-${hints.push(hint)}`;
    server.answers = [refused];
    await correct(server.client({ token, retries: 0 }));

    expect(server.received.map((request) => request.token)).toEqual(["Bearer token-1", "Bearer token-2"]);
    expect(hints).toEqual([{}, { refused: "token-1" }]);

    server.answers = [refused, refused];
    await expect(correct(server.client({ token }))).rejects.toThrow(Refusal);
    expect(server.answers).toEqual([]);
  });

  test("is not sent again", async () => {
    server.answers = [refused];

    await expect(readMiners(server.client())).rejects.toThrow("401");
    expect(server.received).toHaveLength(1);
  });
});

describe("a problem", () => {
  test("is recognized by its name, in refusals and in ledgers that cannot answer now", async () => {
    server.answers = [problem(409, "registration-conflict"), problem(503, "vault-lost")];
    const [conflict, lost] = [
      await readMiners(server.client()).catch((error: unknown) => error),
      await readMiners(server.client()).catch((error: unknown) => error),
    ];

    expect(isProblem(conflict, "registration-conflict")).toBe(true);
    expect(isProblem(conflict, "record-erased", "registration-conflict")).toBe(true);
    expect(isProblem(conflict, "record-erased")).toBe(false);
    expect(isProblem(lost, "vault-lost")).toBe(true);
    for (const other of [new Error("vault-lost"), new Unreachable("vault-lost"), "vault-lost", undefined]) {
      expect(isProblem(other, "vault-lost")).toBe(false);
    }
    expect(conflict).toMatchObject({ name: "Refusal", status: 409, body: { title: "It is so", status: 409 } });
    expect(lost).toMatchObject({
      name: "Unreachable",
      status: 503,
      body: { title: "It is so" },
      retryAfter: undefined,
    });
  });

  test("of a newer ledger keeps its name, and that of another server has none", async () => {
    server.answers = [problem(409, "newer-than-this"), (_, response) => response.writeHead(404).end()];

    await expect(readMiners(server.client())).rejects.toMatchObject({ problem: "newer-than-this" });
    await expect(readMiners(server.client())).rejects.toMatchObject({ problem: "", status: 404 });
  });
});
