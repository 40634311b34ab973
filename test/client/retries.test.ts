import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  allBlocks,
  correctRecord,
  isProblem,
  LedgerClient,
  NotALedger,
  readMiners,
  Refusal,
  registerRecord,
  registerRecords,
  Unreachable,
} from "../../src/client/index.ts";

/** How long each wait was, in milliseconds. None is waited. */
let waits: number[] = [];
let onWait = () => {};

vi.mock(import("../../src/client/waiting.ts"), async (load) => ({
  ...(await load()),
  pause: async (time: number) => {
    waits.push(time);
    onWait();
  },
}));

const RECORD = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };
const JSON_HEADERS = { "Content-Type": "application/json" };

/** The answers to come, in order; afterwards the server answers as a ledger does. */
let answers: RequestListener[] = [];
let received: { readonly method: string; readonly url: string; readonly token: string; readonly body: string }[] = [];
let server: Server;
let url: string;

const asLedger: RequestListener = ({ url: path = "" }, response) => {
  if (path.startsWith("/get_chain")) return blocksFrom(path, Infinity)(response);
  if (path === "/records") return response.writeHead(200, NDJSON_HEADERS).end(linesOf(1, 5));
  return response.writeHead(200, JSON_HEADERS).end('{"miners":[]}');
};

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const { method = "", url: path = "", headers } = request;
      received.push({ method, url: path, token: headers.authorization ?? "", body: await text(request) });
      (answers.shift() ?? asLedger)(request, response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close().closeAllConnections());
beforeEach(() => {
  answers = [];
  received = [];
  waits = [];
  onWait = () => {};
});

const client = (options: Partial<ConstructorParameters<typeof LedgerClient>[0]> = {}) =>
  new LedgerClient({ url, token: async () => "t0ken", patience: 200, ...options });

const problem =
  (status: number, name: string, retryAfter?: number): RequestListener =>
  (_, response) => {
    const type = `urn:problem-type:patient-ledger:${name}`;
    response.writeHead(status, {
      "Content-Type": "application/problem+json",
      ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
    });
    response.end(JSON.stringify({ type, title: "It is so", status, detail: `It is ${name}.` }));
  };

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

/** The answers after which it is known that nothing was done. */
const UNDONE: readonly (readonly [string, RequestListener])[] = [
  ["too many requests", problem(429, "rate-limited", 2)],
  ["a full mempool", problem(503, "mempool-full", 2)],
  ["keys of tokens that cannot be fetched", problem(503, "keys-unavailable", 2)],
];

/** The answers that the same request would get again. */
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
    answers = [failure, failure];

    expect(await call(client())).toEqual({ miners: [] });
    expect(received).toHaveLength(3);
    expect(new Set(received.map((request) => JSON.stringify(request))).size).toBe(1);
  });

  test.each(FINAL)("is not tried again after %s", async (_name, failure) => {
    answers = [failure];

    await expect(call(client())).rejects.toBeInstanceOf(Error);
    expect(received).toHaveLength(1);
  });
});

describe("a correction", () => {
  test.each(UNDONE)("is tried again after %s", async (_, failure) => {
    answers = [failure];

    await correct(client());
    expect(received).toHaveLength(2);
  });

  test.each([...UNKNOWN, ...FINAL])("is not tried again after %s", async (_, failure) => {
    answers = [failure];

    await expect(correct(client())).rejects.toBeInstanceOf(Error);
    expect(received).toHaveLength(1);
  });
});

describe("a request that fails", () => {
  const failure = problem(503, "ledger-unavailable", 3);

  test("is sent again as often as was said, and its last error is reported", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(4), fc.nat(8), async (retries, failures) => {
        received = [];
        answers = Array.from({ length: failures }, () => failure);
        const outcome = await readMiners(client({ retries })).catch((error: unknown) => error);

        expect(outcome instanceof Unreachable).toBe(failures > retries);
        expect(received).toHaveLength(Math.min(failures, retries) + 1);
      }),
      { numRuns: 30 },
    );
  });

  test("is sent again five times if nothing was said", async () => {
    answers = Array.from({ length: 9 }, () => failure);

    await expect(readMiners(client())).rejects.toThrow("503: It is ledger-unavailable.");
    expect(received).toHaveLength(6);
  });

  test("waits longer each time, up to a limit, and never less than the ledger asks for", async () => {
    answers = Array.from({ length: 7 }, () => problem(500, "internal-error"));
    await readMiners(client({ retries: 7 }));
    for (const [place, least] of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
      expect(waits[place]).toBeGreaterThanOrEqual(least);
      expect(waits[place]).toBeLessThan(least * 1.5);
    }

    answers = [failure];
    waits = [];
    await readMiners(client());
    expect(waits[0]).toBeGreaterThanOrEqual(3_000);
    expect(waits[0]).toBeLessThan(4_500);
  });

  test("is canceled by its signal while it waits, and while it is sent", async () => {
    const stop = new AbortController();
    answers = [failure, failure];
    onWait = () => stop.abort();
    await expect(readMiners(client(), stop.signal)).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(received).toHaveLength(1);

    const sent = new AbortController();
    answers = [() => sent.abort()];
    await expect(readMiners(client(), sent.signal)).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  });
});

async function drained(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

const NDJSON_HEADERS = { "Content-Type": "application/x-ndjson" };
const linesOf = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, place) => `{"line":${from + place},"status":202}\n`).join("");

/** The lines of a chain of ten from the index in a request on. */
function linesFrom(path: string): string[] {
  const from = Number(new URL(path, "http://ledger.example").searchParams.get("from") ?? 1);
  return Array.from({ length: 11 - from }, (_, place) => `{"index":${from + place}}\n`);
}

