import { describe, expect, test } from "vitest";
import { Problem } from "../../src/http/answers/problem.ts";
import { receive } from "../../src/http/requests/receive-body.ts";
import { bearer, request } from "../support/worker/client.ts";
import { stored } from "../support/storage/main.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** A body that a client sends piece by piece, with what becomes of it. */
class SentBody {
  sent = 0;
  isEnded = false;
  isCancelled = false;
  readonly stream: ReadableStream<Uint8Array>;

  /** @param next returns the next piece, or undefined at the end; it throws if the client is gone */
  constructor(next: (sent: number) => Uint8Array | undefined | Promise<Uint8Array | undefined>) {
    this.stream = new ReadableStream({
      pull: async (controller) => {
        const piece = await next(this.sent);
        if (piece) {
          this.sent += piece.length;
          controller.enqueue(piece);
        } else {
          this.isEnded = true;
          controller.close();
        }
      },
      cancel: () => {
        this.isCancelled = true;
      },
    });
  }
}

const PIECE = new Uint8Array(64 * 1024).fill(0x20);
const short = () => new SentBody((sent) => (sent < 4 * PIECE.length ? PIECE : undefined));
const endless = () => new SentBody(() => PIECE);
const brokenOff = () =>
  new SentBody((sent) => (sent === 0 ? PIECE.subarray(0, 100) : Promise.reject(new Error("Network connection lost."))));
/** One piece, and then nothing ever again. */
const stalled = () =>
  new SentBody((sent) => (sent === 0 ? PIECE.subarray(0, 100) : Promise.withResolvers<undefined>().promise));

type Sent = readonly [method: string, path: string, headers: Record<string, string>];
const JSON_TYPE = { "Content-Type": "application/json" };
const NO_TOKEN = { ...JSON_TYPE, Authorization: "" };
const NO_SCOPE = { ...JSON_TYPE, ...(await bearer({ scope: "nothing" })) };

const REFUSED: readonly [what: string, sent: Sent, status: number][] = [
  ["no token", ["POST", "/mine_block", NO_TOKEN], 401],
  ["a token of another scope", ["POST", "/records", NO_SCOPE], 403],
  ["an unknown path", ["POST", "/nowhere", JSON_TYPE], 404],
  ["a ledger that cannot be", ["PUT", "/ledgers/No", NO_SCOPE], 403],
  ["another method", ["DELETE", "/mine_block", JSON_TYPE], 405],
  ["a length over the limit", ["POST", "/cosignatures", { "Content-Length": "9999999" }], 413],
  ["more than the limit", ["POST", "/mine_block", JSON_TYPE], 413],
  ["no WebSocket, and a body", ["PUT", "/events", {}], 405],
];

function send([method, path, headers]: Sent, { stream }: SentBody, bindings: object = {}): Promise<Response> {
  return request(path, { method, headers, body: stream }, bindings);
}

describe("the body of a refused request", () => {
  test.each(REFUSED)("is read to its end: %s (%j)", async (_, sent, status) => {
    const body = short();

    expect((await send(sent, body)).status).toBe(status);
    expect(body.isEnded).toBe(true);
  });

  test.each(REFUSED)("is cancelled if it does not end: %s (%j)", async (_, sent, status) => {
    const body = endless();

    expect((await send(sent, body)).status).toBe(status);
    expect(body.isCancelled).toBe(true);
    expect(body.sent).toBeLessThan(16 * 1024 * 1024);
  });

  test("is cancelled if nothing more arrives", async () => {
    const body = stalled();

    expect((await send(["POST", "/mine_block", NO_TOKEN], body)).status).toBe(401);
    expect(body.isCancelled).toBe(true);
  });

  test.each(REFUSED.filter(([, , status]) => status !== 413))("may break off: %s (%j)", async (_, sent, status) => {
    expect((await send(sent, brokenOff())).status).toBe(status);
  });

  test("is read when there are too many requests, and when access is not configured", async () => {
    const READ_LIMIT = { limit: () => Promise.resolve({ success: false }) };
    const [limited, locked] = [short(), short()];

    expect((await send(["POST", "/is_valid", {}], limited, { READ_LIMIT })).status).toBe(429);
    expect((await send(["POST", "/is_valid", {}], locked, { AUTH_ISSUER: "" })).status).toBe(503);
    expect([limited.isEnded, locked.isEnded]).toEqual([true, true]);
  });
});

describe("an accepted body", () => {
  const ROUTES: readonly Sent[] = [
    ["POST", "/mine_block", JSON_TYPE],
    ["POST", "/work", JSON_TYPE],
    ["POST", "/records", { "Content-Type": "application/x-ndjson" }],
    ["POST", "/is_valid", { "Content-Type": "text/plain" }],
    ["POST", "/cosignatures", { "Content-Type": "text/plain" }],
    ["PUT", "/ledgers/another", JSON_TYPE],
  ];

  test.each(ROUTES)("that breaks off is a 400 that changes nothing: %s %s", async (...sent) => {
    const { detail } = await expectProblem(await send(sent, brokenOff()), 400, "invalid-body");

    expect(detail).toContain("ended early");
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("that takes too long is abandoned", async () => {
    const body = stalled();

    const given = await receive(body.stream, 1000, 10).catch((error: unknown) => error);

    expect(given).toBeInstanceOf(Problem);
    expect((given as Problem).toJSON()).toMatchObject({ status: 408, type: expect.stringContaining("body-too-slow") });
    expect(body.isCancelled).toBe(true);
  });

  test("arrives whole, however it is split into pieces", async () => {
    const text = "abcdefghij".repeat(100);
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 7, 999, 1000, 5000]) {
      const body = new SentBody((sent) => (sent < bytes.length ? bytes.slice(sent, sent + size) : undefined));
      expect(new TextDecoder().decode(await receive(body.stream, bytes.length))).toBe(text);
    }
    expect(await receive(null, 10)).toEqual(new Uint8Array());
  });
});
