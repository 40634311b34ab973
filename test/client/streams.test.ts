import type { RequestListener } from "node:http";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { allBlocks, registerRecords } from "../../src/client/index.ts";
import { NDJSON_HEADERS, problem, ScriptedServer } from "../support/client/scripted-server.ts";

vi.mock(import("../../src/client/waiting.ts"), async (load) => ({ ...(await load()), pause: async () => {} }));

const RECORD = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };

const server = new ScriptedServer(({ url = "" }, response) => {
  if (url.startsWith("/get_chain")) blocksFrom(url, Infinity)(response);
  else response.writeHead(200, NDJSON_HEADERS).end(linesOf(1, 5));
});

const linesOf = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, place) => `{"line":${from + place},"status":202}\n`).join("");

/** The blocks of a chain of ten from the index in a request on, of which some are sent before the connection breaks. */
function blocksFrom(path: string, most: number): (response: Parameters<RequestListener>[1]) => void {
  const query = new URL(path, "http://ledger.example").searchParams;
  const from = Number(query.get("from") ?? 1);
  const lines = Array.from({ length: 11 - from }, (_, place) => `{"index":${from + place}}\n`).slice(0, most);
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