/** The blocks of a chain of ten from the index in a request on, of which some are sent before the connection breaks. */
function blocksFrom(path: string, most: number): (response: Parameters<RequestListener>[1]) => void {
  const lines = linesFrom(path).slice(0, most);
  return (response) => {
    response.writeHead(200, NDJSON_HEADERS);
    if (most === Infinity) response.end(lines.join(""));
    else response.write(`${lines.join("")}{"ind`, () => response.destroy());
  };
}

describe("a stream that breaks", () => {
  test("goes on with the next block, so that each arrives once and in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 8 }), async (breaks) => {
        // More than five breaks without any progress are too many.
        fc.pre(breaks.filter((sent) => sent === 0).length <= 5);
        answers = breaks.map(
          (sent) =>
            ({ url: path = "" }, response) =>
              blocksFrom(path, sent)(response),
        );
        const seen: number[] = [];
        for await (const { index } of allBlocks(client())) seen.push(index);

        expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        answers = [];
      }),
      { numRuns: 30 },
    );
  });

  test("repeats a batch, and tells once what became of each record", async () => {
    const cut: RequestListener = (_, response) => {
      response.writeHead(200, NDJSON_HEADERS).write(linesOf(1, 3), () => response.destroy());
    };
    answers = [cut, problem(503, "ledger-unavailable", 1), cut];
    const records = Array.from({ length: 5 }, (_, place) => ({ ...RECORD, Reg_no: `R-${place}` }));
    const lines: number[] = [];
    for await (const { line } of registerRecords(client(), records)) lines.push(line);

    expect(lines).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test("goes on if it ends between two lines as if that were all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(9), async (most) => {
        answers = [
          ({ url: path = "" }, response) => {
            response.writeHead(200, NDJSON_HEADERS);
            response.end(linesFrom(path).slice(0, most).join(""));
          },
        ];
        const seen: number[] = [];
        for await (const { index } of allBlocks(client())) seen.push(index);

        expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      }),
      { numRuns: 10 },
    );
  });

  test.each([0, 1, 4])("is repeated if a batch has %i of five answers as if that were all", async (most) => {
    const early: RequestListener = (_, response) => response.writeHead(200, NDJSON_HEADERS).end(linesOf(1, most));
    answers = [early, early];
    const lines: number[] = [];
    for await (const { line } of registerRecords(client(), Array(5).fill(RECORD))) lines.push(line);
    expect(lines).toEqual([1, 2, 3, 4, 5]);
    expect(received).toHaveLength(3);

    answers = [early];
    const impatient = registerRecords(client({ retries: 0 }), Array(5).fill(RECORD));
    await expect(drained(impatient)).rejects.toThrow(Unreachable);
  });

  test.each([
    ["of another record", linesOf(2, 2)],
    ["too many", linesOf(1, 2)],
    ["no object", "null\n"],
  ])("is not taken for a ledger's if a batch's answers are %s", async (_, lines) => {
    answers = [(_request, response) => response.writeHead(200, NDJSON_HEADERS).end(lines)];
    await expect(drained(registerRecords(client(), [RECORD]))).rejects.toThrow(NotALedger);
  });

  test("ends the request if nobody wants the rest", async () => {
    let hasClosed: Promise<void> | undefined;
    answers = [
      (_, response) => {
        hasClosed = new Promise((resolve) => response.on("close", resolve));
        response.writeHead(200, NDJSON_HEADERS).write('{"index":1}\n{"index":2}\n');
      },
    ];
    for await (const { index } of allBlocks(client({ patience: 60_000 }))) if (index === 2) break;

    await hasClosed;
    expect(received).toHaveLength(1);
  });
});

describe("a token that never comes", () => {
  const token = () => new Promise<string>(() => {});

  test.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ["a request", (signal) => readMiners(client({ token }), signal)],
    ["a stream", (signal) => drained(allBlocks(client({ token }), {}, signal))],
  ])("does not keep %s from being canceled, before or meanwhile", async (_, call) => {
    const canceled = expect.objectContaining({ name: "AbortError" }) as Error;
    await expect(call(AbortSignal.abort())).rejects.toThrow(canceled);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 5);
    await expect(call(stop.signal)).rejects.toThrow(canceled);
    expect(received).toEqual([]);
  });
});

describe("a token that the ledger refuses", () => {
  const refused = problem(401, "invalid-token");

  test("is replaced once by another one, even for a correction", async () => {
    const hints: unknown[] = [];
    const token = async (hint: object) => `token-${hints.push(hint)}`;
    answers = [refused];
    await correct(client({ token, retries: 0 }));

    expect(received.map((request) => request.token)).toEqual(["Bearer token-1", "Bearer token-2"]);
    expect(hints).toEqual([{}, { refused: "token-1" }]);

    answers = [refused, refused];
    await expect(correct(client({ token }))).rejects.toThrow(Refusal);
    expect(answers).toEqual([]);
  });

  test("is not sent again", async () => {
    answers = [refused];

    await expect(readMiners(client())).rejects.toThrow("401");
    expect(received).toHaveLength(1);
  });
});

describe("a problem", () => {
  test("is recognized by its name, in refusals and in ledgers that cannot answer now", async () => {
    answers = [problem(409, "registration-conflict"), problem(503, "vault-lost")];
    const [conflict, lost] = [
      await readMiners(client()).catch((error: unknown) => error),
      await readMiners(client()).catch((error: unknown) => error),
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
    answers = [problem(409, "newer-than-this"), (_, response) => response.writeHead(404).end()];

    await expect(readMiners(client())).rejects.toMatchObject({ problem: "newer-than-this" });
    await expect(readMiners(client())).rejects.toMatchObject({ problem: "", status: 404 });
  });
});
