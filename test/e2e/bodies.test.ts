import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { ALL_SCOPES, DEVELOPMENT, KEY_FOLDER, openTokenKey, signToken } from "../../src/cli/keys/token-key.ts";
import { devServer } from "../support/e2e/dev-server.ts";
import { RawRequest } from "../support/e2e/raw-request.ts";

const dev = devServer();
let runtimes: number[];
const tokens: Record<string, string> = {};

async function tokenWith(scope: string): Promise<string> {
  const claims = { ...DEVELOPMENT, subject: "developer", scope, ledgers: ["*"], expires: "1h" };
  return signToken(await openTokenKey(KEY_FOLDER), claims);
}

beforeAll(async () => {
  await dev.start();
  tokens["a token"] = await tokenWith(ALL_SCOPES);
  tokens["a token of another scope"] = await tokenWith("nothing:else");
  await expectAlive();
  runtimes = dev.runtimes();
});

/** A request with a body, and the answer if it is refused for its token, path or method. */
type Refused = readonly [
  method: string,
  path: string,
  type: string,
  token: string | undefined,
  status: number,
  problem: string,
];

const ROUTES = [
  ["POST", "/mine_block", "application/json"],
  ["POST", "/work", "application/json"],
  ["POST", "/records", "application/x-ndjson"],
  ["POST", "/cosignatures", "text/plain"],
  ["POST", "/is_valid", "text/plain"],
  ["PUT", "/ledgers/another", "application/json"],
  ["POST", "/ledgers/main/mine_block", "application/json"],
] as const;

const REFUSED: readonly Refused[] = [
  ...ROUTES.map((route): Refused => [...route, undefined, 401, "missing-token"]),
  ...ROUTES.map((route): Refused => [...route, "a token of another scope", 403, "insufficient-scope"]),
  ["POST", "/nowhere", "text/plain", "a token", 404, "not-found"],
  ["PUT", "/nowhere", "text/plain", undefined, 404, "not-found"],
  ["DELETE", "/mine_block", "application/json", "a token", 405, "method-not-allowed"],
  ["POST", "/get_chain", "application/json", undefined, 405, "method-not-allowed"],
  ["PATCH", "/healthz", "text/plain", undefined, 405, "method-not-allowed"],
];

/** The first case with each problem. */
function ofEachKind(cases: readonly Refused[]): readonly Refused[] {
  return cases.filter(([, , , , , problem], place) => cases.findIndex((other) => other[5] === problem) === place);
}

/** The other cases, which only the long suite tests. */
function others(cases: readonly Refused[]): readonly Refused[] {
  const first = ofEachKind(cases);
  return cases.filter((each) => !first.includes(each));
}

/** The local proxy does not pass the body of a GET to the Worker. */
const WITH_GET: readonly Refused[] = [...REFUSED, ["GET", "/get_chain", "text/plain", undefined, 401, "missing-token"]];

const OVER_LONG: readonly Refused[] = [
  ...REFUSED,
  ...ROUTES.map((route): Refused => [...route, "a token", 413, "body-too-large"]),
];

function send([method, path, type, token]: Refused, ...headers: string[]): Promise<RawRequest> {
  const authorization = token === undefined ? [] : [`Authorization: Bearer ${tokens[token]}`];
  return RawRequest.send(dev.url + path, method, [`Content-Type: ${type}`, ...authorization, ...headers]);
}

const PIECE = "a".repeat(64 * 1024);
/** More than the longest body that a route accepts. */
const OVER_LIMITS = 80;

/** Checks that the Worker and an object answer the next requests. */
async function expectAlive(): Promise<void> {
  expect((await fetch(`${dev.url}/healthz`)).status).toBe(200);
  expect((await dev.fetch("/get_chain?limit=1")).status).toBe(200);
}

async function expectUnharmed(): Promise<void> {
  await expectAlive();
  expect(dev.runtimes()).toEqual(runtimes);
}

