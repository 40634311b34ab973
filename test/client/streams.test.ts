import type { RequestListener } from "node:http";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { allBlocks, NotALedger, registerRecords, Unreachable } from "../../src/client/index.ts";
import { NDJSON_HEADERS, problem, ScriptedServer } from "../support/client/scripted-server.ts";

vi.mock(import("../../src/client/transport/waiting.ts"), async (load) => ({
  ...(await load()),
  pause: async () => {},
}));

const RECORD = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };

const server = new ScriptedServer(({ url = "" }, response) => {
  if (url.startsWith("/get_chain")) blocksFrom(url, Infinity)(response);
  else response.writeHead(200, NDJSON_HEADERS).end(linesOf(1, 5));
});

const linesOf = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, place) => `{"line":${from + place},"status":202}\n`).join("");

/** The lines of a chain of ten from the index in a request on. */
function linesFrom(path: string): string[] {
  const from = Number(new URL(path, "http://ledger.example").searchParams.get("from") ?? 1);
  return Array.from({ length: 11 - from }, (_, place) => `{"index":${from + place}}\n`);
}

async function drained(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
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
        server.answers = breaks.map(
          (sent) =>
            ({ url: path = "" }, response) =>
              blocksFrom(path, sent)(response),
        );
        const seen: number[] = [];
        for await (const { index } of allBlocks(server.client())) seen.push(index);

        expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        server.answers = [];
      }),
      { numRuns: 30 },
    );
  });

  test("repeats a batch, and tells once what became of each record", async () => {
    const cut: RequestListener = (_, response) => {
      response.writeHead(200, NDJSON_HEADERS).write(linesOf(1, 3), () => response.destroy());
    };
    server.answers = [cut, problem(503, "ledger-unavailable", 1), cut];
    const records = Array.from({ length: 5 }, (_, place) => ({ ...RECORD, Reg_no: `R-${place}` }));
    const lines: number[] = [];
    for await (const { line } of registerRecords(server.client(), records)) lines.push(line);

    expect(lines).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(server.received.map(({ body }) => body)).size).toBe(1);
  });

  test("goes on if it ends between two lines as if that were all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(9), async (most) => {
        server.answers = [
          ({ url: path = "" }, response) =>
            response.writeHead(200, NDJSON_HEADERS).end(linesFrom(path).slice(0, most).join("")),
        ];
        const seen: number[] = [];
        for await (const { index } of allBlocks(server.client())) seen.push(index);

        expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      }),
      { numRuns: 10 },
    );
  });

  test.each([0, 1, 4])("is repeated if a batch has %i of five answers as if that were all", async (most) => {
    const early: RequestListener = (_, response) => response.writeHead(200, NDJSON_HEADERS).end(linesOf(1, most));
    const records = Array.from({ length: 5 }, () => RECORD);
    server.answers = [early, early];
    const lines: number[] = [];
    for await (const { line } of registerRecords(server.client(), records)) lines.push(line);
    expect(lines).toEqual([1, 2, 3, 4, 5]);
    expect(server.received).toHaveLength(3);

    server.answers = [early];
    await expect(drained(registerRecords(server.client({ retries: 0 }), records))).rejects.toThrow(Unreachable);
  });

  test.each([
    ["those of other records", linesOf(2, 2)],
    ["too many", linesOf(1, 2)],
    ["no objects", "null\n"],
  ])("is not a ledger's if a batch's answers are %s", async (_, lines) => {
    server.answers = [(_request, response) => response.writeHead(200, NDJSON_HEADERS).end(lines)];
    await expect(drained(registerRecords(server.client(), [RECORD]))).rejects.toThrow(NotALedger);
  });

  test("is canceled although the token never comes, before it begins or meanwhile", async () => {
    const waiting = server.client({ token: () => new Promise<string>(() => {}) });
    const canceled = expect.objectContaining({ name: "AbortError" }) as Error;
    await expect(drained(allBlocks(waiting, {}, AbortSignal.abort()))).rejects.toThrow(canceled);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 5);
    await expect(drained(allBlocks(waiting, {}, stop.signal))).rejects.toThrow(canceled);
    expect(server.received).toEqual([]);
  });

  test("ends the request if nobody wants the rest", async () => {
    let hasClosed: Promise<void> | undefined;
    server.answers = [
      (_, response) => {
        hasClosed = new Promise((resolve) => response.on("close", resolve));
        response.writeHead(200, NDJSON_HEADERS).write('{"index":1}\n{"index":2}\n');
      },
    ];
    for await (const { index } of allBlocks(server.client({ patience: 60_000 }))) if (index === 2) break;

    await hasClosed;
    expect(server.received).toHaveLength(1);
  });
});
