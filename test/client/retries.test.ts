import type { RequestListener } from "node:http";
import * as fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { correctRecord, type LedgerClient, readMiners, registerRecord, Unreachable } from "../../src/client/index.ts";
import { JSON_HEADERS, problem, ScriptedServer } from "../support/client/scripted-server.ts";

/** How long each wait was, in milliseconds. None is waited. */
let waits: number[] = [];
let onWait = () => {};

vi.mock(import("../../src/client/transport/waiting.ts"), async (load) => ({
  ...(await load()),
  pause: async (time: number) => {
    waits.push(time);
    onWait();
  },
}));

const RECORD = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };

const server = new ScriptedServer((_, response) => response.writeHead(200, JSON_HEADERS).end('{"miners":[]}'));
beforeEach(() => {
  waits = [];
  onWait = () => {};
});

/** The ways in which it remains unknown whether a request was served. */
const UNKNOWN: readonly (readonly [string, RequestListener])[] = [
  ["a reset connection", ({ socket }) => socket.destroy()],
  ["a server that does not answer", () => {}],
  ["an error in the ledger", problem(500, "internal-error")],
  ["a ledger that was interrupted", problem(503, "ledger-unavailable", 1)],
  ["a bad gateway", (_, response) => response.writeHead(502, { "Content-Type": "text/html" }).end("<html>")],
  [
    "a body that is cut",
    (_, response) => {
      response.writeHead(200, { ...JSON_HEADERS, "Content-Length": 100 });
      response.write("{", () => response.destroy());
    },
  ],
  ["a body that ends early", (_, response) => response.writeHead(200, JSON_HEADERS).end("{")],
];

/** The server.answers after which it is known that nothing was done. */
const UNDONE: readonly (readonly [string, RequestListener])[] = [
  ["too many requests", problem(429, "rate-limited", 2)],
  ["a full mempool", problem(503, "mempool-full", 2)],
  ["keys of tokens that cannot be fetched", problem(503, "keys-unavailable", 2)],
];

/** The server.answers that the same request would get again. */
const FINAL: readonly (readonly [string, RequestListener])[] = [
  ["a problem that the operator has to solve", problem(503, "vault-lost")],
  ["a ledger that asks for more than a minute", problem(429, "rate-limited", 61)],
  ["a conflict", problem(409, "registration-conflict")],
  ["a missing scope", problem(403, "insufficient-scope")],
  ["another web site", (_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<html>")],
  ["a redirect", (_, response) => response.writeHead(302, { Location: "https://sign-in.example" }).end()],
];

const CALLS: readonly (readonly [string, (ledger: LedgerClient) => Promise<unknown>])[] = [
  ["reading", (ledger) => readMiners(ledger)],
  ["registering", (ledger) => registerRecord(ledger, RECORD)],
];
const correct = (ledger: LedgerClient) => correctRecord(ledger, 2, '"a"', RECORD);

describe.each(CALLS)("%s", (_, call) => {
  test.each([...UNKNOWN, ...UNDONE])("is tried again after %s", async (_name, failure) => {
    server.answers = [failure, failure];

    expect(await call(server.client())).toEqual({ miners: [] });
    expect(server.received).toHaveLength(3);
    expect(new Set(server.received.map((request) => JSON.stringify(request))).size).toBe(1);
  });

  test.each(FINAL)("is not tried again after %s", async (_name, failure) => {
    server.answers = [failure];

    await expect(call(server.client())).rejects.toBeInstanceOf(Error);
    expect(server.received).toHaveLength(1);
  });
});

describe("a correction", () => {
  test.each(UNDONE)("is tried again after %s", async (_, failure) => {
    server.answers = [failure];

    await correct(server.client());
    expect(server.received).toHaveLength(2);
  });

  test.each([...UNKNOWN, ...FINAL])("is not tried again after %s", async (_, failure) => {
    server.answers = [failure];

    await expect(correct(server.client())).rejects.toBeInstanceOf(Error);
    expect(server.received).toHaveLength(1);
  });
});

describe("a request that fails", () => {
  const failure = problem(503, "ledger-unavailable", 3);

  test("is sent again as often as was said, and its last error is reported", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(4), fc.nat(8), async (retries, failures) => {
        server.received = [];
        server.answers = Array.from({ length: failures }, () => failure);
        const outcome = await readMiners(server.client({ retries })).catch((error: unknown) => error);

        expect(outcome instanceof Unreachable).toBe(failures > retries);
        expect(server.received).toHaveLength(Math.min(failures, retries) + 1);
      }),
      { numRuns: 30 },
    );
  });

  test("is sent again five times if nothing was said", async () => {
    server.answers = Array.from({ length: 9 }, () => failure);

    await expect(readMiners(server.client())).rejects.toThrow("503: It is ledger-unavailable.");
    expect(server.received).toHaveLength(6);
  });

  test("is canceled by its signal although the token never comes", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 5);
    const waiting = server.client({ token: () => new Promise<string>(() => {}) });
    await expect(readMiners(waiting, stop.signal)).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(server.received).toEqual([]);
  });

  test("waits longer each time, up to a limit, and never less than the ledger asks for", async () => {
    server.answers = Array.from({ length: 7 }, () => problem(500, "internal-error"));
    await readMiners(server.client({ retries: 7 }));
    for (const [place, least] of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
      expect(waits[place]).toBeGreaterThanOrEqual(least);
      expect(waits[place]).toBeLessThan(least * 1.5);
    }

    server.answers = [failure];
    waits = [];
    await readMiners(server.client());
    expect(waits[0]).toBeGreaterThanOrEqual(3_000);
    expect(waits[0]).toBeLessThan(4_500);
  });

  test("is canceled by its signal while it waits, and while it is sent", async () => {
    const stop = new AbortController();
    server.answers = [failure, failure];
    onWait = () => stop.abort();
    await expect(readMiners(server.client(), stop.signal)).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect(server.received).toHaveLength(1);

    const sent = new AbortController();
    server.answers = [() => sent.abort()];
    await expect(readMiners(server.client(), sent.signal)).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
  });
});