describe("a body over the limit", () => {
  async function expectAnsweredInChunks(...refused: Refused): Promise<void> {
    const request = await send(refused, "Transfer-Encoding: chunked");
    for (let piece = 0; piece < OVER_LIMITS; piece++) await request.chunk(PIECE);
    await request.write("0\r\n\r\n");

    expect(await request.answered()).toEqual({ status: refused[4], problem: refused[5] });
    await expectUnharmed();
  }

  it.each(ofEachKind(OVER_LONG))("in chunks is answered: %s %s as %s with %s gets %i %s", expectAnsweredInChunks);
  it.each(others(OVER_LONG))(
    "in chunks is answered: %s %s as %s with %s gets %i %s",
    { tags: "long" },
    expectAnsweredInChunks,
  );

  async function expectAnsweredWithLength(...refused: Refused): Promise<void> {
    const request = await send(refused, `Content-Length: ${OVER_LIMITS * PIECE.length}`);
    for (let piece = 0; piece < OVER_LIMITS; piece++) await request.write(PIECE);

    expect(await request.answered()).toEqual({ status: refused[4], problem: refused[5] });
    await expectUnharmed();
  }

  it.each(ofEachKind(OVER_LONG))(
    "with its length is answered: %s %s as %s with %s gets %i %s",
    expectAnsweredWithLength,
  );
  it.each(others(OVER_LONG))(
    "with its length is answered: %s %s as %s with %s gets %i %s",
    { tags: "long" },
    expectAnsweredWithLength,
  );
});

describe("a body without an end", () => {
  // Each is answered only after the time that a body may take.
  it.concurrent.each(ofEachKind(REFUSED))(
    "that trickles is not waited for: %s %s as %s with %s gets %i %s",
    async (...refused) => {
      const request = await send(refused, "Transfer-Encoding: chunked");
      const answered = request.answered();
      let isAnswered = false;
      void answered.then(() => (isAnswered = true));
      while (!isAnswered) {
        await request.chunk("a");
        await wait(20);
      }

      expect(await answered).toEqual({ status: refused[4], problem: refused[5] });
      await expectUnharmed();
    },
  );

  it("that floods is cut off", async () => {
    const request = await send(
      ["POST", "/mine_block", "application/json", undefined, 401, ""],
      "Transfer-Encoding: chunked",
    );
    while (!request.isClosed) await request.chunk(PIECE);
    await expectUnharmed();
  });
});

describe("a body with Expect: 100-continue", () => {
  async function expectAnswered(...refused: Refused): Promise<void> {
    const request = await send(refused, "Content-Length: 10", "Expect: 100-continue");
    await wait(50);
    await request.write("0123456789");

    expect(await request.answered()).toEqual({ status: refused[4], problem: refused[5] });
    await expectUnharmed();
  }

  it.each(ofEachKind(REFUSED))("is answered: %s %s as %s with %s gets %i %s", expectAnswered);
  it.each(others(REFUSED))("is answered: %s %s as %s with %s gets %i %s", { tags: "long" }, expectAnswered);
});

const BROKEN: readonly Refused[] = [
  ...WITH_GET,
  // The routes that would have accepted the body.
  ...ROUTES.map((route): Refused => [...route, "a token", 400, "invalid-body"]),
];

describe("an interrupted body harms nobody else", () => {
  async function abort(...refused: Refused): Promise<void> {
    for (const header of ["Transfer-Encoding: chunked", "Content-Length: 5000"]) {
      const request = await send(refused, header);
      await request.chunk("a".repeat(100));
      await wait(20);
      request.reset();
      await expectUnharmed();
    }
  }

  it.each(ofEachKind(BROKEN))("when its client aborts it: %s %s as %s with %s", abort);
  it.each(others(BROKEN))("when its client aborts it: %s %s as %s with %s", { tags: "long" }, abort);

  async function cutShort(...refused: Refused): Promise<void> {
    for (const header of ["Transfer-Encoding: chunked", "Content-Length: 5000"]) {
      const request = await send(refused, header);
      await request.chunk("a".repeat(100));
      // The local proxy answers some of these itself, and others never.
      request.end();
      await wait(50);
      request.reset();
      await expectUnharmed();
    }
  }

  it.each(ofEachKind(BROKEN))("when less arrives than announced: %s %s as %s with %s", cutShort);
  it.each(others(BROKEN))("when less arrives than announced: %s %s as %s with %s", { tags: "long" }, cutShort);

  async function malform(...refused: Refused): Promise<void> {
    const request = await send(refused, "Transfer-Encoding: chunked");
    await request.write("zz\r\nnot a chunk\r\n");
    await request.answered();
    await expectUnharmed();
  }

  it.each(ofEachKind(BROKEN))("when its chunks are malformed: %s %s as %s with %s", malform);
  it.each(others(BROKEN))("when its chunks are malformed: %s %s as %s with %s", { tags: "long" }, malform);
});
